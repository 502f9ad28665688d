package import Values

extension Schema {
    /// Compiles a schema once, to be run many times from any thread. Finds all errors of the file in one run.
    ///
    /// Codes: LB1101 neither object nor boolean, LB1102 unknown keyword, LB1103 value of the wrong kind,
    /// LB1104 value out of range, LB1105 refused keyword, LB1106 unknown type, LB1107 listed twice,
    /// LB1108 empty list, LB1109 other dialect, LB1110 `$id`, LB1111 `$anchor`, LB1112 `$ref` to another file,
    /// LB1113 `$ref` leads nowhere, LB1114 `$ref` in a circle, LB1115 pattern, LB1116 unknown format,
    /// LB1117 unknown key of `xml` or `record`, LB1118 required name that a closed object does not have,
    /// LB1119 nested too deep, LB1120 too many schemas, LB1121 a message without end.
    ///
    /// - Parameters:
    ///   - node: the schema as `Node.read` gives it.
    ///   - options: what is refused and asserted.
    /// - Returns: the root of the compiled schema.
    /// - Throws: all errors of the file, with their places.
    package static func compile(
        _ node: Node,
        options: SchemaOptions = .contract
    ) throws(Diagnostics) -> Schema {
        var compiler = SchemaCompiler(options: options)
        let root = compiler.build(node, SchemaCompiler.Site())
        compiler.link()
        compiler.refuseEndless(root)
        guard compiler.diagnostics.isEmpty else {
            // What refers to itself would stay in memory, though nobody gets it.
            for pending in compiler.pending { pending.schema.unlink() }
            throw Diagnostics(compiler.diagnostics)
        }
        return root
    }
}

/// Reads the nodes of one file from the leaves up, then ties every `$ref` to its target.
struct SchemaCompiler {
    /// Where the compiler stands.
    struct Site {
        var steps: [String] = []
        /// The `$id` that holds here.
        var base = URIReference.empty
        /// Inside a part that speaks of some fields only, where no object is closed.
        var isBranch = false

        func at(_ steps: String...) -> Site {
            var site = self
            site.steps += steps
            return site
        }

        func branch(_ steps: String...) -> Site {
            var site = self
            site.steps += steps
            site.isBranch = true
            return site
        }
    }

    struct PendingReference {
        var schema: Schema
        var text: String
        var base: URIReference
        var span: SourceSpan
    }

    /// What becomes part of `SchemaParts` only when the whole object has been read.
    struct Draft {
        var parts: SchemaParts
        var properties: [(name: String, span: SourceSpan, schema: Schema)] = []
        var reference: (text: String, span: SourceSpan)?
        var anchor: String?
    }

    let options: SchemaOptions
    var diagnostics: [Diagnostic] = []
    /// Every schema of the file by its pointer.
    var schemas: [TextKey: Schema] = [:]
    /// The pointers of the schemas that have an `$id`, by it.
    var resources: [String: [String]] = ["": []]
    /// By `$id`, hash and name.
    var anchors: [String: Schema] = [:]
    var pending: [PendingReference] = []
    static let depthMax = 256
    /// What holds a chain of schemas is let go of one inside the other, on the stack.
    static let schemaCountMax = 10_000

    init(options: SchemaOptions) { self.options = options }

    mutating func build(_ node: Node, _ site: Site) -> Schema {
        var site = site
        let pointer = Pointer(site.steps)
        var draft = Draft(parts: SchemaParts(span: node.span, pointer: pointer))
        guard site.steps.count <= Self.depthMax else {
            report("LB1119", node.span, "schemas are nested more than \(Self.depthMax) deep")
            return Schema(draft.parts)
        }
        if case .scalar(let scalar) = node, case .bool(let flag) = scalar.value {
            draft.parts.boolean = flag
        } else if let entries = node.entries {
            if let entry = node.entry("$id") { readID(entry, &site) }
            for entry in entries { read(entry, &draft, site) }
            finish(&draft, site)
        } else {
            report(
                "LB1101",
                node.span,
                "a schema is an object, true or false, not \(Self.kind(of: node))"
            )
        }
        let schema = Schema(draft.parts)
        if schemas.count == Self.schemaCountMax {
            report("LB1120", node.span, "the file has more than \(Self.schemaCountMax) schemas")
        }
        schemas[TextKey(pointer.description)] = schema
        if let anchor = draft.anchor { anchors["\(site.base)#\(anchor)"] = schema }
        if let (text, span) = draft.reference {
            pending.append(
                PendingReference(schema: schema, text: text, base: site.base, span: span)
            )
        }
        return schema
    }

    private mutating func read(_ entry: Node.Entry, _ draft: inout Draft, _ site: Site) {
        let word = entry.key.text
        draft.parts.keywordSpans[word] = entry.value.span
        let isKnown =
            readCore(entry, &draft, site) || readGeneral(entry, &draft.parts)
            || readString(entry, &draft.parts) || readNumber(entry, &draft.parts)
            || readArray(entry, &draft.parts, site) || readObject(entry, &draft, site)
            || readChoices(entry, &draft.parts, site) || readAnnotation(entry, &draft.parts, site)
            || readWire(entry, &draft.parts, site)
        guard !isKnown else { return }
        if let hint = SchemaVocabulary.refused[word] {
            report("LB1105", entry.key.span, "'\(word)' is not supported", hint: hint)
        } else if options.refusesUnknownKeywords {
            report(
                "LB1102",
                entry.key.span,
                "unknown keyword '\(word)'",
                hint: didYouMean(word, among: SchemaVocabulary.known)
            )
        }
    }

    /// What can be said only when all keywords of an object are known.
    private mutating func finish(_ draft: inout Draft, _ site: Site) {
        var rules = draft.parts.object
        let required = Set(rules.required.map { TextKey($0.name) })
        rules.properties = SchemaProperties(
            draft.properties.map {
                .init(
                    name: $0.name,
                    nameSpan: $0.span,
                    schema: $0.schema,
                    isRequired: required.contains(TextKey($0.name))
                )
            }
        )
        rules.requiredPropertyCount = rules.properties.count { $0.isRequired }
        let choices = draft.parts.choices
        let isAlone =
            draft.reference == nil && choices.allOf.isEmpty && choices.anyOf.isEmpty
            && choices.oneOf.isEmpty && choices.condition == nil && rules.dependentSchemas.isEmpty
        let isSaid = rules.additional != nil || rules.unevaluated != nil || !rules.patterns.isEmpty
        if options.closesObjects, !site.isBranch, !isSaid, !rules.properties.isEmpty {
            rules.closing = isAlone ? .ownNames : .allNames
            if isAlone { checkRequired(rules) }
        } else if options.closesObjects, !site.isBranch, isAlone, rules.patterns.isEmpty,
            rules.additional?.parts.boolean == false, !rules.properties.isEmpty
        {
            checkRequired(rules)
        }
        draft.parts.object = rules
        draft.parts.appliesOthers =
            draft.reference != nil || !draft.parts.choices.isEmpty
            || !rules.dependentSchemas.isEmpty
    }

    private mutating func checkRequired(_ rules: ObjectRules) {
        for name in rules.required where rules.properties.position(of: name.name) == nil {
            let names = rules.properties.map(\.name)
            let hint = didYouMean(name.name, among: names) ?? "add it to 'properties'"
            report(
                "LB1118",
                name.span,
                "'\(name.name)' is required, but 'properties' does not have it",
                hint: hint
            )
        }
    }

    mutating func report(_ code: String, _ span: SourceSpan, _ message: String, hint: String? = nil)
    {
        diagnostics.append(Diagnostic(code: code, span: span, message: message, hint: hint))
    }
}
