import Expressions
import Formats
import OpenSSL
import Values

extension Envelope {
    /// One passage through the steps, with the values that are known so far.
    struct Run {
        let envelope: Envelope
        var scope: Scope
        let keys: KeyRing
        /// `body`, step values, and what an inbound message carries for `sent.millis`, `message.nonce` …
        var values: [String: [UInt8]] = [:]
        /// The values that were deciphered: about them nothing is told but that they are not what they should be.
        var deciphered: Set<String> = []
        /// Whether a cipher text could not be deciphered. It is told only after everything has been verified, so that
        /// a wrong padding looks like a wrong digest.
        var isBroken = false

        init(envelope: Envelope, scope: Scope, keys: @escaping KeyRing) {
            self.envelope = envelope
            self.scope = scope
            self.keys = keys
        }

        mutating func bind(_ name: String, _ bytes: [UInt8]) {
            values[name] = bytes
            guard let slot = envelope.slots[name] else { return }
            scope[slot] =
                String(validating: bytes, as: UTF8.self).map { .string($0) } ?? .bytes(bytes)
        }

        func bytes(_ operand: Operand) throws(EnvelopeFault) -> [UInt8] {
            if let name = operand.name, let known = values[name] { return known }
            let value: CELValue
            do throws(EvaluationError) {
                value = try operand.expression.evaluate(scope)
            } catch {
                throw .ours("envelope", "\(operand.expression.text): \(error.message)")
            }
            switch value {
            case .string(let text): return Array(text.utf8)
            case .int(let number): return Array(String(number).utf8)
            case .bytes(let bytes): return bytes
            default:
                throw .ours("envelope", "\(operand.expression.text) gives neither text nor number")
            }
        }

        private func joined(_ operands: [Operand]) throws(EnvelopeFault) -> [UInt8] {
            var all: [UInt8] = []
            for operand in operands { all += try bytes(operand) }
            return all
        }

        func key(_ name: String) throws(EnvelopeFault) -> [UInt8] {
            guard let key = keys(name) else {
                throw .ours("key", "no secret is configured for the key '\(name)'")
            }
            return key
        }

        /// What a digest, signature or encoding gives.
        private func result(_ step: Step) throws(EnvelopeFault) -> [UInt8]? {
            do {
                switch step.action {
                case .base64(let operand): return try Base64.encode(bytes(operand))
                case .sm3(let operands, let text):
                    return try text.write(SM3.digest(of: joined(operands)))
                case .hmacSM3(let operands, let name, let text):
                    return try text.write(
                        SM3.authenticationCode(of: joined(operands), key: key(name))
                    )
                case .sm3Sorted(let fields): return try fields.text.write(digest(fields))
                case .sm4CBC, .wrap, .add, .headers, .fresh: return nil
                }
            } catch let fault as EnvelopeFault {
                throw fault
            } catch {
                throw .ours("envelope", "\(error)")
            }
        }

        mutating func perform(_ step: Step) throws(EnvelopeFault) {
            if case .sm4CBC(let cipher) = step.action { return try encipher(cipher, step) }
            guard let name = step.name, let bytes = try result(step) else { return }
            bind(name, bytes)
        }

        func headers(_ members: [Member]) throws(EnvelopeFault) -> [Header] {
            var headers: [Header] = []
            for member in members {
                let value = String(decoding: try bytes(member.operand), as: UTF8.self)
                guard value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
                    throw .ours("header", "the header \(member.name) would not be ASCII")
                }
                headers.append(Header(name: member.name, value: value))
            }
            return headers
        }

        func fields(_ members: [Member]) throws(EnvelopeFault) -> [(String, Value)] {
            var fields: [(String, Value)] = []
            for member in members {
                fields.append(
                    (
                        member.name,
                        .string(String(decoding: try bytes(member.operand), as: UTF8.self))
                    )
                )
            }
            return fields
        }

