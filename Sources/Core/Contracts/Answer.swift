import Expressions
import Formats
import Schemas
package import Values

/// What a party says about an order, for the map of its answer.
package struct Answer: Sendable {
    package var state: Milestone
    package var at: Instant
    /// The party's own number for the order.
    package var order: String
    package var reason: String?

    package init(state: Milestone, at: Instant, order: String, reason: String? = nil) {
        self.state = state
        self.at = at
        self.order = order
        self.reason = reason
    }

    fileprivate var expressionValue: CELValue {
        var names = ["state", "at", "order"]
        var values: [CELValue] = [.string(state.rawValue), .timestamp(at), .string(order)]
        if let reason {
            names.append("reason")
            values.append(.string(reason))
        }
        return .map(CELMap(names: names, values: values))
    }
}

extension AnswerMessage {
    /// The party's own message: mapped from the order it got, encoded and sealed as the hub expects it.
    package func compose(
        _ answer: Answer,
        to order: Value,
        of message: OutboundMessage?,
        party: Party,
        region: Region,
        stamp: MessageStamp,
        sentAt: Instant,
        keys: @escaping KeyRing
    ) throws(TranslationFault) -> SealedMessage {
        var scope = Scope.empty.with(party: party, stamp: stamp)
        scope[.region] = .host(RegionObject(region))
        scope[.input] = message?.input.read(order) ?? CELValue(order)
        scope[.answer] = answer.expressionValue
        scope[.sent] = .host(SentObject(sentAt))
        do {
            let mapped = try map.evaluate(scope)
            let errors = reply.schema.validate(mapped).filter { $0.level == .error }
            if !errors.isEmpty { throw Problems(errors.map { $0.problem.placed(by: reply.codec) }) }
            let content = try reply.codec.encode(mapped)
            var sealed = try reply.envelope.seal(content, scope, keys)
            sealed.headers += try reply.envelope.freshHeaders(of: sealed.body, scope, keys)
            return sealed
        } catch let error as MapFaults {
            throw fault(.map, error.list.map { $0.problem(Place($0.pointer)) })
        } catch let error as Problems {
            throw fault(.encode, error.list)
        } catch let error as EnvelopeFault {
            throw fault(.envelope, [error.problem])
        } catch {
            throw fault(.map, [])
        }
    }

    private func fault(_ stage: TranslationFault.Stage, _ problems: [Problem]) -> TranslationFault {
        TranslationFault(
            stage: stage,
            isTheirs: false,
            problems: problems,
            message: "\(reply.name) (\(stem))"
        )
    }
}
