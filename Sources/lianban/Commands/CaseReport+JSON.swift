import Cases
import Contracts
import Stores
import Values

extension CaseReport {
    /// The whole report for programs.
    var json: Value {
        var object = summary.json.object ?? Object()
        object["title"] = Value(program?.title)
        object["outcome"] =
            its.outcome.map { outcome in
                [
                    "revision": .int(outcome.revision), "issuedAt": Value(outcome.issuedAt),
                    "content": masking.masked(outcome.content),
                ]
            } ?? .null
        object["canonical"] = masking.masked(its.app)
        object["items"] = .array(
            (items ?? []).map { item in
                var object = item.json
                object["stateTitle"] = .string(title(of: item))
                object["missing"] = Value(item.missing)
                return .object(object)
            }
        )
        object["limits"] = .array(its.limits.map(\.json))
        object["works"] = .array(its.works.map { json($0) })
        object["sharedWorks"] = .array(
            its.neighbours.flatMap { neighbour in
                neighbour.shared.map { json($0, with: neighbour.number) }
            }
        )
        object["events"] = .array(
            events.map { event in
                [
                    "sequence": .int(event.sequence), "at": Value(event.at),
                    "kind": .string(event.kind),
                    "cause": .string(event.cause.text), "data": masking.masked(event.data),
                ]
            }
        )
        object["in"] = .array(inbound.map { masking.masked($0.json) })
        object["out"] = .array(outbound.map(\.json))
        object["hanging"] = .array(hanging.map { masking.masked($0.json) })
        object["unconfirmed"] = .array(unconfirmed.map { .int($0.sequence) })
        object["alerts"] = .array(
            alerts.map { alert in
                [
                    "at": Value(alert.at), "kind": .string(alert.kind), "key": .string(alert.key),
                    "text": .string(masking.masked(alert.text)),
                ]
            }
        )
        return .object(object)
    }
}

extension CaseReport {
    private func json(_ work: Work, with other: String? = nil) -> Value {
        var object = Object([
            ("place", .string(masking.masked(work.place))),
            ("from", .string("\(work.days.lowerBound)")),
            ("to", .string("\(work.days.upperBound)")),
        ])
        object["case"] = other.map { .string($0) }
        return .object(object)
    }
}

extension CaseEvent.Cause {
    var text: String {
        switch self {
        case .message(let id): "#\(id)"
        case .tick: "clock"
        case .person(let name): "person \(name)"
        }
    }
}
