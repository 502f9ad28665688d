import Cases
import Contracts
import Expressions
import Pipeline
import Stores
import Values

extension ExplainReport {
    /// The whole report for programs.
    var json: Value {
        var object: Object = Object([
            ("region", .string(region.name)), ("party", .string(rehearsal.sender.party.name)),
            ("queue", .string(rehearsal.sender.queue)), ("at", .string(now.rfc3339())),
            ("message", Value(rehearsal.stages.message?.name)),
            ("program", Value(rehearsal.program?.name)),
            ("disposition", .string(rehearsal.disposition.rawValue)),
            ("case", Value(rehearsal.opened?.case.number)),
            ("canonical", .array(rehearsal.stages.canonical.map(masking.masked))),
            ("problems", masking.masked(Value(rehearsal.problems))),
            ("warnings", masking.masked(Value(rehearsal.stages.warnings))),
        ])
        object["items"] = .array(rehearsal.opened?.items.map(json) ?? [])
        object["messages"] = .array(rehearsal.messages.map(json))
        object["limits"] = .array(rehearsal.opened?.case.limits.map { $0.json } ?? [])
        object["alerts"] = Value(rehearsal.opened?.alerts.map { masking.masked($0.text) } ?? [])
        return .object(object)
    }

    private func json(_ item: ItemSummary) -> Value {
        let rule = rule(item.id)
        var object = item.json
        object["when"] = Value(rule?.when?.text)
        object["after"] = Value(rule?.after?.text)
        object["basis"] = Value(rule?.provenance.basis)
        object["assumption"] = Value(rule?.provenance.assumption)
        object["materials"] = Value(item.materials.map { masking.masked($0) })
        object["missing"] = Value(item.missing)
        return .object(object)
    }

    private func json(_ sent: Rehearsal.Message) -> Value {
        let message = sent.message
        let text = MessageText(message.body, properties: message.properties)
        var object: Object = Object([
            ("kind", .string(message.kind.rawValue)), ("party", .string(message.party)),
            ("partyTitle", Value(region.party(message.party)?.title)),
            ("queue", .string(message.destination)),
            ("messageId", .string("\(message.id)")), ("properties", message.properties),
            ("bytes", .int(message.body.count)),
            ("contentDigest", .string("\(message.contentDigest)")),
        ])
        object["freshHeaders"] = .object(
            Object(sent.freshHeaders.map { ($0.name, .string($0.value)) })
        )
        object["text"] = Value(text.text.map { masking.masked($0) })
        if let its = explained.first(where: { $0?.sent.id == message.id }) ?? nil {
            object["fields"] = .array(
                its.fields.map { range, field in
                    ExplainFieldReport(
                        explained: its,
                        range: range,
                        field: field,
                        masking: masking
                    ).json
                }
            )
        }
        if showsHex { object["hex"] = .string(MessageText.hex(message.body)) }
        return .object(object)
    }
}

extension ItemSummary {
    var json: Object {
        var object: Object = Object([
            ("id", .string(id)), ("number", .string(number)), ("title", .string(title)),
            ("group", .string(group)),
            ("decision", .string(decision.rawValue)), ("party", Value(party)),
            ("state", .string(state)),
            ("at", Value(at)), ("partyOrder", Value(partyOrder)), ("isOver", .bool(isOver)),
            ("counts", .bool(counts)),
        ])
        object["mode"] = Value(mode)
        object["reasons"] = Value(reasons)
        object["decidedBy"] = Value(decidedBy)
        object["opinion"] = Value(opinion?.rawValue)
        return object
    }
}

extension Cases.Limit {
    var json: Value {
        .object(
            Object([
                ("limit", .string(rule)), ("item", Value(item)), ("title", .string(title)),
                ("state", .string(state.rawValue)), ("startAt", Value(startAt)),
                ("warnAt", Value(warnAt)),
                ("dueAt", Value(dueAt)), ("metAt", Value(metAt)), ("warnedAt", Value(warnedAt)),
                ("overdueAt", Value(overdueAt)), ("explanation", .string(explanation)),
            ])
        )
    }
}
