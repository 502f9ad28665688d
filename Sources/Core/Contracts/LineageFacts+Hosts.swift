import Expressions

/// What `item`, `groups`, `change` and the like are made of (contracts/LANGUAGE.md, section 10).
extension LineageFacts {
    /// The variables of an expression that concerns these items; `own` adds what only its place has.
    func names(items: [Int], _ own: [String: LineageFlow] = [:]) -> [String: LineageFlow] {
        var names: [String: LineageFlow] = [:]
        for (variable, root) in Self.plain { names[variable.name] = LineageFlow(root: root) }
        names[Variable.items.name] = LineageFlow(.items)
        names[Variable.groups.name] = LineageFlow(.groups)
        names[Variable.item.name] = LineageFlow(.item(items))
        return names.merging(own) { $1 }
    }

    private static let plain: [(Variable, Source.Root)] = [
        (.app, .app), (.case, .case), (.party, .party), (.region, .region), (.message, .message),
        (.sent, .sent), (.input, .input), (.overlap, .overlap), (.update, .update),
    ]

    func member(_ name: String, of place: LineageFlow.Place) -> LineageFlow {
        switch place {
        case .at(let source): return LineageFlow(.at(source.appending(name)))
        case .items:
            guard let index = program.items.firstIndex(where: { $0.id == name }) else {
                return .none
            }
            return LineageFlow(.item([index]))
        case .groups: return groups([name])
        case .item(let items): return item(name, items)
        case .change:
            if name == "item" { return LineageFlow(.item(Array(program.items.indices))) }
            return LineageFlow(.at(Source(.reply, [name])))
        case .limit: return limit(name)
        case .outcome: return outcome(name)
        }
    }

    /// The applicable items of groups: which they are, their conditions decide.
    func groups(_ names: [String]) -> LineageFlow {
        items(program.items.indices.filter { names.contains(program.items[$0].group) })
    }

    func items(_ indices: [Int]) -> LineageFlow {
        LineageFlow(elements: LineageFlow(.item(indices)))
            .decided(by: indices.flatMap { conditions(ofItem: $0) })
    }

    // MARK: Parties

    func lead(_ stage: String) -> LineageFlow {
        var flow = LineageFlow.none
        let (names, sources) = parties(.lead(stage))
        flow.texts = names
        flow.conditions = sources
        return flow
    }

    /// The parties that may be chosen, and what the choice reads.
    func parties(_ choice: PartyChoice, depth: Int = 0) -> (names: [String], sources: [Source]) {
        switch choice {
        case .party(let name): return ([name], [])
        case .chosen(let by, let choices):
            return (choices.values.sorted(), rule(by))
        case .lead(let stage):
            if depth < 4, let lead = program.leads[stage] { return parties(lead, depth: depth + 1) }
            return (region.leads[stage].map { [$0] } ?? [], [])
        }
    }

    // MARK: Items

    /// What decides whether an item applies.
    func conditions(ofItem index: Int) -> [Source] {
        once("when \(index)") { rule(program.items[index].when, item: index) }
    }

    private func rule(_ expression: Expression?, item index: Int? = nil) -> [Source] {
        var reader = LineageReader(self, names(items: index.map { [$0] } ?? []))
        return reader.sources(of: expression)
    }

    private func each(_ items: [Int], _ sources: (Int) -> [Source]) -> [Source] {
        var result: [Source] = []
        for index in items { result.join(sources(index)) }
        return result
    }

    private func item(_ name: String, _ items: [Int]) -> LineageFlow {
        let own = Source(.item, [name])
        switch name {
        case "party", "partyTitle", "partyHotline":
            var flow = LineageFlow(used: [own])
            for index in items {
                let (names, sources) = parties(program.items[index].party)
                if name == "party" { flow.texts.join(names) }
                flow.conditions.join(sources)
            }
            return flow
        case "applies": return LineageFlow(used: [], conditions: each(items, conditions(ofItem:)))
        case "materials":
            return LineageFlow(.at(Source(.app, ["materials"])))
                .decided(by: each(items, materials(ofItem:)))
        case "missing": return LineageFlow(used: [own], conditions: each(items, materials(ofItem:)))
        case "limitDays": return LineageFlow(used: [own], conditions: limits(of: items))
        case "mode", "reasons":
            return LineageFlow(used: [own], conditions: each(items, modes(ofItem:)))
        case "over", "state":
            return LineageFlow(
                used: [Source(.reply, ["state"])],
                conditions: each(items) { index in
                    once("complete \(index)") { rule(program.items[index].complete, item: index) }
                }
            )
        case "at", "endedAt":
            return LineageFlow(used: [Source(.reply, ["at"]), Source(.reply, ["state"])])
        case "documents", "partyOrder": return LineageFlow(.at(Source(.reply, [name])))
        case "reply": return LineageFlow(root: .reply)
        default: return LineageFlow(used: [own])
        }
    }

