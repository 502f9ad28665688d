import Formats
import OpenSSL
import Values

extension Envelope {
    /// What an `sm3-sorted` step signs: the fields of the message as `k=v&k=v`, then the secret.
    struct SortedFields: Sendable {
        /// An encoded message without objects or lists in it.
        var message: Operand
        /// Signed like fields of the message.
        var more: [Member]
        var key: String
        /// Whether a field that is empty (or null) is as if it were not there.
        var isSkippingEmpty: Bool
        /// What stands between the last field and the secret.
        var between: String
        var text: Text
    }
}

extension Codec {
    /// Whether a message is fields with names, which can be signed one by one.
    var isSignable: Bool { format == .json || takesFields }
}

extension Envelope.Run {
    /// SM3 over the fields and the secret.
    func digest(_ fields: Envelope.SortedFields) throws(EnvelopeFault) -> [UInt8] {
        let signed = try signed(fields) + key(fields.key)
        do throws(OpenSSLError) {
            return try SM3.digest(of: signed)
        } catch {
            throw .ours("envelope", "\(error)")
        }
    }

    /// What is signed, without the secret: fields in the order of the bytes of their names, values as they are before
    /// anything is escaped.
    func signed(_ fields: Envelope.SortedFields) throws(EnvelopeFault) -> [UInt8] {
        var pairs = try self.fields(of: try bytes(fields.message))
        for member in fields.more {
            let name = Array(member.name.utf8)
            pairs.removeAll { $0.name == name }
            pairs.append((name, try bytes(member.operand)))
        }
        if fields.isSkippingEmpty { pairs.removeAll { $0.value.isEmpty } }
        pairs.sort { $0.name.lexicographicallyPrecedes($1.name) }
        let joined = pairs.map { $0.name + [UInt8(ascii: "=")] + $0.value }
            .joined(separator: [UInt8(ascii: "&")])
        return Array(joined) + Array(fields.between.utf8)
    }

    /// The fields of an encoded message by their names on the wire.
    private func fields(
        of message: [UInt8]
    ) throws(EnvelopeFault) -> [(name: [UInt8], value: [UInt8])] {
        do throws(Problems) {
            if let fields = try envelope.codec?.fields(of: message) {
                return fields.map { (Array($0.name.utf8), Array($0.value.utf8)) }
            }
        } catch {
            throw EnvelopeFault(isTheirs: true, problem: error.list[0])
        }
        return try Self.jsonFields(of: message)
    }

    private static func jsonFields(
        of message: [UInt8]
    ) throws(EnvelopeFault) -> [(name: [UInt8], value: [UInt8])] {
        let value: Value
        do throws(Problems) {
            value = try JSON.decode(message)
        } catch {
            throw EnvelopeFault(isTheirs: true, problem: error.list[0])
        }
        guard case .object(let object) = value else {
            throw .theirs("type", Place(), expected: "应为 JSON 对象", found: value.kind)
        }
        var pairs: [(name: [UInt8], value: [UInt8])] = []
        for (name, value) in object {
            let text: String
            switch value {
            case .string(let string): text = string
            case .number(let number): text = number.text
            case .bool(let flag): text = flag ? "true" : "false"
            case .null: text = ""
            case .object, .array:
                throw .theirs(
                    "type",
                    Place(Pointer([name])),
                    expected: "按字段签名的报文不含对象或数组",
                    found: value.kind
                )
            }
            pairs.append((Array(name.utf8), Array(text.utf8)))
        }
        return pairs
    }
}
