import Cases
import Contracts
import Formats
import Pipeline
import Stores
import Values

/// Which field of which message `lianban explain --order` is asked about.
struct ExplainRequest {
    /// A party or an item.
    private let name: String
    private let byte: Int?
    private let field: Pointer?

    init(_ arguments: Arguments, _ name: String) throws(CommandFailure) {
        self.name = name
        byte = arguments[Explain.byte]
        guard let text = arguments[Explain.field] else {
            field = nil
            return
        }
        guard let pointer = Pointer(text) else {
            throw CommandFailure(
                .usage,
                "'\(text)' is not a JSON Pointer",
                next: "it begins with a slash: /phone, /ORDER/SITE/PHONE, /files/0/name"
            )
        }
        field = pointer
    }

    /// The fields asked for: one, or without --byte and --field all of the message.
    func answer(
        _ rehearsal: Rehearsal,
        _ lineage: Lineage,
        _ policy: Policy,
        _ masking: Masking
    ) throws(CommandFailure) -> [ExplainFieldReport] {
        let sent = try message(rehearsal)
        guard let explained = ExplainField(sent, rehearsal, lineage, policy) else {
            throw CommandFailure(
                .findings,
                "the message to '\(sent.party)' cannot be read back",
                next: "see what is wrong with: lianban check"
            )
        }
        let chosen = try chosen(explained)
        return chosen.map {
            ExplainFieldReport(
                explained: explained,
                range: $0.range,
                field: $0.field,
                masking: masking
            )
        }
    }

    private func message(_ rehearsal: Rehearsal) throws(CommandFailure) -> Stores.OutboundMessage {
        let all = rehearsal.messages.map(\.message)
        let orders = all.filter { $0.kind == .order } + all.filter { $0.kind != .order }
        let number = rehearsal.opened?.items.first { $0.id == name }?.number
        let ofItem = orders.first { $0.item.map { "\($0)" } == number && number != nil }
        if let found = orders.first(where: { $0.party == name }) ?? ofItem { return found }
        let known = all.map(\.party).joined(separator: ", ")
        throw CommandFailure(
            .notFound,
            "nothing is sent to a party or for an item '\(name)'",
            next: known.isEmpty ? "no message is sent" : "messages go to: \(known)"
        )
    }

    private func chosen(
        _ explained: ExplainField
    ) throws(CommandFailure) -> [(range: FieldRange, field: Lineage.Field)] {
        let fields = explained.fields
        if let byte {
            let range = explained.ranges.field(atByte: byte - 1)
            if let found = fields.first(where: { $0.range == range }) { return [found] }
            throw CommandFailure(
                .notFound,
                byte <= explained.size
                    ? "byte \(byte) belongs to no field but to the frame of the message"
                    : "the message has \(explained.size) bytes",
                next: "list the fields with --order \(name)"
            )
        }
        guard let field else { return fields }
        if let found = fields.first(where: { $0.range.pointer == field }) { return [found] }
        let known = fields.map(\.range.pointer.description)
        throw CommandFailure(
            .notFound,
            "the message has no field \(field)",
            next: didYouMean(field.description, among: known)
                ?? "fields are \(known.joined(separator: ", "))"
        )
    }
}
