import Expressions
import Formats
import Schemas
import Values

/// Checks everything that a program evaluates and sends: its rules, the messages of its acceptance system, and each
/// order map once for each item that uses it (contracts/LANGUAGE.md, section 5).
struct ProgramCheck {
    let region: Region
    let program: Program
    let dialect: Dialect
    /// Parties whose contract has mistakes of its own.
    let unread: Set<String>
    /// What can be told about each item.
    let reports: [String: Reports]
    let shared: SharedContracts
    var findings = Findings()
    var types: PlaceTypes
    /// What an item's `when` and `after` make sure, by item; nothing where the condition is wrong itself.
    var applies: [String: Knowledge] = [:]
    var ready: [String: Knowledge] = [:]

    init(
        region: Region,
        program: Program,
        dialect: Dialect,
        unread: Set<String>,
        reports: [String: Reports],
        shared: SharedContracts
    ) {
        self.region = region
        self.program = program
        self.dialect = dialect
        self.unread = unread
        self.shared = shared
        self.reports = reports
        types = PlaceTypes(
            region: region,
            program: program,
            app: .dyn,
            reply: shared.reply,
            reports: reports
        )
    }

    mutating func run() {
        types = PlaceTypes(
            region: region,
            program: program,
            app: application(),
            reply: shared.reply,
            reports: reports
        )
        rules()
        for item in program.items { orders(of: item) }
        for notice in program.notices { messages(of: notice) }
        results()
    }

    // MARK: The application

    /// The canonical application as this program has it: what its maps surely give, and what they never give.
    private mutating func application() -> Type {
        var app = SchemaType.of(shared.application, named: "app")
        let messages = program.contract.inbound
        for message in messages where message.kind == .application {
            app = inbound(message, of: program.contract)
        }
        for message in messages where message.kind == .update || message.kind == .withdrawal {
            let update = inbound(message, of: program.contract)
            if case .object(let its) = update {
                kind(its["kind"], message)
                if let merge = its.given("merge") { app = app.patched(by: merge) }
                if let materials = its.given("materials") {
                    app = app.patched(
                        by: .object(ObjectType("it", [.init("materials", materials, .maybe)]))
                    )
                }
            }
        }
        return app
    }

    /// What an update is for is one of a few words.
    private mutating func kind(_ field: ObjectType.Field?, _ message: InboundMessage) {
        guard case .string(let facts)? = field?.type, field?.presence != .never,
            case .object(let map) = message.map.root,
            let span = map.members.first(where: { $0.key == "kind" })?.node.span
        else { return }
        let allowed = UpdateKind.names
        let wrong = facts.values.map { $0.filter { !allowed.contains($0) } } ?? ["another text"]
        guard let first = wrong.first else { return }
        findings.report(
            "LB2203",
            span,
            facts.values == nil
                ? "nothing says that this is one of \(Fit.list(allowed))"
                : "this can be '\(first)', and its place holds \(Fit.list(allowed))",
            hint: facts.values == nil
                ? "translate it with decode(…)" : didYouMean(first, among: allowed)
        )
    }

    private mutating func inbound(_ message: InboundMessage, of contract: Contract) -> Type {
        var type = Type.dyn
        for name in program.intake {
            guard let party = region.party(name) else { continue }
            let variables = PlaceTypes.inbound(
                message.schema,
                party: PlaceTypes.party(party),
                region: region
            )
            let label = message.kind == .application ? "app" : message.stem
            type = tree(message.map, variables, named: message.name, giving: label)
        }
        return type
    }

    // MARK: Checking one tree or expression

    /// Checks a tree where it is used, and tells what it gives.
    @discardableResult
    private mutating func tree(
        _ tree: MapTree,
        _ variables: [String: Type],
        knowing knowledge: Knowledge = Knowledge(),
        charset: Charset? = nil,
        named name: String,
        giving label: String = "message"
    ) -> Type {
        var scope = TypeScope(tree.environment, variables)
        scope.knowledge = knowledge
        var check = MapCheck(scope, charset: charset)
        let type = check.check(tree, named: label)
        findings.add(check.use)
        return type
    }

