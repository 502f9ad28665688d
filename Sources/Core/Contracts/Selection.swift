import Formats
import Schemas
import Values

extension Array where Element == InboundMessage {
    /// Tells which of a party's messages this one is: by XML root element and `const` properties, then by AMQP `type`
    /// (contracts/LANGUAGE.md, section 5). Throws the most telling fault where it is none of them.
    package func open(
        _ received: ReceivedMessage,
        party: Party,
        keys: @escaping KeyRing
    ) throws(TranslationFault) -> OpenedMessage {
        // The hub's own JSON has no seal: who has a contract of its own says by the type that a reply is in it.
        let own = filter { !$0.isCanonical }
        let pool =
            own.isEmpty || contains { $0.isCanonical && $0.name == received.type } ? self : own
        let named = pool.filter { $0.name == received.type }
        let alike = named.isEmpty ? pool.filter { $0.stem == received.type } : named
        let candidates = alike.isEmpty ? pool : alike
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
        if faults.isEmpty, let only = candidates.first,
            let (_, decoded) = try? only.decode(received, party: party, keys: keys),
            let problem = candidates.markProblem(decoded)
        {
            throw TranslationFault(
                stage: .decode,
                isTheirs: true,
                problems: [problem],
                message: only.name,
                decoded: decoded
            )
        }
        throw faults.joined ?? faults.min { $0.problems.count < $1.problems.count }
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

extension [InboundMessage] {
    /// Whether a message bears the marks of one of these, right or wrong as it may be otherwise.
    package func recognise(
        _ received: ReceivedMessage,
        party: Party,
        keys: @escaping KeyRing
    ) -> Bool {
        contains { message in
            guard !message.marks.isEmpty,
                let (_, decoded) = try? message.decode(received, party: party, keys: keys)
            else { return false }
            return message.hasItsMarks(decoded)
        }
    }

    /// What is wrong with the field that tells the messages apart; nil where there is no such field.
    fileprivate func markProblem(_ decoded: Value) -> Problem? {
        let marks = map { $0.marks }
        guard let name = marks.first?.first?.name,
            let known = marks.map({ $0.first { $0.name == name }?.value }) as? [Value]
        else { return nil }
        let texts = known.compactMap { $0.string ?? $0.number?.text }
        let found = (decoded.array?.first ?? decoded)[name]
        return Problem(
            code: found == nil ? "missing" : "enum",
            place: self[0].codec.place(of: Pointer([name])),
            expected: "应为下列之一：\(texts.joined(separator: "、"))",
            found: Problem.excerpt(found.map { $0.string ?? $0.number?.text ?? $0.kind } ?? "")
        )
    }
}

extension [TranslationFault] {
    /// Where every message expects something else in the same place, what all of them expect.
    fileprivate var joined: TranslationFault? {
        guard count > 1, var result = first, var problem = result.problems.first,
            allSatisfy({
                $0.problems.count == 1 && $0.problems[0].place == problem.place
                    && $0.problems[0].found == problem.found
            })
        else { return nil }
        var all: [String] = []
        for its in flatMap(\.problems) where !all.contains(its.expected) {
            all.append(its.expected)
        }
        problem.expected = all.joined(separator: "，或")
        problem.say = problem.expected
        result.problems = [problem]
        return result
    }
}

extension InboundMessage {
    /// Whether the `const` properties that tell messages apart stand as this message has them.
    fileprivate func hasItsMarks(_ decoded: Value) -> Bool {
        let record = decoded.array?.first ?? decoded
        return marks.allSatisfy { record[$0.name] == $0.value }
    }

    /// The required properties with a `const`.
    var marks: [(name: String, value: Value)] {
        let shape = schema.resolved.items?.resolved ?? schema.resolved
        return shape.properties.compactMap { property in
            guard property.isRequired, let value = property.schema.resolved.constant else {
                return nil
            }
            return (property.name, value)
        }
    }
}
