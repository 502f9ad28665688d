import Contracts
import Values

extension CaseMachine {
    /// What each item may see of the application's materials, and what it lacks.
    func requirements(_ view: CaseView) throws(Refusal) -> [Requirement] {
        var result = Array(repeating: Requirement(), count: program.items.count)
        guard !program.materials.isEmpty else { return result }
        let present = presentKinds
        // The rules outside and no copies of items inside: this runs for every look at the case.
        for rule in program.materials {
            let isLacking = rule.missing != .waive && lacks(rule, present)
            for index in result.indices where try concerns(rule, index, view) {
                result[index].kinds.formUnion(rule.kinds)
                // What may be left out is not missing.
                if isLacking, !result[index].missing.contains(rule.title) {
                    result[index].missing.append(rule.title)
                }
            }
        }
        return result
    }

    func concerns(_ rule: MaterialRule, _ index: Int, _ view: CaseView) throws(Refusal) -> Bool {
        guard view.applies(index),
            rule.targets.contains(program.items[index].id)
                || rule.targets.contains(program.items[index].group)
        else { return false }
        guard let when = rule.when else { return true }
        return try when.isMet(view.scope(item: index))
    }

    private func lacks(_ rule: MaterialRule, _ present: Set<String>) -> Bool {
        rule.kinds.count(where: present.contains) < min(rule.any, rule.kinds.count)
    }

    private var presentKinds: Set<String> {
        Set((current.app["materials"]?.array ?? []).compactMap { $0["kind"]?.string })
    }

    /// Materials that the application must carry, and the commitments that stand in for others.
    func materialProblems(_ view: CaseView) throws(Refusal) -> [Problem] {
        let present = presentKinds
        let commitments = (current.app["commitments"]?.array ?? []).compactMap {
            $0["type"]?.string
        }
        var problems: [Problem] = []
        for rule in program.materials where lacks(rule, present) {
            var concerned: [String] = []
            for index in program.items.indices where try concerns(rule, index, view) {
                concerned.append(program.items[index].title)
            }
            guard !concerned.isEmpty else { continue }
            let titles = concerned.joined(separator: "、")
            if rule.missing == .refuse {
                problems.append(
                    Problem(
                        code: "material",
                        place: Place(Pointer(["materials"])),
                        expected: "\(titles)须提交\(rule.title)",
                        found: ""
                    )
                )
            } else if let commitment = rule.commitment, !commitments.contains(commitment) {
                problems.append(
                    Problem(
                        code: "commitment",
                        place: Place(Pointer(["commitments"])),
                        expected: "\(titles)缺\(rule.title)，须签订告知承诺书",
                        found: ""
                    )
                )
            }
        }
        return problems
    }

    /// Tells the lead where a material that could follow later is still missing at its milestone.
    mutating func remindOfMaterials(_ view: CaseView) throws(Refusal) {
        for rule in program.materials {
            guard case .later(let until?) = rule.missing else { continue }
            for index in program.items.indices where try concerns(rule, index, view) {
                guard view.requirements[index].missing.contains(rule.title),
                    view.progress[index].has(reached: until)
                else { continue }
                alert(
                    "material-missing",
                    key: "material:\(current.items[index].id):\(rule.title)",
                    "\(program.items[index].title)已\(until.title)，\(rule.title)仍未补齐",
                    item: index
                )
            }
        }
    }
}

extension MaterialRule.Due {
    fileprivate var title: String {
        switch self {
        case .state(let state): state.title
        case .decided: "办结"
        }
    }
}

extension Progress {
    fileprivate func has(reached due: MaterialRule.Due) -> Bool {
        switch due {
        case .state(let state): time(of: state) != nil
        case .decided: resultAt != nil
        }
    }
}
