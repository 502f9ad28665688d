import Expressions
import Schemas
import Values

/// Finds where a message takes single elements of a list of the application, so that a longer list would lose the
/// others in silence (LB2240).
///
/// Taking them is right where the list cannot be longer: the canonical schema bounds it, an error check of the
/// program does, or a condition around the place. A message that carries the list as a whole elsewhere, by `$each`,
/// loses nothing.
struct SingleElement {
    private let application: Schema
    private let app: Type
    private let facts: ListFacts
    private let given: ListBounds

    /// - Parameters:
    ///   - application: the canonical application.
    ///   - app: what the program gives of it.
    ///   - checks: those of the program; only errors keep an application out.
    ///   - conditions: what surely holds where the message is made: an item's `when` and `after`, a notice's `when`.
    init(application: Schema, given app: Type, checks: [Check], conditions: [Expression]) {
        self.application = application
        self.app = app
        let facts = ListFacts(holding: conditions.map(\.root))
        self.facts = facts
        let sure = checks.filter { $0.level == .error }.map(\.that) + conditions
        given = sure.reduce(ListBounds()) { $0.and(facts.bounds($1.root)) }
    }

    /// What one message drops: its map, or the body of an item or a notice.
    func diagnostics(in tree: MapTree) -> [Diagnostic] {
        var search = Search(application: application, app: app, facts: facts)
        search.visit(tree.root, given, [:])
        return search.diagnostics
    }

    /// The same for expressions that make one message together.
    func diagnostics(in expressions: [Expression]) -> [Diagnostic] {
        var search = Search(application: application, app: app, facts: facts)
        for expression in expressions { search.visit(expression.root, given, [:]) }
        return search.diagnostics
    }
}

/// Goes through one message and gathers which positions of which lists it takes.
private struct Search {
    /// One element that is taken.
    struct Taken {
        var key: String
        var position: Int
        /// The most elements that the list can have there; nil is any number.
        var most: Int?
        var list: String
        var span: SourceSpan
    }

    /// A named expression may stand in many places; it is read once for each set of conditions around it.
    struct Visit: Hashable {
        var body: ObjectIdentifier
        var bounds: ListBounds
    }

    let application: Schema
    let app: Type
    let facts: ListFacts
    private(set) var taken: [Taken] = []
    /// Lists that `$each` goes through.
    private(set) var carried: Set<String> = []
    private var visited: Set<Visit> = []

    init(application: Schema, app: Type, facts: ListFacts) {
        self.application = application
        self.app = app
        self.facts = facts
    }

    /// One for each list, where it is first cut short.
    var diagnostics: [Diagnostic] {
        let positions = Dictionary(grouping: taken, by: \.key).mapValues { Set($0.map(\.position)) }
        var reported: Set<String> = []
        return taken.compactMap { one in
            let covered = positions[one.key] ?? []
            let firstLost = (0...covered.count).first { !covered.contains($0) } ?? 0
            if let most = one.most, most <= firstLost { return nil }
            guard !carried.contains(one.key), reported.insert(one.key).inserted else { return nil }
            let what = covered.count == 1 ? "one element" : "\(covered.count) elements"
            return Diagnostic(
                code: "LB2240",
                span: one.span,
                message:
                    "the message has room for \(what) of \(one.list), and the application may have more: they would be lost in silence",
                hint:
                    "carry them all ($each, or .map(x, …).join('、')), let a check refuse more (\(one.list).size() <= \(firstLost), whose `say` tells the applicant), or make one item per element"
            )
        }
    }

    // MARK: Maps

    mutating func visit(_ node: MapNode, _ bounds: ListBounds, _ locals: ListPlace.Locals) {
        switch node {
        case .constant: break
        case .leaf(let leaf): visit(leaf.expression.root, bounds, locals)
        case .object(let its):
            let inner = condition(its.when, bounds, locals)
            for member in its.members { visit(member.node, inner, locals) }
        case .list(let nodes): for node in nodes { visit(node, bounds, locals) }
        case .each(let each):
            visit(each.list.root, bounds, locals)
            let place = ListPlace(each.list.root, locals)
            if let place { carried.insert(place.key) }
            var inner = locals
            inner[each.element.name] = .some(place?.element)
            if let index = each.index { inner[index.name] = .some(nil) }
            visit(each.body, condition(each.when, bounds, inner), inner)
        }
    }

