internal import Values

extension FlatField {
    /// What a text says: nil where it stands for absence. Throws where it says nothing of the field's kind.
    func value(of text: String, place: () -> Place) throws(Problem) -> Value? {
        if text.isEmpty {
            if isFiller { return .string("") }
            if isAbsentEmpty { return nil }
        }
        guard let scalar else { return .string(text) }
        if let value = scalar.value(of: text) { return value }
        throw Problem(
            code: "type",
            place: place(),
            expected: scalar.expectation,
            found: "“\(Problem.excerpt(text))”"
        )
    }

    /// What stands for a value; nil where it is left out.
    func text(of value: Value?, place: () -> Place) throws(Problem) -> String? {
        guard let value, !(value == .null && isNullable) else { return isAbsentEmpty ? "" : nil }
        if let scalar, !scalar.admits(value) {
            throw .type(scalar.expectation, found: value, at: place())
        }
        switch value {
        case .string(let text): return text
        case .number(let number): return number.text
        case .bool(let flag): return flag ? "true" : "false"
        case .null, .array, .object: throw .type("应为文字", found: value, at: place())
        }
    }
}

/// Control characters that may stand in a value.
enum ControlCharacters {
    case tab, tabAndLineEnds, all

    private func admits(_ byte: UInt8) -> Bool {
        switch (self, byte) {
        case (_, 0): false
        case (.all, _), (_, 0x20...0x7E), (_, 0x80...), (_, 0x09): true
        case (.tabAndLineEnds, 0x0A), (.tabAndLineEnds, 0x0D): true
        default: false
        }
    }

    /// The first character of a text that may not stand in it.
    func fault(in text: String, place: () -> Place) -> Problem? {
        guard text.utf8.contains(where: { !admits($0) }) else { return nil }
        for (index, scalar) in text.unicodeScalars.enumerated()
        where scalar.isASCII && !admits(UInt8(scalar.value)) {
            return Problem(
                code: "record",
                place: place(),
                expected: self == .tabAndLineEnds
                    ? "字段内除换行外不应有控制字符" : self == .tab ? "字段内不应有换行等控制字符" : "字段内不应有空字符",
                found: "第\(index + 1)个字符（\(Problem.number(scalar))）"
            )
        }
        return nil
    }
}

extension FlatPlan {
    /// Reads a field's text from its bytes, no longer escaped.
    func text(
        _ bytes: ArraySlice<UInt8>,
        _ limits: Limits,
        _ controls: ControlCharacters,
        place: () -> Place
    ) throws(Problem) -> String {
        let text: String
        do throws(CharsetFault) {
            text = try charset.text(bytes)
        } catch {
            throw .charset(error, of: charset, in: bytes, at: place())
        }
        if let fault = controls.fault(in: text, place: place) { throw fault }
        guard text.utf8.count <= limits.stringMax else {
            throw .tooLongString(text.utf8.count, max: limits.stringMax, at: place())
        }
        return text
    }

    /// The bytes of a field's text, not yet escaped.
    func bytes(
        _ text: String,
        _ controls: ControlCharacters,
        place: () -> Place
    ) throws(Problem) -> [UInt8] {
        if let fault = controls.fault(in: text, place: place) { throw fault }
        guard let bytes = charset.bytes(of: text) else {
            throw .unencodable(text, in: charset, at: place())
        }
        return bytes
    }
}

extension Charset {
    /// How many bytes the byte order mark at the start of a message takes. Throws for the mark of another charset.
    func markLength(_ bytes: [UInt8]) throws(Problem) -> Int {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            // Reports the mark in the words of the other formats.
            if self != .utf8 { _ = try message(bytes) }
            return 3
        }
        return self == .gb18030 && bytes.starts(with: [0x84, 0x31, 0x95, 0x33]) ? 4 : 0
    }

    /// Bytes of the character that begins at `at`: more than 1 only where a later byte of it could be taken for an
    /// ASCII character. Of what is no character, one byte.
    func step(_ bytes: ArraySlice<UInt8>, at index: Int) -> Int {
        guard self != .utf8, bytes[index] > 0x80, index + 1 < bytes.endIndex else { return 1 }
        switch bytes[index + 1] {
        case 0x40...0x7E, 0x80...0xFE: return 2
        case 0x30...0x39 where self == .gb18030 && index + 3 < bytes.endIndex:
            let isWhole =
                (0x81...0xFE).contains(bytes[index + 2]) && (0x30...0x39).contains(bytes[index + 3])
            return isWhole ? 4 : 1
        default: return 1
        }
    }

    /// Where an ASCII character stands as a character of its own.
    func firstIndex(of character: UInt8, in bytes: ArraySlice<UInt8>) -> Int? {
        // Below the digits no byte of a longer character lies.
        if self == .utf8 || character < 0x30 { return bytes.firstIndex(of: character) }
        var at = bytes.startIndex
        while at < bytes.endIndex {
            if bytes[at] == character { return at }
            at += step(bytes, at: at)
        }
        return nil
    }
}