        func add(
            _ members: [Member],
            to body: [UInt8],
            _ step: Step
        ) throws(EnvelopeFault) -> [UInt8] {
            if let carrier = envelope.carrier(of: step) {
                return try add(members, to: body, by: carrier)
            }
            guard case .object(var object)? = try? JSON.decode(body) else {
                throw .ours("envelope", "\(step.span): add needs a JSON object")
            }
            for (name, value) in try fields(members) { object[name] = value }
            return JSON.encode(.object(object))
        }
    }
}

extension Envelope.Run {
    /// Reads what the headers carry, before anything is computed.
    mutating func take(_ members: [Envelope.Member], from headers: [Header]) throws(EnvelopeFault) {
        for member in members {
            guard
                let header = headers.first(where: {
                    $0.name.lowercased() == member.name.lowercased()
                })
            else {
                throw .theirs(
                    "header",
                    Place(wire: "header \(member.name)"),
                    expected: "应有消息头 \(member.name)",
                    found: "缺失"
                )
            }
            try accept(Array(header.value.utf8), member, Place(wire: "header \(member.name)"))
        }
    }

    /// Takes the envelope off, outermost step first, and binds what it carried.
    mutating func unwrap(_ sealed: [UInt8]) throws(EnvelopeFault) {
        var content = sealed
        var isBound = false
        for step in envelope.steps.reversed() {
            switch step.action {
            case .wrap(let members), .add(let members):
                if step.isAdding, let carrier = envelope.carrier(of: step) {
                    content = try take(members, outOf: content, by: carrier)
                    continue
                }
                content = try unwrap(content, members, isAdded: step.isAdding)
                if step.isAdding { continue }
                isBound = true
            case .base64(let operand):
                guard let name = step.name, let text = values[name], let target = operand.name
                else { continue }
                let isInside = deciphered.contains(name)
                if isInside { deciphered.insert(target) }
                guard let bytes = try? Base64.decode(text) else {
                    guard !isInside else {
                        isBroken = true
                        bind(target, text)
                        continue
                    }
                    throw .theirs(
                        "envelope",
                        Place(wire: name),
                        expected: "应为 Base64 编码",
                        found: "无法解码"
                    )
                }
                bind(target, bytes)
            case .sm4CBC(let cipher): try decipher(cipher, step)
            default: break
            }
        }
        if !isBound || values["body"] == nil { bind("body", content) }
    }

    private mutating func unwrap(
        _ bytes: [UInt8],
        _ members: [Envelope.Member],
        isAdded: Bool
    ) throws(EnvelopeFault) -> [UInt8] {
        let outer: Value
        do throws(Problems) {
            outer = try JSON.decode(bytes)
        } catch {
            throw EnvelopeFault(isTheirs: true, problem: error.list[0])
        }
        guard case .object(var object) = outer else {
            throw .theirs("type", Place(), expected: "应为 JSON 对象", found: outer.kind)
        }
        for member in members {
            let place = Place(Pointer([member.name]))
            let text: String
            switch object[member.name] {
            case .string(let string)?: text = string
            case .number(let number)?: text = number.text
            default:
                throw .theirs("missing", place, expected: "封装字段 \(member.name) 必填", found: "缺失")
            }
            try accept(Array(text.utf8), member, place)
            object[member.name] = nil
        }
        return isAdded ? JSON.encode(.object(object)) : bytes
    }

    /// A member that names a value is bound; any other must carry what its expression gives.
    mutating func accept(
        _ bytes: [UInt8],
        _ member: Envelope.Member,
        _ place: Place
    ) throws(EnvelopeFault) {
        if let name = member.operand.name, !name.hasPrefix("party.") {
            bind(name, bytes)
            return
        }
        let expected = try self.bytes(member.operand)
        guard isEqualInConstantTime(bytes, expected) else {
            throw .theirs(
                "envelope",
                place,
                expected: "\(member.name) 应为 \(String(decoding: expected, as: UTF8.self))",
                found: Problem.excerpt(String(decoding: bytes, as: UTF8.self))
            )
        }
    }

