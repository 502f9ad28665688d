import Expressions
import Schemas
import Values

extension ProgramCompiler {
    mutating func materials(_ node: Node?, _ known: Set<String>) -> [MaterialRule] {
        reader.elements(node, "materials").compactMap { material($0, known) }
    }

    private mutating func material(_ node: Node, _ known: Set<String>) -> MaterialRule? {
        let keys = reader.entries(
            node,
            of: "a material",
            known: ["kinds", "any", "for", "when", "missing", "until", "within", "commitment"]
                + RuleReader.provenanceKeys
        )
        guard let title = reader.required(keys["title"], "title", at: node.span) else { return nil }
        guard let kinds = kinds(keys["kinds"]), !kinds.isEmpty else {
            // What stands there and is no list has been reported.
            if keys["kinds"]?.elements == nil, keys["kinds"] != nil { return nil }
            reader.report(
                "LB2013",
                node.span,
                "kinds is missing: which material codes '\(title)' accepts"
            )
            return nil
        }
        let within = expression(keys["within"], "within", .rules)
        guard let missing = missing(keys, title, at: node.span) else { return nil }
        let provenance = reader.provenance(keys, at: node.span)
        return MaterialRule(
            title: title,
            kinds: kinds,
            any: reader.number(keys["any"], "any")?.int64.map(Int.init) ?? kinds.count,
            targets: targets(keys["for"], known, "for"),
            when: expression(keys["when"], "when", .item),
            missing: missing,
            within: within,
            commitment: reader.text(keys["commitment"], "commitment"),
            provenance: provenance,
            tell: dialect.observer?.material(at: provenance.span)
        )
    }

    private mutating func missing(
        _ keys: [String: Node],
        _ title: String,
        at span: SourceSpan
    ) -> MaterialRule.Missing? {
        switch reader.required(keys["missing"], "missing", at: span) {
        case "refuse": return .refuse
        case "waive": return .waive
        case "later":
            if keys["until"] == nil, keys["within"] == nil {
                reader.report(
                    "LB2050",
                    span,
                    "'missing: later' needs until or within: when '\(title)' is due"
                )
            }
            return .later(until: due(keys["until"]))
        case nil: return nil
        case .some(let other):
            reader.report(
                "LB2017",
                keys["missing"]?.span ?? span,
                "missing is not '\(other)'",
                hint: didYouMean(other, among: ["refuse", "later", "waive"])
                    ?? "known are refuse, later, waive"
            )
            return nil
        }
    }

    private mutating func due(_ node: Node?) -> MaterialRule.Due? {
        guard let node, let text = reader.text(node, "until") else { return nil }
        if text == "decided" { return .decided }
        return reader.milestone(text, node.span).map { .state($0) }
    }

    // MARK: Kinds and forms

    /// `[RESIDENT_ID, { TITLE: ORIGINAL }]`: a code, or a code and the form that is wanted.
    private mutating func kinds(_ node: Node?) -> [MaterialRule.Kind]? {
        guard let node else { return nil }
        guard let elements = node.elements else {
            let hint = node.scalar == nil ? nil : "put it in brackets"
            reader.report("LB2016", node.span, "kinds is a list", hint: hint)
            return nil
        }
        return elements.compactMap { element in
            if let entries = element.entries, entries.count == 1, let entry = entries.first {
                return kind(entry.key.text, entry.key.span, form: entry.value)
            }
            guard let code = reader.text(element, "an element of kinds") else { return nil }
            return kind(code, element.span, form: nil)
        }
    }

    private mutating func kind(
        _ code: String,
        _ span: SourceSpan,
        form node: Node?
    ) -> MaterialRule.Kind {
        let known = canonicalMaterial?.properties["kind"]?.resolved.enumeration?.compactMap(
            \.string
        )
        if let known, !known.contains(code) {
            reader.report(
                "LB2239",
                span,
                "the canonical application has no material '\(code)'",
                hint: didYouMean(code, among: known)
                    ?? "materials[].kind in canonical/application.schema.json lists them"
            )
        }
        return MaterialRule.Kind(
            code: code,
            title: titles.title("material", code) ?? code,
            form: node.flatMap { form($0) }
        )
    }

    private mutating func form(_ node: Node) -> MaterialForm.Wanted? {
        guard let text = reader.text(node, "the form of a material") else { return nil }
        guard let form = MaterialForm.Wanted(rawValue: text) else {
            let known = MaterialForm.Wanted.allCases.map(\.rawValue)
            reader.report(
                "LB2239",
                node.span,
                "'\(text)' is not a form of a material that can be asked for",
                hint: didYouMean(text, among: known)
                    ?? "known are \(known.joined(separator: ", ")); an electronic licence does wherever an original does"
            )
            return nil
        }
        if let material = canonicalMaterial, material.isClosed, material.properties["form"] == nil {
            reader.report(
                "LB2239",
                node.span,
                "a form is asked for, and materials of the canonical application state none",
                hint: "add the property form to materials in canonical/application.schema.json"
            )
        }
        return form
    }

    /// One material of the canonical application.
    private var canonicalMaterial: Schema? {
        application.resolved.properties["materials"]?.resolved.items?.resolved
    }
}
