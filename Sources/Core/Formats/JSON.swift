internal import SimdJSON
package import Values

/// JSON (RFC 8259) as a tree that keeps the order of names and the text of numbers.
package enum JSON {
    /// Reads one JSON text in UTF-8, with or without a byte order mark. Refuses what the RFC refuses, names that
    /// occur twice in an object, lone surrogates, and what is beyond `limits`.
    package static func decode(
        _ bytes: [UInt8],
        limits: Limits = Limits()
    ) throws(Problems) -> Value {
        guard bytes.count <= limits.sizeMax else {
            throw Problems([.tooLarge(bytes.count, max: limits.sizeMax)])
        }
        let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        return try decode(text: bytes[(isMarked ? 3 : 0)...], limits: limits)
    }

    /// Reads UTF-8 without a byte order mark.
    static func decode(text: ArraySlice<UInt8>, limits: Limits) throws(Problems) -> Value {
        let tape: JSONTape
        do {
            tape = try JSONTape(
                text.span,
                depthMax: limits.depthMax,
                stringMax: limits.stringMax
            )
        } catch {
            throw Problems([problem(error, in: text, limits: limits)])
        }
        var reader = JSONReader(tape)
        do {
            return try reader.read()
        } catch {
            throw Problems([
                Problem(
                    code: "duplicate-field",
                    place: Place(Pointer(error.path.reversed())),
                    expected: "同一对象内的名称不得重复",
                    found: error.path.first ?? ""
                )
            ])
        }
    }

    /// The one canonical form: no spaces, UTF-8 as it is, numbers as they were written.
    package static func encode(_ value: Value) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(value)
        return writer.bytes
    }

    /// For people: an indentation of two spaces, and a line end at the end.
    package static func encodePretty(_ value: Value) -> [UInt8] {
        var writer = JSONWriter()
        writer.writePretty(value, indentation: 0)
        writer.bytes.append(UInt8(ascii: "\n"))
        return writer.bytes
    }
}

extension JSON {
    private static func problem(
        _ error: JSONError,
        in text: ArraySlice<UInt8>,
        limits: Limits
    ) -> Problem {
        let position = TextPosition(of: error.offset, in: text)
        let pointer = Pointer(error.path)
        let place = Place(
            pointer,
            wire: pointer.steps.isEmpty ? "\(position)" : "\(pointer) \(position)"
        )
        switch error.code {
        case .tooDeep: return .tooDeep(max: limits.depthMax, at: place)
        case .tooLong:
            return Problem(
                code: "too-large",
                place: place,
                expected: "一个值应不超过 \(limits.stringMax) 字节",
                found: "\(position)开始的值"
            )
        case .invalidUTF8:
            let fault = CharsetFault(kind: .invalid, offset: error.offset)
            return .charset(fault, of: .utf8, in: text, at: place)
        default:
            return Problem(
                code: "json",
                place: place,
                expected: "应为合法的 JSON",
                found: "\(position)附近：\(TextPosition.excerpt(of: text, from: error.offset))",
                say: "应为合法的 JSON：\(position)，\(reason(error.code))"
            )
        }
    }

    private static func reason(_ code: JSONError.Code) -> String {
        switch code {
        case .empty: "报文为空"
        case .invalidUTF8: "不是 UTF-8 编码"
        case .controlCharacter: "字符串内的控制字符须转义"
        case .unclosedString: "字符串没有结束引号"
        case .badEscape: "反斜杠转义不合法"
        case .loneSurrogate: "\\u 转义的代理项不成对"
        case .badNumber: "数字写法不合法"
        case .badLiteral: "应为 true、false 或 null"
        case .expectedValue: "此处应为一个值"
        case .expectedKey: "此处应为带引号的名称"
        case .expectedColon: "名称后应为冒号"
        case .expectedComma: "此处应为逗号或结束括号"
        case .trailingContent: "报文结束后还有内容"
        case .tooDeep, .tooLong, .tooLarge, .outOfMemory: "报文过大"
        }
    }
}

/// Builds the tree from a tape.
private struct JSONReader: ~Copyable {
    private var tape: JSONTape

    struct DuplicateName: Error {
        /// From the name up to the root.
        var path: [String]
    }

    init(_ tape: consuming JSONTape) { self.tape = tape }

    mutating func read() throws(DuplicateName) -> Value { try value(tape.next()) }

    // The depth of recursion is the depth of the text, which the tape has limited.
    private mutating func value(_ token: JSONTape.Token?) throws(DuplicateName) -> Value {
        switch token {
        case .string(let text): return .string(text)
        case .number(let text): return .number(Number(validated: text))
        case .bool(let flag): return .bool(flag)
        case .array(let count): return .array(try array(count))
        case .object(let count): return .object(try object(count))
        case .null, .key, .end, nil: return .null
        }
    }

    private mutating func array(_ count: Int) throws(DuplicateName) -> [Value] {
        var elements: [Value] = []
        elements.reserveCapacity(count)
        for index in 0..<count {
            do throws(DuplicateName) {
                elements.append(try value(tape.next()))
            } catch {
                throw DuplicateName(path: error.path + [String(index)])
            }
        }
        _ = tape.next()
        return elements
    }

    private mutating func object(_ count: Int) throws(DuplicateName) -> Object {
        var object = Object()
        object.reserveCapacity(count)
        while case .key(let name)? = tape.next() {
            do throws(DuplicateName) {
                let member = try value(tape.next())
                guard object.append(name, member) else { throw DuplicateName(path: []) }
            } catch {
                throw DuplicateName(path: error.path + [name])
            }
        }
        return object
    }
}