    /// Which materials an item's party gets: their kinds, and the conditions of the rules that name it.
    private func materials(ofItem index: Int) -> [Source] {
        once("materials \(index)") {
            let rule = program.items[index]
            var result = [Source(.app, ["materials", Source.anyElement, "kind"])]
            result.join(conditions(ofItem: index))
            for its in program.materials
            where its.targets.contains(rule.id) || its.targets.contains(rule.group) {
                result.join(self.rule(its.when, item: index))
            }
            return result
        }
    }

    private func modes(ofItem index: Int) -> [Source] {
        once("mode \(index)") {
            var result: [Source] = []
            for condition in program.items[index].modes.flatMap(\.all) {
                result.join(rule(condition.that, item: index))
            }
            return result
        }
    }

    // MARK: Limits and outcome

    private func limits(of items: [Int]) -> [Source] {
        each(items) { index in
            once("limits \(index)") {
                let rule = program.items[index]
                let own = program.limits.filter { $0.concerns(rule) }
                return own.flatMap { self.rule($0.within, item: index) }
            }
        }
    }

    /// What any limit's clock reads.
    private var clocks: [Source] {
        once("clocks") {
            let all = Array(program.items.indices)
            var result: [Source] = []
            for limit in program.limits {
                var reader = LineageReader(self, names(items: all))
                result.join(reader.sources(of: limit.within))
                for moment in [limit.from, limit.until] {
                    if case .expression(let expression) = moment {
                        result.join(reader.sources(of: expression))
                    } else {
                        result.join([Source(.reply, ["at"]), Source(.reply, ["state"])])
                    }
                }
            }
            return result
        }
    }

    /// The items that a notice can be about.
    func items(of rule: NoticeRule) -> [Int] {
        switch rule.per {
        case .item, .change:
            program.items.indices.filter {
                LineageChoice(rule: program.items[$0]).admits(rule.when)
            }
        case .limit:
            limited.filter { LineageChoice(rule: program.items[$0]).admits(rule.when) }
        case .case, .overlap, .update: []
        }
    }

    /// The items that have a limit.
    private var limited: [Int] {
        program.items.indices.filter { index in
            program.limits.contains { $0.isStated && $0.concerns(program.items[index]) }
        }
    }

    private func limit(_ name: String) -> LineageFlow {
        let all = limited
        let own = Source(.limit, [name])
        switch name {
        case "item": return LineageFlow(.item(all))
        case "party", "partyTitle":
            var flow = item("party", all)
            flow.used = [own]
            // A limit of the whole case is the overall lead's.
            if program.limits.contains(where: { $0.isStated && $0.targets.isEmpty }) {
                flow.texts.join(lead("overall").texts + program.intake)
            }
            return flow
        case "id", "title": return LineageFlow(used: [own])
        default: return LineageFlow(used: [own], conditions: clocks)
        }
    }

    private func outcome(_ name: String) -> LineageFlow {
        switch name {
        case "items": return items(program.items.indices.filter { program.items[$0].counts })
        case "documents": return LineageFlow(.at(Source(.reply, ["documents"])))
        case "number": return LineageFlow(.at(Source(.case, ["number"])))
        case "overall":
            guard let rule = program.outcome.overall else {
                return LineageFlow(used: [Source(.reply, ["state"])])
            }
            var reader = LineageReader(self, names(items: []))
            return reader.read(rule)
        default: return LineageFlow(used: [Source(.outcome, [name])])
        }
    }

    // MARK: Works of other cases

    /// `overlap`: what a case shares with another one of the region, whose program says in its own way where it builds.
    var overlap: LineageFlow {
        var flow = LineageFlow(root: .overlap)
        for works in region.programs.compactMap(\.works) {
            var reader = LineageReader(self, names(items: []))
            let list = reader.read(works.each)
            var inner = reader.naming([works.element.name: element(of: list)])
            let period = inner.read(works.from).merged(with: inner.read(works.to))
            let days = LineageFlow(used: everything(period), conditions: everything(list))
            let place = inner.read(works.place).decided(by: everything(list))
            for (name, its) in [("place", place), ("from", days), ("to", days)] {
                flow.members[name, default: .none].merge(its)
            }
        }
        return flow
    }

    /// What a rejection says of each problem. What was found there is the sender's own text, whatever the field.
    var problems: LineageFlow {
        var problem = LineageFlow.none
        for name in ["at", "say", "expected", "code"] {
            problem.members[name] = LineageFlow(used: [problems(name)])
        }
        problem.members["found"] = LineageFlow(
            used: [problems("found")] + fields(below: Source(.app))
        )
        return LineageFlow(elements: problem)
    }

    /// The hub's own words: why a reply comes too late.
    var lateness: LineageFlow {
        var problem = LineageFlow.none
        for name in ["at", "say"] { problem.members[name] = LineageFlow(used: [problems(name)]) }
        return LineageFlow(elements: problem)
    }

    private func problems(_ name: String) -> Source {
        Source(.problems, [Source.anyElement, name])
    }
}
