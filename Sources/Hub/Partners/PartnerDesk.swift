package import Contracts
import Formats
package import Values

/// One party's side of its contract: reads an order and says what the party would answer, without a broker.
package struct PartnerDesk: Sendable {
    package let party: Party
    /// Region and party, as a person reads it.
    package var name: String { "\(region.name)/\(party.name)" }
    package let region: Region
    private let contracts: [Contract]
    /// For orders in the hub's own JSON.
    private let canonicalAnswers: [AnswerMessage]
    private let keys: KeyRing

    /// Nil for a party that answers nothing.
    package init?(
        _ party: Party,
        in region: Region,
        _ catalogue: Catalogue,
        keys: @escaping KeyRing
    ) {
        contracts = catalogue.contracts(of: party, in: region)
        canonicalAnswers =
            contracts.isEmpty || region.awaitsCanonicalReplies(from: party)
            ? catalogue.canonicalAnswers : []
        guard !canonicalAnswers.isEmpty || contracts.contains(where: { !$0.answers.isEmpty }) else {
            return nil
        }
        self.party = party
        self.region = region
        self.keys = keys
    }

    /// An order as the party read it.
    package struct Order: Sendable {
        package var id: String
        package var correlation: String
        package var content: Value
        fileprivate var message: Contracts.OutboundMessage?
        fileprivate var answers: [AnswerMessage]

        /// What the party reports about it, in the order in which it happens.
        package var steps: [Step] {
            answers.flatMap { answer in answer.states.map { Step(answer: answer, state: $0) } }
                .sorted { ($0.state.progress ?? .max) < ($1.state.progress ?? .max) }
        }

        /// The refusal that the party may send instead of going on.
        package var refusal: Step? {
            answers.compactMap { answer in answer.refusal.map { Step(answer: answer, state: $0) } }
                .first
        }
    }

    /// One message that the party will send.
    package struct Step: Sendable {
        fileprivate var answer: AnswerMessage
        package var state: Milestone
    }

    /// A message to the hub.
    package struct Letter: Sendable {
        package var id: String
        package var type: String
        package var body: [UInt8]
        package var headers: [Header]
        package var contentType: String
    }

    /// Opens and decodes an order; nil for a message that is no order.
    package func read(
        _ received: ReceivedMessage,
        id: String,
        correlation: String
    ) throws(TranslationFault) -> Order? {
        for contract in contracts {
            let sent = contract.outbound.values.first { $0.name == received.type }
            guard let message = sent else { continue }
            guard message.stem == "order" else { return nil }
            let content = try message.read(received, party: party, keys: keys)
            return Order(
                id: id,
                correlation: correlation,
                content: content,
                message: message,
                answers: contract.answers
            )
        }
        guard received.type?.hasPrefix("canonical/") == true, !canonicalAnswers.isEmpty,
            let content = try? JSON.decode(received.body)
        else { return nil }
        return Order(
            id: id,
            correlation: correlation,
            content: content,
            answers: canonicalAnswers
        )
    }

    /// Makes the message of a step. The same order and step give the same message-id; `sentAt` seals it anew.
    package func letter(
        _ step: Step,
        for order: Order,
        at: Instant,
        sentAt: Instant,
        reason: String? = nil
    ) throws(TranslationFault) -> Letter {
        let id = String(
            Fingerprint.hex(of: Array("\(order.id)|\(step.answer.stem)|\(step.state)".utf8)).prefix(
                32
            )
        )
        let answer = Answer(
            state: step.state,
            at: at,
            order: String(order.correlation.suffix(16)),
            reason: reason
        )
        let sealed = try step.answer.compose(
            answer,
            to: order.content,
            of: order.message,
            party: party,
            region: region,
            stamp: MessageStamp(id: id, time: at),
            sentAt: sentAt,
            keys: keys
        )
        return Letter(
            id: id,
            type: order.message == nil ? step.answer.reply.name : step.answer.reply.stem,
            body: sealed.body,
            headers: sealed.headers,
            contentType: step.answer.reply.codec.contentType
        )
    }
}
