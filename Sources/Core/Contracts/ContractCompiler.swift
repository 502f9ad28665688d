import Expressions
import Formats
import Schemas
import Values

/// Compiles one folder of messages: `contract.yaml` with its maps and schemas (contracts/LANGUAGE.md, section 4).
struct ContractCompiler {
    enum Role { case partner, program }

    /// What the folder says for all of its messages; a map may replace it for its own.
    struct Defaults {
        var format: Format
        var charset: Charset
        var codes: [String: CodeTable]
        var envelope: Node?
    }

    let path: String
    let role: Role
    let base: Dialect.Base
    let shared: SharedContracts
    var loader: NodeLoader
    var reader = RuleReader()
    /// A message is missing because its file cannot be read: what it would have used is not unused.
    var isIncomplete = false
    /// Files that were reported missing.
    var absent: Set<String> = []

    init(path: String, role: Role, base: Dialect.Base, shared: SharedContracts, loader: NodeLoader)
    {
        self.path = path
        self.role = role
        self.base = base
        self.shared = shared
        self.loader = loader
    }

    static let keys =
        RuleReader.provenanceKeys + [
            "extends", "contract", "format", "charset", "parameters", "keys", "codes", "envelope",
            "changes",
            "identity", "messages",
        ]

    mutating func compile() -> Contract? {
        let chain = loader.chain(of: path, main: "contract.yaml")
        guard let node = loader.inherited("contract.yaml", in: chain) else {
            if !loader.files.contains("\(path)/contract.yaml") {
                missing("\(path)/contract.yaml")
            }
            return nil
        }
        let keys = reader.entries(node, of: "a contract", known: Self.keys)
        if let stated = reader.required(keys["contract"], "contract", at: node.span), stated != path
        {
            reader.report(
                "LB2030",
                keys["contract"]?.span ?? node.span,
                "this contract stands in \(path), so it is 'contract: \(path)'"
            )
        }
        if keys["format"] == nil { reader.report("LB2013", node.span, "format is missing") }
        if keys["charset"] == nil { reader.report("LB2013", node.span, "charset is missing") }
        var contract = Contract(
            name: path,
            title: reader.required(keys["title"], "title", at: node.span) ?? path,
            changes: reader.choice(keys["changes"], "changes") ?? .resend,
            identity: identity(keys["identity"]),
            parameters: parameters(keys["parameters"]),
            keys: reader.texts(keys["keys"], "keys") ?? [],
            outbound: [:],
            inbound: [],
            answers: [],
            codes: [],
            provenance: reader.provenance(keys, at: node.span)
        )
        let defaults = Defaults(
            format: reader.choice(keys["format"], "format") ?? .json,
            charset: reader.choice(keys["charset"], "charset") ?? .utf8,
            codes: codes(keys["codes"]),
            envelope: keys["envelope"]
        )
        contract.codes = defaults.codes.values.sorted { $0.name < $1.name }
        let names = loader.names(in: chain)
        let stems = names.filter { $0.hasSuffix(".map.yaml") }.map {
            String($0.dropLast(".map.yaml".count))
        }
        for folder in chain { checkListed(folder) }
        checkPairs(names, stems, chain)
        for stem in stems where !isAnswer(stem) { message(stem, chain, defaults, &contract) }
        contract.inbound.sort { $0.stem < $1.stem }
        for stem in stems where isAnswer(stem) { answer(stem, chain, defaults, &contract) }
        if !isIncomplete {
            let spans = (keys["identity"]?.elements ?? []).map(\.span)
            reader.report(InboundCheck.identity(contract, spans))
        }
        return reader.hasErrors || isIncomplete ? nil : contract
    }

    private mutating func parameters(_ node: Node?) -> [String: Schema] {
        var parameters: [String: Schema] = [:]
        for entry in reader.members(node, "parameters") {
            parameters[entry.key.text] = schema(entry.value)
        }
        return parameters
    }

    private mutating func schema(_ node: Node) -> Schema? {
        do throws(Diagnostics) {
            return try Schema.compile(node, options: .message)
        } catch {
            reader.report(error.list)
            return nil
        }
    }

