import Schemas
import Values

extension Array where Element == InboundMessage {
    /// Tells which of a party's messages this one is: by XML root element and `const` properties, then by AMQP `type`
    /// (contract-language.md, section 5). Throws the most telling fault where it is none of them.
    package func open(
        _ received: ReceivedMessage,
        party: Party,
        keys: @escaping KeyRing
    ) throws(TranslationFault) -> OpenedMessage {
        let named = filter { $0.stem == received.type || $0.name == received.type }
        let candidates = named.isEmpty ? self : named
        if candidates.count == 1, let only = candidates.first {
            return try only.open(received, party: party, keys: keys)
        }
        var faults: [TranslationFault] = []
        for candidate in candidates {
            do throws(TranslationFault) {
                let (_, decoded) = try candidate.decode(received, party: party, keys: keys)
                guard candidate.hasItsMarks(decoded) else { continue }
            } catch {
                faults.append(error)
                continue
            }
            return try candidate.open(received, party: party, keys: keys)
        }
        throw faults.min { $0.problems.count < $1.problems.count }
            ?? TranslationFault(
                stage: .decode,
                isTheirs: true,
                problems: [
                    Problem(
                        code: "message",
                        place: Place(),
                        expected: "应为下列报文之一：\(candidates.map(\.stem).joined(separator: "、"))",
                        found: received.type ?? "未注明报文类型"
                    )
                ],
                message: candidates.first?.name ?? ""
            )
    }
}

extension InboundMessage {
    /// Whether the `const` properties that tell messages apart stand as this message has them.
    fileprivate func hasItsMarks(_ decoded: Value) -> Bool {
        let record = decoded.array?.first ?? decoded
        let shape = schema.resolved.items?.resolved ?? schema.resolved
        for property in shape.properties {
            guard let constant = property.schema.resolved.constant, property.isRequired else {
                continue
            }
            if record[property.name] != constant { return false }
        }
        return true
    }
}
