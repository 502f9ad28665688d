import Contracts
import Expressions
import Values

extension CaseMachine {
    /// Issues the outcome where it is due, or amends it where a late reply or a person changed what it says.
    mutating func concludeOutcome() throws(Refusal) {
        let view = try keptView()
        if let issued = current.outcome {
            guard let cause = amendment else { return }
            amendment = nil
            let content = try content(view)
            guard content != issued.content else { return }
            try issue(content, because: cause, superseding: issued)
        } else if try isDue(view) {
            current.closedAt = now
            try issue(try content(self.view()), because: nil, superseding: nil)
        }
    }

    private func isDue(_ view: CaseView) throws(Refusal) -> Bool {
        if current.isWithdrawn { return true }
        // An opinion is no result: whatever the program says, nothing is issued before the decision.
        let deciders = Set(program.items.compactMap(\.decidedBy))
        guard !deciders.contains(where: view.isOpen) else { return false }
        if let when = program.outcome.when { return try when.isMet(view.scope()) }
        return program.items.indices.allSatisfy { !program.items[$0].counts || !view.isOpen($0) }
    }

    private mutating func issue(
        _ content: Value,
        because cause: String?,
        superseding old: Outcome?
    ) throws(Refusal) {
        let revision = (old?.revision ?? 0) + 1
        current.outcome = Outcome(revision: revision, issuedAt: now, content: content)
        let overall = content["overall"]?.string ?? ""
        note(
            "outcome",
            revision == 1 ? "统一出件：\(overall)" : "改出第\(revision)版：\(overall)（\(cause ?? "")）",
            Object([("revision", .int(revision)), ("overall", .string(overall))])
        )
        try settle(because: "统一出件")
        let changed = old.map { Self.changed(from: $0.content, to: content) }
        let view = try view()
        var scope = view.scope()
        scope[Variable.outcome] = outcomeValue(view, content, cause, changed)
        let intake = current.intake
        if region.party(intake)?.isEnabled != true {
            alert(
                "recipient-unavailable",
                key: "outcome:\(intake)",
                "统一出件无法送达：参与方 \(intake) 未配置或已停用"
            )
        }
        effects.append(
            .send(
                Outgoing(
                    kind: .outcome,
                    key: "",
                    party: intake,
                    sequence: revision,
                    supersedes: old?.revision,
                    content: .contract(stem: "outcome"),
                    scope: scope,
                    contract: program.contract
                )
            )
        )
        effects.append(.closed(revision: revision))
    }

    // MARK: Content

    /// What the issued outcome would say now; nil while none was issued.
    func issuedContent() throws(Refusal) -> Value? {
        current.outcome == nil ? nil : try content(view())
    }

    private func counted(_ view: CaseView) -> [Int] {
        program.items.indices.filter { program.items[$0].counts && view.applies($0) }
    }

    /// What the outcome says, without its number and revision.
    func content(_ view: CaseView) throws(Refusal) -> Value {
        let counted = counted(view)
        let items = counted.map { itemContent($0, view) }
        let documents = counted.flatMap { index in
            view.ownDocuments(index).map { document in
                var entry = Object([("item", .string(current.items[index].id))])
                for (key, value) in document { entry[key] = value }
                return Value.object(entry)
            }
        }
        return .object(
            Object([
                ("overall", .string(try overall(counted, view))), ("items", .array(items)),
                ("documents", .array(documents)),
            ])
        )
    }

    private func overall(_ counted: [Int], _ view: CaseView) throws(Refusal) -> String {
        if current.isWithdrawn { return "WITHDRAWN" }
        if let rule = program.outcome.overall {
            guard let text = try rule.text(view.scope()) else {
                throw .fault(
                    RuleFault(
                        span: rule.root.span,
                        message: "the overall result reads what is absent"
                    )
                )
            }
            return text
        }
        let good = counted.count { view.progress[$0].isGood }
        // Nothing done is nothing granted, also where an update left nothing to do.
        return good == 0 ? "REFUSED" : good == counted.count ? "ALL_OK" : "PARTIAL"
    }

    private func itemContent(_ index: Int, _ view: CaseView) -> Value {
        let (item, progress) = (current.items[index], view.progress[index])
        var content = Object([
            ("id", .string(item.id)), ("number", .string(item.number)),
            ("title", .string(program.items[index].title)),
            ("state", .string(progress.state)),
        ])
        content["party"] = item.party.map { .string($0) }
        content["partyTitle"] = item.party.flatMap(region.party).map { .string($0.title) }
        content["endedAt"] = progress.shownEndedAt.map { .string($0.rfc3339()) }
        content["partyOrder"] = item.partyOrder.map { .string($0) }
        content["mode"] = item.mode.map { .string($0) }
        content["account"] = progress.reply["account"]
        let said = item.reports.filter { $0.state == progress.result }
        let reasons = said.compactMap { $0.detail["reason"] }
        let decided = said.filter { $0.origin == .decision }.compactMap { $0.detail["reason"] }
        content["reason"] = decided.last ?? reasons.last
        content["documents"] = .array(progress.documents.map { .object($0) })
        return .object(content)
    }

    /// The items that two contents differ in.
    private static func changed(from old: Value, to new: Value) -> [String] {
        let before = old["items"]?.array ?? []
        let after = new["items"]?.array ?? []
        let ids = (before + after).compactMap { $0["id"]?.string }
        var seen: Set<String> = []
        return ids.filter { id in
            seen.insert(id).inserted
                && before.first { $0["id"]?.string == id } != after.first { $0["id"]?.string == id }
        }
    }

    private func outcomeValue(
        _ view: CaseView,
        _ content: Value,
        _ cause: String?,
        _ changed: [String]?
    ) -> CELValue {
        let revision = current.outcome?.revision ?? 1
        var members: [(String, CELValue)] = [
            ("number", .string(current.number)), ("revision", .int(Int64(revision))),
            ("overall", content["overall"].map(CELValue.init) ?? .null),
            ("items", .list(counted(view).map { .host(ItemHost(view, $0, nil)) })),
            ("documents", ReplyValue.of(content["documents"] ?? .array([]))),
        ]
        if let cause, let changed {
            members.append(("reason", .string(cause)))
            members.append(("supersedes", .int(Int64(revision - 1))))
            members.append(("changed", .list(changed.map { .string($0) })))
        }
        return .members(members)
    }
}

extension CaseView {
    /// The papers of an item, but for the one of the item that decides it, which is listed there.
    fileprivate func ownDocuments(_ index: Int) -> [Object] {
        let documents = progress[index].documents
        guard progress[index].isDecided, let decider = program.items[index].decidedBy else {
            return documents
        }
        return documents.filter { !progress[decider].documents.contains($0) }
    }
}
