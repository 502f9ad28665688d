import Formats
import Values

// `add` for messages that are named texts side by side: what is added stands behind them, as bytes.
extension Envelope {
    /// The codec whose messages a step adds to; nil where it adds to a JSON object: the message, or what an earlier
    /// step wrapped it in.
    func carrier(of step: Step) -> Codec? {
        guard let codec, codec.takesFields else { return nil }
        for earlier in steps.prefix(while: { $0.span != step.span }) {
            if case .wrap = earlier.action { return nil }
        }
        return codec
    }
}

extension Envelope.Run {
    func add(
        _ members: [Envelope.Member],
        to body: [UInt8],
        by carrier: Codec
    ) throws(EnvelopeFault) -> [UInt8] {
        var fields: [(name: String, value: String)] = []
        for (name, value) in try self.fields(members) { fields.append((name, value.string ?? "")) }
        do throws(Problems) {
            return try carrier.adding(fields, to: body) ?? body
        } catch {
            throw EnvelopeFault(isTheirs: false, problem: error.list[0])
        }
    }

    /// Takes the members out again and binds what they carry. Every other byte stays as it came.
    mutating func take(
        _ members: [Envelope.Member],
        outOf body: [UInt8],
        by carrier: Codec
    ) throws(EnvelopeFault) -> [UInt8] {
        let taken: (fields: [String: String], rest: [UInt8])?
        do throws(Problems) {
            taken = try carrier.taking(members.map(\.name), from: body)
        } catch {
            throw EnvelopeFault(isTheirs: true, problem: error.list[0])
        }
        for member in members {
            let place = carrier.place(of: Pointer([member.name]))
            guard let text = taken?.fields[member.name] else {
                throw .theirs("missing", place, expected: "封装字段 \(member.name) 必填", found: "缺失")
            }
            try accept(Array(text.utf8), member, place)
        }
        return taken?.rest ?? body
    }
}