    /// Computes a step again and compares it with what the message carried.
    mutating func verify(_ step: Envelope.Step, _ brokerTime: Instant?) throws(EnvelopeFault) {
        switch step.action {
        case .sm3, .hmacSM3, .sm3Sorted:
            guard let name = step.name else { return }
            let carried = values[name]
            values[name] = nil
            // What was deciphered may be anything: that it has no fields is told no more than that they are others.
            let isInside = isDeciphered(step)
            do throws(EnvelopeFault) {
                try perform(step)
            } catch {
                throw isInside && error.isTheirs ? .cipher : error
            }
            guard let carried, let computed = values[name], isEqualInConstantTime(carried, computed)
            else {
                if isInside { throw .cipher }
                throw .theirs(
                    "signature",
                    Place(wire: name),
                    expected: "\(name) 与报文内容应一致",
                    found: "校验不通过"
                )
            }
        case .fresh(let operand, let within):
            let text = String(decoding: try bytes(operand), as: UTF8.self)
            guard let millis = Int64(text) else {
                throw .theirs(
                    "stamp",
                    Place(wire: operand.name ?? "fresh"),
                    expected: "时间戳应为毫秒数",
                    found: Problem.excerpt(text)
                )
            }
            guard let brokerTime else { return }
            let (difference, overflow) = brokerTime.milliseconds.subtractingReportingOverflow(
                millis
            )
            guard !overflow, difference.magnitude <= UInt64(within) * 1000 else {
                throw .theirs(
                    "stamp",
                    Place(wire: operand.name ?? "fresh"),
                    expected: "时间戳与到达时间相差不超过 \(within) 秒",
                    found: Instant(milliseconds: millis.clampedToCalendar).rfc3339()
                )
            }
        case .base64, .sm4CBC, .wrap, .add, .headers: break
        }
    }

    /// Whether a digest was made of what stood in a cipher.
    private func isDeciphered(_ step: Envelope.Step) -> Bool {
        deciphered.contains { name in
            step.action.operands.contains {
                $0.name == name || $0.expression.reads(envelope.slots[name])
            }
        }
    }
}

extension Envelope.Step {
    fileprivate var isAdding: Bool { if case .add = action { true } else { false } }
}

extension Envelope.Text {
    func write(_ bytes: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        switch self {
        case .hex: Hex.encode(bytes)
        case .HEX: Hex.encode(bytes, uppercase: true)
        case .base64: try Base64.encode(bytes)
        }
    }

    /// Nil for what is not written so. Hexadecimal digits may be of either case.
    func read(_ text: [UInt8]) -> [UInt8]? {
        switch self {
        case .hex, .HEX: Hex.decode(text)
        case .base64: try? Base64.decode(text)
        }
    }
}

extension EnvelopeFault {
    static func ours(_ code: String, _ text: String) -> EnvelopeFault {
        EnvelopeFault(
            isTheirs: false,
            problem: Problem(code: code, place: Place(wire: "envelope"), expected: text, found: "")
        )
    }

    /// The one fault of everything that depends on what was deciphered, whatever it was: who could tell a wrong
    /// padding from a wrong digest could read messages by asking.
    static var cipher: EnvelopeFault {
        .theirs(
            "cipher",
            Place(wire: "envelope"),
            expected: "密文、初始向量、摘要或签名应相符，并使用约定的密钥",
            found: "校验不通过"
        )
    }

    static func theirs(
        _ code: String,
        _ place: Place,
        expected: String,
        found: String
    ) -> EnvelopeFault {
        EnvelopeFault(
            isTheirs: true,
            problem: Problem(code: code, place: place, expected: expected, found: found)
        )
    }
}

extension Int64 {
    /// Keeps a stamp that nobody can have meant within the years that can be printed.
    fileprivate var clampedToCalendar: Int64 {
        Swift.min(Swift.max(self, -62_135_596_800_000), 253_402_300_799_999)
    }
}