    private mutating func identity(_ node: Node?) -> Contract.Identity {
        guard let node else { return .messageID }
        if node.elements != nil {
            let fields = reader.texts(node, "identity") ?? []
            return .fields(fields.map { Pointer($0) ?? Pointer([$0]) })
        }
        switch reader.text(node, "identity") {
        case "message-id"?: return .messageID
        case "content"?: return .content
        default:
            reader.report(
                "LB2071",
                node.span,
                "identity is message-id, content or a list of fields"
            )
            return .messageID
        }
    }

    private mutating func codes(_ node: Node?) -> [String: CodeTable] {
        var tables: [String: CodeTable] = [:]
        for entry in reader.members(node, "codes") {
            tables[entry.key.text] = CodeTable.compile(entry, &reader)
        }
        return tables
    }

    func isAnswer(_ stem: String) -> Bool {
        role == .partner && (stem == "answer" || stem.hasPrefix("answer-"))
    }

    /// The kind of an inbound message by its stem, or nil for one that the hub sends.
    private func inboundKind(_ stem: String) -> InboundMessage.Kind? {
        switch (role, stem) {
        case (.program, "application"): .application
        case (.program, "update"): .update
        case (.program, "withdrawal"): .withdrawal
        case (_, "reply"): .reply
        default: stem.hasPrefix("reply-") ? .reply : nil
        }
    }

    private mutating func message(
        _ stem: String,
        _ chain: [String],
        _ defaults: Defaults,
        _ contract: inout Contract
    ) {
        guard let (map, schemaNode) = sources(of: stem, chain) else {
            isIncomplete = true
            return
        }
        let keys = reader.entries(
            map,
            of: "a map",
            known: ["let", "body", "format", "charset", "envelope", "codes"]
                + RuleReader.provenanceKeys
        )
        guard let schema = schema(schemaNode) else { return }
        guard let body = keys["body"] else {
            reader.report("LB2013", map.span, "body is missing")
            return
        }
        let charset: Charset = reader.choice(keys["charset"], "charset") ?? defaults.charset
        let format: Format = reader.choice(keys["format"], "format") ?? defaults.format
        guard let codec = codec(schema, format, charset) else { return }
        let own = codes(keys["codes"])
        contract.codes += own.values.sorted { $0.name < $1.name }
        let tables = defaults.codes.merging(own) { $1 }
        let kind = inboundKind(stem)
        let dialect = Dialect(
            base: base,
            codes: tables,
            lets: keys["let"],
            schema: shared.application,
            &reader
        )
        let tree = tree(body, of: kind, dialect, schema, charset)
        var envelopeCompiler = EnvelopeCompiler(dialect: dialect, keys: contract.keys)
        let envelope = envelopeCompiler.compile(
            keys["envelope"] ?? defaults.envelope,
            &reader
        )
        guard let tree, var envelope else { return }
        envelope.codec = codec
        let message = Compiled(
            stem: stem,
            schema: schema,
            codec: codec,
            map: tree,
            envelope: envelope,
            source: MessageSource(
                schema: schemaNode.value,
                codes: tables.inFileOrder,
                provenance: reader.provenance(keys, at: map.span)
            )
        )
        add(message, kind, to: &contract)
    }

    private struct Compiled {
        var stem: String
        var schema: Schema
        var codec: Codec
        var map: MapTree
        var envelope: Envelope
        var source: MessageSource
    }

    private func add(
        _ message: Compiled,
        _ kind: InboundMessage.Kind?,
        to contract: inout Contract
    ) {
        let name = "\(path)/\(message.stem)"
        let input = TypedValue(message.schema)
        if let kind {
            contract.inbound.append(
                InboundMessage(
                    name: name,
                    stem: message.stem,
                    kind: kind,
                    schema: message.schema,
                    codec: message.codec,
                    map: message.map,
                    envelope: message.envelope,
                    source: message.source,
                    input: input
                )
            )
        } else {
            contract.outbound[message.stem] = OutboundMessage(
                name: name,
                stem: message.stem,
                schema: message.schema,
                codec: message.codec,
                map: message.map,
                envelope: message.envelope,
                source: message.source,
                input: input
            )
        }
    }

