internal import CSimdJSON

/// A JSON text that was read whole and found correct, as a flat run of tokens in the text's order.
///
/// It owns its memory and keeps nothing of the input. Wraps the shim over simdjson's stage 1, which checks UTF-8,
/// quotes and control characters; the shim checks the rest of RFC 8259. Names that occur twice are let through.
package struct JSONTape: ~Copyable {
    private var raw: lianban_json
    private var at = 0

    package enum Token {
        case null
        case bool(Bool)
        /// In the grammar of RFC 8259, as it was written.
        case number(String)
        case string(String)
        case key(String)
        /// How many members follow, before an `end`.
        case array(count: Int)
        case object(count: Int)
        case end
    }

    /// Reads a whole text. `depthMax` counts arrays and objects, `stringMax` bytes of UTF-8 without escapes.
    package init(_ input: Span<UInt8>, depthMax: Int, stringMax: Int) throws(JSONError) {
        // SAFETY: the shim reads `count` bytes and keeps no pointer to them.
        raw = input.withUnsafeBufferPointer { bytes in
            lianban_json_parse(bytes.baseAddress, bytes.count, max(0, depthMax), max(0, stringMax))
        }
        guard Int(raw.error) != lianban_json_ok else { return }
        throw JSONError(
            code: Self.code(raw.error),
            offset: raw.error == lianban_json_utf8 ? Self.firstFault(input) : raw.error_offset,
            path: pathOfStop()
        )
    }

    deinit {
        var raw = raw
        lianban_json_free(&raw)
    }

    /// The next token; nil behind the last one.
    package mutating func next() -> Token? {
        guard at < raw.token_count else { return nil }
        // SAFETY: the shim wrote `token_count` words.
        let word = raw.tokens[at]
        at += 1
        let length = Int(word >> 32 & 0xFFF_FFFF)
        switch Int(word >> 60) {
        case lianban_json_null: return .null
        case lianban_json_false: return .bool(false)
        case lianban_json_true: return .bool(true)
        case lianban_json_number: return .number(text(word, length))
        case lianban_json_string: return .string(text(word, length))
        case lianban_json_key: return .key(text(word, length))
        case lianban_json_array: return .array(count: length)
        case lianban_json_object: return .object(count: length)
        default: return .end
        }
    }

    private func text(_ word: UInt64, _ length: Int) -> String {
        // SAFETY: the shim's offsets and lengths lie within `text`.
        let start = raw.text + Int(word & 0xFFFF_FFFF)
        return String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
    }
}

extension JSONTape {
    /// Where reading stopped: the names and indexes of what is open on an unfinished tape.
    private mutating func pathOfStop() -> [String] {
        var open: [(name: String?, index: Int?)] = []
        while let token = next() {
            switch token {
            case .key(let name): open[open.count - 1].name = name
            case .array: open.append((nil, 0))
            case .object: open.append((nil, nil))
            case .end:
                open.removeLast()
                open.finishMember()
            default: open.finishMember()
            }
        }
        return open.compactMap { $0.name ?? $0.index.map(String.init) }
    }

    private static func firstFault(_ input: Span<UInt8>) -> Int {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: input)
            return 0
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    private static func code(_ raw: CInt) -> JSONError.Code {
        switch Int(raw) {
        case lianban_json_empty: .empty
        case lianban_json_utf8: .invalidUTF8
        case lianban_json_control_character: .controlCharacter
        case lianban_json_unclosed_string: .unclosedString
        case lianban_json_bad_escape: .badEscape
        case lianban_json_lone_surrogate: .loneSurrogate
        case lianban_json_bad_number: .badNumber
        case lianban_json_bad_literal: .badLiteral
        case lianban_json_expected_value: .expectedValue
        case lianban_json_expected_key: .expectedKey
        case lianban_json_expected_colon: .expectedColon
        case lianban_json_expected_comma: .expectedComma
        case lianban_json_trailing_content: .trailingContent
        case lianban_json_too_deep: .tooDeep
        case lianban_json_too_long: .tooLong
        case lianban_json_too_large: .tooLarge
        default: .outOfMemory
        }
    }
}

extension [(name: String?, index: Int?)] {
    fileprivate mutating func finishMember() {
        guard let last = indices.last else { return }
        self[last].name = nil
        self[last].index? += 1
    }
}