    /// What holds where a condition is met; nil for a condition that is wrong itself, so that nothing can be said of
    /// what it guards.
    @discardableResult
    mutating func condition(
        _ expression: Expression?,
        _ view: Dialect.View,
        item: ItemRule? = nil
    ) -> Knowledge? {
        guard let expression else { return Knowledge() }
        let checked = checked(expression, view, item, as: .condition)
        return checked?.diagnostics.isEmpty == true ? checked?.whenMet : nil
    }

    mutating func checked(
        _ expression: Expression,
        _ view: Dialect.View,
        _ item: ItemRule?,
        knowing knowledge: Knowledge = Knowledge(),
        as role: ExpressionRole
    ) -> Checked? {
        guard let environment = dialect.environment(of: view) else { return nil }
        var scope = TypeScope(environment, types.rules(view, item: item))
        scope.knowledge = knowledge
        return checked(expression, in: scope, as: role)
    }

    mutating func checked(
        _ expression: Expression,
        in scope: TypeScope,
        as role: ExpressionRole
    ) -> Checked {
        let checked = expression.check(scope, as: role)
        var use = Findings.Use()
        use.add(checked, of: expression)
        findings.add(use)
        return checked
    }

    // MARK: Orders

    private mutating func orders(of item: ItemRule) {
        checkBodyIsSent(item)
        let single = SingleElement(
            application: shared.application,
            given: types.app,
            checks: program.checks,
            conditions: [item.when, item.after].compactMap { $0 }
        )
        guard let applies = applies[item.id], let ready = ready[item.id] else { return }
        for party in program.candidates(item).compactMap({ region.party($0) }) {
            var variables = types.outbound(party, item: item)
            guard let contract = item.contract(with: party) else {
                if unread.contains(party.name), case .party = item.terms { continue }
                if let body = item.body {
                    for found in single.diagnostics(in: body) { findings.report(found) }
                    tree(
                        body,
                        variables,
                        knowing: applies.and(ready),
                        named: "\(program.name)/\(item.id)"
                    )
                } else {
                    missing(
                        "'\(party.name)' gets the hub's own JSON, and '\(item.id)' has no body",
                        item
                    )
                }
                continue
            }
            if contract.outbound["order"] == nil {
                missing(
                    "\(contract.name) has no order.map.yaml, and '\(item.id)' sends an order",
                    item
                )
            }
            for (stem, message) in contract.outbound.sorted(by: { $0.key < $1.key }) {
                var known = Knowledge()
                switch stem {
                case "order": known = applies.and(ready)
                case "update": known = applies
                case "cancel": break
                case "refusal": variables["problems"] = PlaceTypes.problems
                default: continue
                }
                for found in single.diagnostics(in: message.map) { findings.report(found) }
                tree(
                    message.map,
                    variables,
                    knowing: known,
                    charset: message.codec.charset,
                    named: message.name
                )
            }
        }
    }

    /// A body that no party gets would be taken for what is sent.
    private mutating func checkBodyIsSent(_ item: ItemRule) {
        let parties = program.candidates(item).compactMap { region.party($0) }
        guard let body = item.body, !parties.isEmpty,
            !parties.contains(where: { unread.contains($0.name) })
        else { return }
        let contracts = parties.compactMap { item.contract(with: $0)?.name }
        guard contracts.count == parties.count, let contract = contracts.first else { return }
        findings.report(
            "LB2260",
            body.root.span,
            "the body of '\(item.id)' is never sent: its orders follow \(contract)",
            hint: "take it out, or write 'contract: canonical' at the item"
        )
    }

    private mutating func missing(_ message: String, _ item: ItemRule) {
        findings.report("LB2237", item.provenance.span, message)
    }

    // MARK: Notices and results

