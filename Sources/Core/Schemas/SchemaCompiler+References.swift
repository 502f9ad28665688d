internal import Values

extension SchemaCompiler {
    static let dialect = "https://json-schema.org/draft/2020-12/schema"

    mutating func readDialect(_ entry: Node.Entry) {
        guard let text = text(entry), text != Self.dialect, text != Self.dialect + "#" else {
            return
        }
        report(
            "LB1109",
            entry.value.span,
            "the dialect '\(text)' is not supported",
            hint: "write \(Self.dialect) or leave '$schema' out"
        )
    }

    mutating func readID(_ entry: Node.Entry, _ site: inout Site) {
        guard let text = text(entry) else { return }
        guard let reference = URIReference(text), (reference.fragment ?? "").isEmpty else {
            return report(
                "LB1110",
                entry.value.span,
                "'$id' must be a URI without a fragment, not '\(text)'"
            )
        }
        site.base = site.base.resolve(reference)
        let key = site.base.withoutFragment
        if resources[key] != nil, !(key.isEmpty && site.steps.isEmpty) {
            report("LB1110", entry.value.span, "'$id' '\(key)' stands at two schemas")
        }
        resources[key] = site.steps
        if site.steps.isEmpty { resources[""] = [] }
    }

    mutating func readAnchor(_ entry: Node.Entry, _ draft: inout Draft, _ site: Site) {
        guard let name = text(entry) else { return }
        let first = name.utf8.first ?? 0
        let isName =
            (TextFormat.isLetterOrDigit(first) && !TextFormat.isDigit(first)
                || first == UInt8(ascii: "_"))
            && name.utf8.allSatisfy { TextFormat.isLetterOrDigit($0) || "-_.".utf8.contains($0) }
        guard isName else {
            let message =
                "'$anchor' must be a name of letters, digits, '-', '_' and '.', not '\(name)'"
            return report("LB1111", entry.value.span, message)
        }
        if anchors["\(site.base)#\(name)"] != nil {
            report("LB1111", entry.value.span, "the anchor '\(name)' stands at two schemas")
        }
        draft.anchor = name
    }

    /// Ties every `$ref` to its target, then refuses circles, then builds the merged views.
    mutating func link() {
        for reference in pending { reference.schema.reference = target(of: reference) }
        guard diagnostics.isEmpty else { return }
        refuseCircles()
        guard diagnostics.isEmpty else { return }
        for reference in pending { merge(reference.schema) }
    }

    /// Refuses a message that contains itself.
    mutating func refuseEndless(_ root: Schema) {
        guard options.isFinite, diagnostics.isEmpty else { return }
        var expansion = SchemaExpansion()
        guard expansion.count(root) == nil else { return }
        report(
            "LB1121",
            expansion.culprit.map { $0.span(of: "$ref") ?? $0.span } ?? root.span,
            "with its '$ref's written out the schema has no end, or more than \(SchemaExpansion.countMax) parts",
            hint: "a message does not contain itself: write the levels out that it really has"
        )
    }

    /// Builds the merged views from the end of the chain of references, each of them once.
    private func merge(_ schema: Schema) {
        var chain: [Schema] = []
        var last = schema
        while last.merged == nil, let next = last.reference {
            chain.append(last)
            last = next
        }
        var parts = last.resolved.parts
        for schema in chain.reversed() {
            parts = schema.parts.merged(over: parts)
            schema.merged = Schema(parts)
        }
    }

    private mutating func target(of reference: PendingReference) -> Schema? {
        let text = reference.text
        let fragment: String
        let resource: String
        if text.hasPrefix("#") {
            // Names in Chinese are welcome here, although a URI would have them percent-encoded.
            fragment = String(text.dropFirst())
            resource = reference.base.withoutFragment
        } else if let uri = URIReference(text).map(reference.base.resolve) {
            fragment = uri.fragment ?? ""
            resource = uri.withoutFragment
        } else {
            report("LB1113", reference.span, "'\(text)' is no URI reference")
            return nil
        }
        guard let root = resources[resource] else {
            report(
                "LB1112",
                reference.span,
                "'\(text)' leads to another file",
                hint: "copy what is needed into '$defs' and refer to '#/$defs/…'"
            )
            return nil
        }
        let decoded = URIReference.percentDecoded(fragment)
        var found: Schema?
        if let decoded, let pointer = Pointer(decoded) {
            found = schemas[TextKey(Pointer(root + pointer.steps).description)]
        } else if let decoded {
            found = anchors["\(resource)#\(decoded)"]
        }
        if found == nil {
            // Looking through all schemas is for a few mistakes, not for thousands.
            let candidates = diagnostics.count < 20 ? schemas.keys.map { "#\($0.text)" } : []
            report(
                "LB1113",
                reference.span,
                "'\(text)' leads to no schema of this file",
                hint: didYouMean("#\(fragment)", among: candidates)
            )
        }
        return found
    }

    /// A schema that applies itself to the same value again would never end.
    private mutating func refuseCircles() {
        var done: Set<ObjectIdentifier> = []
        for reference in pending {
            var open: [(schema: Schema, next: Int)] = [(reference.schema, 0)]
            var path: Set<ObjectIdentifier> = [ObjectIdentifier(reference.schema)]
            while let (schema, next) = open.last {
                let inPlace = schema.appliedInPlace
                let id = ObjectIdentifier(schema)
                guard !done.contains(id), next < inPlace.count else {
                    done.insert(id)
                    path.remove(id)
                    open.removeLast()
                    continue
                }
                open[open.count - 1].next += 1
                let child = inPlace[next]
                if path.contains(ObjectIdentifier(child)) {
                    let span = schema.span(of: "$ref") ?? schema.span
                    report(
                        "LB1114",
                        span,
                        "the schema refers to itself without going into the value",
                        hint: "let one '$ref' of the circle stand below 'properties' or 'items'"
                    )
                    continue
                }
                if !done.contains(ObjectIdentifier(child)) {
                    path.insert(ObjectIdentifier(child))
                    open.append((child, 0))
                }
            }
        }
    }
}

extension Schema {
    /// The schemas that apply to the same value as this one.
    fileprivate var appliedInPlace: [Schema] {
        let choices = parts.choices
        let single = [reference, choices.not, choices.condition, choices.then, choices.otherwise]
        return single.compactMap { $0 } + choices.allOf + choices.anyOf + choices.oneOf
            + parts.object.dependentSchemas.map(\.schema)
    }
}
