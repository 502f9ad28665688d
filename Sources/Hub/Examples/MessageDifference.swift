import Contracts
import Formats
import Pipeline
import Schemas
import Stores
package import Values

/// What two messages that should be the same differ in, for an engineer.
package struct MessageDifference: Sendable {
    /// A field that the two do not have alike.
    package struct Field: Sendable, Hashable {
        package var pointer: Pointer
        /// In the words of the wire.
        package var place: String
        /// The field's Chinese title, where its schema gives one.
        package var title: String?
        /// As JSON; nil where it is absent.
        package var expected: String?
        package var found: String?
    }

    /// Of messages of several lines: how the expected ones become those that came.
    package var lines: [LineChange]
    /// Of other messages that both can be read.
    package var fields: [Field]
    /// Why one of them cannot be read by its contract.
    package var problems: [String]
    package var bytes: ByteDifference

    /// Nil where both are the same.
    init?(expected: [UInt8], found: TrialHub.Sent, policy: Policy) {
        let stages = policy.stages(of: found.message)
        let charset = stages.charset ?? .utf8
        guard let bytes = ByteDifference(expected: expected, found: found.body, charset) else {
            return nil
        }
        self.bytes = bytes
        (lines, fields, problems) = ([], [], [])
        if stages.message?.codec.format != .fixed,
            let changes = LineChange.all(from: expected, to: found.body, charset)
        {
            lines = changes
            return
        }
        var should = found.message
        should.body = expected
        let read = policy.stages(of: should)
        problems += Self.problems(of: read, "the expected file")
        problems += Self.problems(of: stages, "what came")
        guard let old = read.mapped, let new = stages.mapped else { return }
        var comparison = FieldComparison()
        comparison.compare(old, new, at: Pointer(), stages.message?.schema)
        fields = comparison.fields.map { field in
            var field = field
            field.place = stages.message?.codec.place(of: field.pointer).wire ?? field.place
            return field
        }
    }

    /// Two texts of ours, such as canonical messages. Nil where both are the same.
    init?(expected: [UInt8], found: [UInt8]) {
        guard let bytes = ByteDifference(expected: expected, found: found, .utf8) else {
            return nil
        }
        self.bytes = bytes
        lines = LineChange.all(from: expected, to: found, .utf8) ?? []
        (fields, problems) = ([], [])
    }

    private static func problems(of stages: OutboundStages, _ what: String) -> [String] {
        (stages.fault?.problems ?? []).map { problem in
            "\(what) cannot be read at \(problem.place): \(problem.expected), \(problem.found)"
        }
    }
}

/// Walks two trees side by side.
struct FieldComparison {
    private(set) var fields: [MessageDifference.Field] = []

    mutating func compare(_ old: Value?, _ new: Value?, at pointer: Pointer, _ schema: Schema?) {
        if old == new { return }
        let its = schema?.resolved
        switch (old, new) {
        case (.object(let before)?, .object(let after)?):
            for (name, value) in before {
                let field = its?.properties[name]
                compare(value, after[name], at: pointer.appending(name), field)
            }
            for (name, value) in after where before[name] == nil {
                let field = its?.properties[name]
                compare(nil, value, at: pointer.appending(name), field)
            }
        case (.array(let before)?, .array(let after)?):
            for index in 0..<max(before.count, after.count) {
                compare(
                    before.indices.contains(index) ? before[index] : nil,
                    after.indices.contains(index) ? after[index] : nil,
                    at: pointer.appending(index),
                    its?.items
                )
            }
        default:
            fields.append(
                MessageDifference.Field(
                    pointer: pointer,
                    place: pointer.description,
                    title: its?.title,
                    expected: old.map(Self.text),
                    found: new.map(Self.text)
                )
            )
        }
    }

    private static func text(_ value: Value) -> String {
        String(decoding: JSON.encode(value), as: UTF8.self)
    }
}