    /// The map and the schema of a message; nil where one does not stand in the contract.
    private mutating func sources(of stem: String, _ chain: [String]) -> (Node, Node)? {
        let file = "\(stem).map.yaml"
        guard let map = loader.inherited(file, in: chain) else { return nil }
        guard let schemaNode = loader.inherited("\(stem).schema.json", in: chain) else {
            if !chain.contains(where: { loader.files.contains("\($0)/\(stem).schema.json") }) {
                missing("\(stem).schema.json", beside: file, chain)
            }
            return nil
        }
        return (map, schemaNode)
    }

    /// What the map makes: the hub's own message of that kind, or the party's message where there is none.
    private mutating func tree(
        _ body: Node,
        of kind: InboundMessage.Kind?,
        _ dialect: Dialect,
        _ schema: Schema,
        _ charset: Charset
    ) -> MapTree? {
        var compiler = MapCompiler(
            dialect: dialect,
            view: kind == nil ? .outbound : .inbound,
            target: kind.map { target($0) } ?? .schema(schema),
            charset: charset
        )
        let tree = compiler.compile(body)
        reader.report(compiler.reader.diagnostics)
        return tree
    }

    private mutating func answer(
        _ stem: String,
        _ chain: [String],
        _ defaults: Defaults,
        _ contract: inout Contract
    ) {
        guard let map = loader.inherited("\(stem).map.yaml", in: chain) else { return }
        let replyStem = "reply" + stem.dropFirst("answer".count)
        guard let reply = contract.inbound.first(where: { $0.stem == replyStem }) else {
            // A reply with a mistake of its own is a reply all the same.
            if loader.names(in: chain).contains("\(replyStem).map.yaml") { return }
            reader.report(
                "LB2074",
                map.span,
                "\(stem).map.yaml answers with \(replyStem), which \(path) does not have"
            )
            return
        }
        var compiler = AnswerCompiler(shared: shared, base: base, codes: defaults.codes)
        if let answer = compiler.compile(stem, map, reply, &reader) {
            contract.answers.append(answer)
        }
    }

    private mutating func codec(_ schema: Schema, _ format: Format, _ charset: Charset) -> Codec? {
        var builder = LayoutBuilder()
        let layout = builder.layout(schema)
        reader.report(builder.diagnostics)
        do throws(LayoutFaults) {
            return try Codec(format: format, charset: charset, layout: layout)
        } catch {
            for fault in error.list {
                reader.report("LB2073", span(of: fault.path, in: schema), fault.message)
            }
            return nil
        }
    }

    /// Where the schema of a layout's node stands.
    private func span(of path: Pointer, in schema: Schema) -> SourceSpan {
        var here = schema.resolved
        for step in path.steps {
            guard let next = step == "items" ? here.items : here.properties[step] else { break }
            here = next.resolved
        }
        // What is wrong with the whole record is said there.
        return path.steps.isEmpty ? here.span(of: "record") ?? here.span : here.span
    }

    /// The canonical message that an inbound map makes (contracts/LANGUAGE.md, section 5).
    private func target(_ kind: InboundMessage.Kind) -> MapTarget {
        let application = shared.application.resolved
        switch kind {
        case .application: return .schema(shared.application)
        case .reply: return .schema(shared.reply)
        case .update:
            var fields: [(name: String, target: MapTarget, isRequired: Bool)] = []
            for name in ["number", "materials"] {
                if let schema = application.properties[name] {
                    fields.append((name, .schema(schema), name == "number"))
                }
            }
            fields.append(("kind", .object([]), true))
            fields.append(("base", .object([]), false))
            fields.append(("merge", .patch(shared.application), false))
            return .object(fields)
        case .withdrawal:
            var fields: [(name: String, target: MapTarget, isRequired: Bool)] = []
            if let schema = application.properties["number"] {
                fields.append(("number", .schema(schema), true))
            }
            fields.append(("reason", .object([]), false))
            fields.append(("at", .object([]), false))
            return .object(fields)
        }
    }
}