    private mutating func messages(of notice: NoticeRule) {
        let view = Dialect.View(notice: notice.per)
        guard let known = condition(notice.when, view) else { return }
        if let again = notice.again {
            _ = checked(again, view, nil, knowing: known, as: .rule)
        }
        if case .expression(let to) = notice.to {
            if let checked = checked(to, view, nil, knowing: known, as: .rule) {
                expect(.list(.string), checked, to, "a list of parties")
                checkNames(checked.type, to)
            }
        }
        for party in recipients(notice) {
            var variables = types.rules(view)
            variables["party"] = PlaceTypes.party(party)
            variables["message"] = PlaceTypes.message
            let body = tree(
                notice.body,
                variables,
                knowing: known,
                named: "\(program.name)/\(notice.id)",
                giving: "notice"
            )
            let contract = program.contract(for: notice.id, to: party)
            guard let message = contract?.outbound[notice.id] else { continue }
            variables["notice"] = body
            tree(
                message.map,
                variables,
                knowing: known,
                charset: message.codec.charset,
                named: message.name
            )
        }
    }

    /// Recipients whose names are known are parties of the region.
    private mutating func checkNames(_ type: Type, _ to: Expression) {
        guard case .list(.string(let facts)) = type, let names = facts.values else { return }
        for name in names where region.party(name) == nil {
            findings.report(
                "LB2031",
                to.span,
                "\(region.name) has no party '\(name)', which this can name",
                hint: didYouMean(name, among: region.parties.map(\.name))
            )
        }
    }

    private func recipients(_ notice: NoticeRule) -> [Party] {
        guard case .parties(let names) = notice.to else { return region.parties }
        return names.compactMap { region.party($0) }
    }

    /// The outcome and the rejection.
    private mutating func results() {
        var overall: Type?
        if let expression = program.outcome.overall {
            overall = checked(expression, .rules, nil, as: .value)?.type
        }
        for stem in ["outcome", "rejection"] where program.contract.outbound[stem] == nil {
            findings.report(
                "LB2237",
                program.provenance.span,
                "\(program.contract.name) has no \(stem).map.yaml: every application ends in an outcome or a rejection"
            )
        }
        for party in program.intake.compactMap({ region.party($0) }) {
            var variables = types.outbound(party)
            if let message = program.contract.outbound["outcome"] {
                variables["outcome"] = types.outcome(overall: overall)
                result(message, variables)
            }
            if let message = program.contract.outbound["rejection"] {
                result(
                    message,
                    [
                        "problems": PlaceTypes.problems, "input": anyInput,
                        "party": PlaceTypes.party(party), "message": PlaceTypes.message,
                        "region": PlaceTypes.region(region),
                    ]
                )
            }
        }
    }

    private mutating func result(_ message: OutboundMessage, _ variables: [String: Type]) {
        tree(message.map, variables, charset: message.codec.charset, named: message.name)
    }

    /// What was refused: any message of the acceptance system, as far as it could be read.
    private var anyInput: Type {
        var fields: [ObjectType.Field] = []
        for message in program.contract.inbound {
            guard case .object(let its) = SchemaType.of(message.schema, named: "input") else {
                continue
            }
            for field in its.fields where !fields.contains(where: { $0.name == field.name }) {
                fields.append(.init(field.name, .dyn, .maybe))
            }
        }
        return .object(ObjectType("input", fields))
    }
}

extension Type {
    /// The type of a value on which a patch of another type may have been laid (RFC 7396): what the patch may give
    /// may now be there, and has either value.
    fileprivate func patched(by patch: Type) -> Type {
        guard case .object(let own) = self, case .object(let its) = patch else {
            return joined(with: patch) ?? .dyn
        }
        var fields = own.fields
        for (at, field) in fields.enumerated() {
            guard let given = its[field.name], given.presence != .never else { continue }
            if field.presence == .never {
                fields[at].type = given.type
                fields[at].presence = .maybe
            } else {
                fields[at].type = field.type.patched(by: given.type)
            }
        }
        return .object(ObjectType(own.name, fields, others: own.others))
    }
}

extension ObjectType {
    /// The type of a member that something gives.
    fileprivate func given(_ name: String) -> Type? {
        self[name].flatMap { $0.presence == .never ? nil : $0.type }
    }
}
