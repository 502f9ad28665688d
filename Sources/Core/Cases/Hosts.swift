import Contracts
import Expressions
import Values

/// `item`: one item with the members of contracts/LANGUAGE.md, section 10.
final class ItemHost: ItemObject {
    private let view: CaseView
    private let index: Int
    private let recorder: ReadRecorder?

    init(_ view: CaseView, _ index: Int, _ recorder: ReadRecorder?) {
        self.view = view
        self.index = index
        self.recorder = recorder
    }

    var typeName: String { "item" }

    func isEqual(to other: any HostObject) -> Bool {
        (other as? ItemHost).map { $0.item.number == item.number } ?? false
    }

    private var rule: ItemRule { view.program.items[index] }
    private var item: Item { view.of.items[index] }
    private var progress: Progress { view.progress[index] }

    func member(_ name: String) -> CELValue? {
        switch name {
        case "id", "number", "title", "group", "party", "partyTitle", "partyHotline", "materials",
            "missing", "limitDays":
            recorder?.read(index)
        case "applies":
            recorder?.read(index, unsettled: item.decision == .undecided)
        case "over":
            recorder?.read(index, unsettled: !isSettled)
        default:
            recordFact()
        }
        return identity(name) ?? fact(name)
    }

    func reached(_ state: Milestone) -> Bool {
        recordFact()
        return progress.time(of: state) != nil
    }

    private func recordFact() {
        // An opinion settles nothing, but for the item that is to decide on it.
        let mayChange = view.awaitsDecision(index) && recorder?.reader != rule.decidedBy
        recorder?.read(index, unsettled: mayChange || !isSettled)
    }

    private var isSettled: Bool { progress.isOver || item.decision == .skipped }

    private func identity(_ name: String) -> CELValue? {
        switch name {
        case "id": return .string(item.id)
        case "number": return .string(item.number)
        case "title": return .string(rule.title)
        case "group": return .string(rule.group)
        case "party": return partyName.map { .string($0) }
        case "partyTitle": return party.map { .string($0.title) }
        case "partyHotline": return party?.hotline.map { .string($0) }
        case "applies": return .bool(view.applies(index))
        case "materials": return .list(materials)
        case "missing": return .list(view.requirements[index].missing.map { .string($0) })
        case "limitDays": return limitDays.map { .int(Int64($0)) }
        default: return nil
        }
    }

    private func fact(_ name: String) -> CELValue? {
        switch name {
        case "over": return .bool(progress.isOver)
        case "state": return .string(progress.state)
        case "at": return times
        case "mode": return item.mode.map { .string($0) }
        case "reasons": return .list(item.reasons.map { .string($0) })
        case "documents": return .list(progress.documents.map { ReplyValue.of(.object($0)) })
        case "partyOrder": return item.partyOrder.map { .string($0) }
        case "endedAt": return progress.shownEndedAt.map { .timestamp($0) }
        case "reply": return ReplyValue.of(.object(reply))
        default: return nil
        }
    }

    /// What the party said. Where another item decides, that is its own ending too, which `state` no longer shows
    /// once the decision is there.
    private var reply: Object {
        var reply = progress.reply
        if rule.decidedBy != nil, let own = progress.own {
            reply["state"] = .string(own.state.rawValue)
        }
        return reply
    }

    private var partyName: String? {
        item.party ?? view.program.fixedParty(rule.party, in: view.region)
    }

    private var party: Party? { partyName.flatMap(view.region.party) }

    private var times: CELValue {
        .members(
            Milestone.allCases.compactMap { state in
                progress.time(of: state).map { (state.rawValue, .timestamp($0)) }
            }
        )
    }

    private var materials: [CELValue] {
        guard case .map(let app) = view.app, case .list(let all)? = app.member("materials") else {
            return []
        }
        let kinds = view.requirements[index].kinds
        return all.filter { material in
            guard case .map(let members) = material,
                case .string(let kind)? = members.member("kind")
            else { return false }
            return kinds.contains(kind)
        }
    }

    /// The shortest limit in working days that the policy sets for this item.
    private var limitDays: Int? {
        let rules = view.program.limits.filter { rule in
            rule.targets.contains(item.id) || rule.targets.contains(self.rule.group)
        }
        let scope = view.scope(item: index)
        return rules.compactMap { rule -> Int? in
            guard case .workdays(let days)? = try? rule.within.spanValue(scope) else { return nil }
            return days
        }.min()
    }
}

/// `items`: every item by id.
final class ItemsHost: HostObject {
    private let view: CaseView
    private let recorder: ReadRecorder?

    init(_ view: CaseView, _ recorder: ReadRecorder?) {
        self.view = view
        self.recorder = recorder
    }

    var typeName: String { "items" }
    var keys: [CELValue]? { view.of.items.map { .string($0.id) } }

    func member(_ name: String) -> CELValue? {
        guard let index = view.of.items.firstIndex(where: { $0.id == name }) else { return nil }
        return .host(ItemHost(view, index, recorder))
    }
}

/// `groups`: lists of applicable items by group.
final class GroupsHost: HostObject {
    private let view: CaseView
    private let recorder: ReadRecorder?

    init(_ view: CaseView, _ recorder: ReadRecorder?) {
        self.view = view
        self.recorder = recorder
    }

    var typeName: String { "groups" }
    var keys: [CELValue]? { view.program.groups.map { .string($0) } }

    func member(_ name: String) -> CELValue? {
        let all = view.program.items.indices.filter { view.program.items[$0].group == name }
        guard !all.isEmpty else { return nil }
        for index in all {
            recorder?.read(index, unsettled: view.of.items[index].decision == .undecided)
        }
        return .list(all.filter(view.applies).map { .host(ItemHost(view, $0, recorder)) })
    }
}

/// What `lead()` asks: the party of a stage.
final class LeadsHost: HostObject {
    private let view: CaseView
    private let depth: Int

    init(_ view: CaseView, depth: Int) {
        self.view = view
        self.depth = depth
    }

    var typeName: String { "leads" }

    func member(_ name: String) -> CELValue? { view.lead(name, depth: depth).map { .string($0) } }
}

/// Canonical replies with the types of their schema: the moments and days in them are timestamps.
enum ReplyValue {
    private static let moments: Set = [
        "at", "scheduledAt", "orderedAt", "deadline", "rectifiedAt", "date", "validUntil", "due",
    ]

    static func of(_ value: Value) -> CELValue {
        switch value {
        case .object(let object):
            return .members(
                object.map { key, value in
                    if moments.contains(key), let moment = moment(value) { return (key, moment) }
                    return (key, of(value))
                }
            )
        case .array(let elements): return .list(elements.map(of))
        default: return CELValue(value)
        }
    }

    private static func moment(_ value: Value) -> CELValue? {
        guard let text = value.string else { return nil }
        if let instant = Instant(rfc3339: text) { return .timestamp(instant) }
        return Day(text).map { .timestamp(Instant(day: $0)) }
    }
}
