import Contracts
import Values

extension CaseMachine {
    /// What each item may see of the application's materials, and what it lacks.
    func requirements(_ view: CaseView) throws(Refusal) -> [Requirement] {
        var result = Array(repeating: Requirement(), count: program.items.count)
        guard !program.materials.isEmpty else { return result }
        let given = GivenMaterials(current.app)
        // The rules outside and no copies of items inside: this runs for every look at the case.
        for rule in program.materials {
            let isLacking = rule.missing != .waive && given.lack(rule)
            let title = isLacking ? rule.missingTitle : ""
            for index in result.indices where try concerns(rule, index, view) {
                for kind in rule.kinds { result[index].kinds.insert(kind.code) }
                // What may be left out is not missing.
                if isLacking, !result[index].missing.contains(title) {
                    result[index].missing.append(title)
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

    /// Materials that the application must carry, and the commitments that stand in for others.
    func materialProblems(_ view: CaseView) throws(Refusal) -> [Problem] {
        let given = GivenMaterials(current.app)
        let commitments = (current.app["commitments"]?.array ?? []).compactMap {
            $0["type"]?.string
        }
        var problems: [Problem] = []
        for rule in program.materials {
            let isLacking = given.lack(rule)
            guard isLacking || rule.tell != nil else { continue }
            var concerned: [String] = []
            for index in program.items.indices where try concerns(rule, index, view) {
                concerned.append(program.items[index].title)
            }
            guard !concerned.isEmpty else { continue }
            rule.tell?(isLacking)
            guard isLacking else { continue }
            let titles = concerned.joined(separator: "、")
            if rule.missing == .refuse {
                let unfit = given.unfit(for: rule)
                problems.append(
                    Problem(
                        code: "material",
                        place: Place(unfit?.place ?? Pointer(["materials"])),
                        expected: "\(titles)须提交\(rule.missingTitle)",
                        found: unfit?.form.title ?? ""
                    )
                )
            } else if let commitment = rule.commitment, !commitments.contains(commitment) {
                problems.append(
                    Problem(
                        code: "commitment",
                        place: Place(Pointer(["commitments"])),
                        expected: "\(titles)缺\(rule.missingTitle)，须签订告知承诺书",
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
                guard view.requirements[index].missing.contains(rule.missingTitle),
                    view.progress[index].has(reached: until)
                else { continue }
                alert(
                    "material-missing",
                    key: "material:\(current.items[index].id):\(rule.title)",
                    "\(program.items[index].title)已\(until.title)，\(rule.missingTitle)仍未补齐",
                    item: index
                )
            }
        }
    }
}

/// The materials that came with an application, by kind.
private struct GivenMaterials {
    struct Material {
        /// Nil where the application does not say; the party looks at it on the spot.
        var form: MaterialForm?
        /// In the canonical application.
        var place: Pointer
    }

    private var byKind: [String: [Material]] = [:]

    init(_ app: Value) {
        for (at, material) in (app["materials"]?.array ?? []).enumerated() {
            guard let kind = material["kind"]?.string else { continue }
            byKind[kind, default: []].append(
                Material(
                    form: material["form"]?.string.flatMap(MaterialForm.init(rawValue:)),
                    place: Pointer(["materials"]).appending(at).appending("form")
                )
            )
        }
    }

    func lack(_ rule: MaterialRule) -> Bool {
        let count = rule.kinds.count { kind in
            byKind[kind.code]?.contains { kind.accepts($0.form) } ?? false
        }
        return count < min(rule.any, rule.kinds.count)
    }

    /// The first material of the rule that came in a form which will not do.
    func unfit(for rule: MaterialRule) -> (form: MaterialForm, place: Pointer)? {
        for kind in rule.kinds {
            for material in byKind[kind.code] ?? [] {
                if let form = material.form, !kind.accepts(form) { return (form, material.place) }
            }
        }
        return nil
    }
}

extension MaterialRule.Kind {
    fileprivate func accepts(_ stated: MaterialForm?) -> Bool {
        guard let form, let stated else { return true }
        return form.accepts(stated)
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