    private mutating func condition(
        _ when: Expression?,
        _ bounds: ListBounds,
        _ locals: ListPlace.Locals
    ) -> ListBounds {
        guard let when else { return bounds }
        visit(when.root, bounds, locals)
        return bounds.and(facts.bounds(when.root, locals))
    }

    // MARK: Expressions

    mutating func visit(_ term: Term, _ bounds: ListBounds, _ locals: ListPlace.Locals) {
        switch term.kind {
        case .named(_, let body):
            let visit = Visit(body: ObjectIdentifier(body), bounds: bounds)
            if visited.insert(visit).inserted { self.visit(body, bounds, [:]) }
        case .index(let operand, let key, _):
            take(operand, key, term, bounds, locals)
            visit(operand, bounds, locals)
            visit(key, bounds, locals)
        case .conditional(let test, let then, let otherwise):
            visit(test, bounds, locals)
            visit(then, bounds.and(facts.bounds(test, locals)), locals)
            visit(otherwise, bounds.and(facts.bounds(test, holds: false, locals)), locals)
        case .and(let terms), .or(let terms):
            // An operand counts only where the others leave it open.
            var isAnd = false
            if case .and = term.kind { isAnd = true }
            let each = terms.map { facts.bounds($0, holds: isAnd, locals) }
            for at in terms.indices {
                let others = each.indices.filter { $0 != at }.reduce(bounds) { $0.and(each[$1]) }
                visit(terms[at], others, locals)
            }
        case .bind(let name, let value, let body), .optionalMap(let value, let name, let body, _):
            visit(value, bounds, locals)
            var inner = locals
            inner[name] = .some(ListPlace(value, locals))
            visit(body, bounds, inner)
        case .comprehension(let macro):
            visit(macro.range, bounds, locals)
            var inner = locals
            inner[macro.variable] = .some(nil)
            inner[macro.second ?? macro.variable] = .some(
                ListPlace(macro.range, locals)?.element
            )
            for part in [macro.condition, macro.result].compactMap({ $0 }) {
                visit(part, bounds, inner)
            }
        default: for part in term.kind.children { visit(part, bounds, locals) }
        }
    }

    private mutating func take(
        _ operand: Term,
        _ key: Term,
        _ term: Term,
        _ bounds: ListBounds,
        _ locals: ListPlace.Locals
    ) {
        guard case .literal(.int(let number)) = key.kind, number >= 0,
            let position = Int(exactly: number), let place = ListPlace(operand, locals),
            isList(place)
        else { return }
        taken.append(
            Taken(
                key: place.key,
                position: position,
                most: most(place, bounds),
                list: place.key,
                span: term.span
            )
        )
    }

    private func isList(_ place: ListPlace) -> Bool {
        guard case .value(let path) = place else { return true }
        return schema(path).map { $0.items != nil || $0.types.contains(.array) } ?? true
    }

    /// The most elements that a list can have.
    private func most(_ place: ListPlace, _ bounds: ListBounds) -> Int? {
        let path: [String]
        switch place {
        case .value(let its), .derived(of: let its, _): path = its
        }
        if isNeverGiven(path) { return 0 }
        let known = [
            bounds.most[place.key], bounds.most[ListPlace.value(path).key],
            schema(path)?.maxItems,
        ]
        return known.compactMap { $0 }.min()
    }

    /// Whether the program's applications lack the list, or what it stands in.
    private func isNeverGiven(_ path: [String]) -> Bool {
        var here = app
        for step in path {
            if case .list(let element) = here, step == "*" {
                here = element
                continue
            }
            guard case .object(let object) = here, let field = object[step] else { return false }
            if field.presence == .never { return true }
            here = field.type
        }
        return false
    }

    private func schema(_ path: [String]) -> Schema? {
        var here: Schema? = application.resolved
        for step in path {
            here =
                step == "*"
                ? here?.items?.resolved
                : (here?.properties[step] ?? here?.additionalProperties)?.resolved
        }
        return here
    }
}
