internal import Iconv
package import Values

/// A charset of a contract. Nothing is ever replaced on the way: what does not fit is an error with its place.
///
/// GB18030 is glibc's: GB 18030-2005 with the characters that the 2022 edition moved out of the private use
/// area at their new code points (U+9FB4 is FE59). GBK is CP936, with the euro sign as 80.
package enum Charset: String, Sendable, Hashable, CaseIterable {
    case utf8 = "UTF-8"
    case gb18030 = "GB18030"
    case gbk = "GBK"

    /// The text of a whole message. A byte order mark is taken off once at its start; NUL is refused.
    package func decode(_ bytes: [UInt8]) throws(Problem) -> String {
        let text = try withFaultsExplained(bytes) { () throws(CharsetFault) in
            try self.text(bytes[...])
        }
        return text.unicodeScalars.first == "\u{FEFF}"
            ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// The bytes of a text. Throws `unencodable` for a character that the charset lacks, named by its number.
    package func encode(_ text: String) throws(Problem) -> [UInt8] {
        if let bytes = bytes(of: text) { return bytes }
        throw Problem.unencodable(text, in: self, at: Place())
    }

    /// How many bytes a text takes, or nil where it holds a character that the charset lacks.
    package func width(of text: String) -> Int? {
        self == .utf8 ? text.utf8.count : bytes(of: text)?.count
    }

    package func canEncode(_ scalar: Unicode.Scalar) -> Bool {
        self == .utf8 || scalar.isASCII || bytes(of: String(Character(scalar))) != nil
    }

    /// The longest beginning of a text that takes at most `count` bytes and cuts no character, nor a letter from
    /// its mark. Returns nil where it would hold a character that the charset lacks.
    package func prefix(of text: String, bytes count: Int) -> String? {
        // One character takes at least a byte.
        if text.utf8.count <= count, let width = width(of: text), width <= count { return text }
        var result = ""
        var left = count
        for character in text {
            guard let width = width(of: String(character)) else { return nil }
            guard width <= left else { break }
            left -= width
            result.append(character)
        }
        return result
    }

    /// The text with every character that the charset lacks replaced.
    package func replacing(_ text: String, with replacement: String) -> String {
        if bytes(of: text) != nil { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if canEncode(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += replacement
            }
        }
        return result
    }

    /// The first character that the charset lacks, counted from 0 in Unicode scalars.
    package func firstUnencodable(in text: String) -> (scalar: Unicode.Scalar, index: Int)? {
        guard bytes(of: text) == nil else { return nil }
        for (index, scalar) in text.unicodeScalars.enumerated() where !canEncode(scalar) {
            return (scalar, index)
        }
        return nil
    }
}

/// Where bytes stop being text.
struct CharsetFault: Error, Hashable {
    enum Kind { case invalid, truncated, nul }

    var kind: Kind
    /// In bytes from the start of what was decoded.
    var offset: Int
}

extension Charset {
    /// Strictly decoded text; NUL is refused, a byte order mark is kept.
    func text(_ bytes: ArraySlice<UInt8>) throws(CharsetFault) -> String {
        if let nul = bytes.firstIndex(of: 0) {
            throw CharsetFault(kind: .nul, offset: nul - bytes.startIndex)
        }
        guard self != .utf8, !isASCII(bytes) else { return try utf8(bytes) }
        do {
            let converted = try Iconv.convert(bytes.span, from: rawValue, to: "UTF-8")
            return String(decoding: converted, as: UTF8.self)
        } catch {
            throw CharsetFault(
                kind: error.code == .truncated ? .truncated : .invalid,
                offset: error.offset
            )
        }
    }

    private func utf8(_ bytes: ArraySlice<UInt8>) throws(CharsetFault) -> String {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.span))
        } catch {
            throw utf8Fault(error, count: bytes.count)
        }
    }

    /// The bytes of a text, or nil where it holds a character that the charset lacks.
    func bytes(of text: String) -> [UInt8]? {
        let utf8 = Array(text.utf8)
        return bytes(ofUTF8: utf8)
    }

    func bytes(ofUTF8 utf8: [UInt8]) -> [UInt8]? {
        if self == .utf8 || isASCII(utf8[...]) { return utf8 }
        return try? Iconv.convert(utf8.span, from: "UTF-8", to: rawValue)
    }

    /// A whole message in UTF-8 without its byte order mark. What comes in UTF-8 is not checked here.
    func message(_ bytes: [UInt8]) throws(Problem) -> ArraySlice<UInt8> {
        let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        guard self != .utf8 else { return bytes[(isMarked ? 3 : 0)...] }
        if isMarked {
            throw Problem(
                code: "charset",
                place: Place(wire: "第1字节"),
                expected: "应为 \(rawValue) 编码",
                found: "UTF-8 的字节顺序标记 EF BB BF"
            )
        }
        return Array(try decode(bytes).utf8)[...]
    }

    /// Like `message`, with UTF-8 checked as strictly as the others are.
    func checkedMessage(_ bytes: [UInt8]) throws(Problem) -> ArraySlice<UInt8> {
        let text = try message(bytes)
        guard self == .utf8 else { return text }
        try withFaultsExplained(bytes) { () throws(CharsetFault) in
            if let nul = text.firstIndex(of: 0) { throw CharsetFault(kind: .nul, offset: nul) }
            do throws(UTF8.ValidationError) {
                _ = try UTF8Span(validating: text.span)
            } catch {
                throw utf8Fault(error, count: text.count, from: text.startIndex)
            }
        }
        return text
    }

    private func utf8Fault(
        _ error: UTF8.ValidationError,
        count: Int,
        from start: Int = 0
    ) -> CharsetFault {
        let isCut = error.kind == .truncatedScalar && error.byteOffsets.upperBound == count
        return CharsetFault(
            kind: isCut ? .truncated : .invalid,
            offset: start + error.byteOffsets.lowerBound
        )
    }

    func withFaultsExplained<T>(
        _ bytes: [UInt8],
        _ body: () throws(CharsetFault) -> T
    ) throws(Problem) -> T {
        do {
            return try body()
        } catch {
            throw Problem.charset(
                error,
                of: self,
                in: bytes[...],
                at: Place(wire: "第\(error.offset + 1)字节")
            )
        }
    }
}

/// Whether every byte is below 80, which GBK, GB18030 and UTF-8 all write as ASCII does.
func isASCII(_ bytes: ArraySlice<UInt8>) -> Bool {
    // SAFETY: only read within the closure; without bounds checks the loop runs on whole vectors.
    bytes.withUnsafeBufferPointer { buffer in
        var all: UInt8 = 0
        for byte in buffer { all |= byte }
        return all < 0x80
    }
}

extension Charset {
    /// Every string and every name of a tree that the charset cannot write.
    func collectUnencodable(
        in value: Value,
        at pointer: Pointer,
        _ body: (_ text: String, _ pointer: Pointer) -> Void
    ) {
        switch value {
        case .null, .bool, .number: break
        case .string(let text):
            if bytes(of: text) == nil { body(text, pointer) }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                collectUnencodable(in: element, at: pointer.appending(index), body)
            }
        case .object(let object):
            for (name, member) in object {
                if bytes(of: name) == nil { body(name, pointer.appending(name)) }
                collectUnencodable(in: member, at: pointer.appending(name), body)
            }
        }
    }
}
