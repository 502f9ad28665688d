/// What is wrong with a message, at one place: for the person who sent it and for the engineer who reads it.
package struct Problem: Error, Sendable, Hashable {
    /// A stable name for the kind of fault, `missing`, `type`, `enum`, `json`, `charset` …: failures are grouped by it.
    package var code: String
    package var place: Place
    /// What the contract asks for, in Chinese: `应为 18 位统一社会信用代码`.
    package var expected: String
    /// What stands there; may hold personal data, so it goes to the sender and the journal but never into a log.
    package var found: String
    /// The whole complaint in Chinese, with the field's title: `用水量(m³/时)：应为大于 0 的数`.
    package var say: String

    package init(code: String, place: Place, expected: String, found: String, say: String? = nil) {
        self.code = code
        self.place = place
        self.expected = expected
        self.found = found
        self.say = say ?? expected
    }

    /// As programs read it: `{code, place, expected, found, say}`.
    package var value: Value {
        [
            "code": .string(code), "place": .string(place.description),
            "expected": .string(expected), "found": .string(found), "say": .string(say),
        ]
    }

    /// `found`, cut to a length that fits a rejection and never holding a whole message.
    package static func excerpt(_ text: String, max count: Int = 60) -> String {
        text.unicodeScalars.count <= count ? text : String(text.unicodeScalars.prefix(count)) + "…"
    }
}

/// Where in a message something stands, in the words of the message's own format.
package struct Place: Sendable, Hashable, CustomStringConvertible {
    /// The place in the decoded tree.
    package var pointer: Pointer
    /// The place on the wire: a JSON Pointer, an XPath, `第1条记录 第225字节起1字节` …
    package var wire: String

    package init(_ pointer: Pointer = Pointer(), wire: String? = nil) {
        self.pointer = pointer
        self.wire = wire ?? pointer.description
    }

    package var description: String { wire.isEmpty ? "/" : wire }
}

/// Several problems of one message, found together.
package struct Problems: Error, Sendable, Hashable {
    package var list: [Problem]

    package init(_ list: [Problem]) { self.list = list }
}

/// A JSON Pointer (RFC 6901).
package struct Pointer: Sendable, Hashable, CustomStringConvertible {
    package var steps: [String]

    package init(_ steps: [String] = []) { self.steps = steps }

    /// Reads `/a/0/b~1c`. Returns nil unless the text is empty or begins with a slash.
    package init?(_ text: String) {
        if text.isEmpty {
            steps = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        // By bytes: a step may begin with a mark, which would hide the slash from a search by characters.
        let slash = UInt8(ascii: "/")
        steps = text.utf8.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
            .map(Self.unescaped)
    }

    package func appending(_ step: String) -> Pointer { Pointer(steps + [step]) }
    package func appending(_ index: Int) -> Pointer { Pointer(steps + [String(index)]) }

    package var description: String { steps.map { "/" + Self.escaped($0) }.joined() }

    private static func escaped(_ step: String) -> String {
        guard step.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") })
        else { return step }
        var bytes: [UInt8] = []
        for byte in step.utf8 {
            switch byte {
            case UInt8(ascii: "~"): bytes += Array("~0".utf8)
            case UInt8(ascii: "/"): bytes += Array("~1".utf8)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescaped(_ step: Substring.UTF8View.SubSequence) -> String {
        guard step.contains(UInt8(ascii: "~")) else { return String(Substring(step)) }
        var bytes: [UInt8] = []
        var rest = step[...]
        while let byte = rest.popFirst() {
            switch (byte, rest.first) {
            case (UInt8(ascii: "~"), UInt8(ascii: "0")?): bytes.append(UInt8(ascii: "~"))
            case (UInt8(ascii: "~"), UInt8(ascii: "1")?): bytes.append(UInt8(ascii: "/"))
            default:
                bytes.append(byte)
                continue
            }
            rest.removeFirst()
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Value {
    /// The part that a pointer names, or nil where the tree has none.
    package func at(_ pointer: Pointer) -> Value? {
        var here = self
        for step in pointer.steps {
            let next: Value? =
                switch here {
                case .object(let object): object[step]
                case .array: Int(step).flatMap { here[$0] }
                default: nil
                }
            guard let next else { return nil }
            here = next
        }
        return here
    }
}
