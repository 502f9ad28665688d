import Expressions
import Values

/// What a rule asks of the items of its program.
struct ItemReads {
    struct Read: Hashable {
        /// The items that are asked, by id.
        var items: [String]
        var question: Question
        /// Whether the rule needs the answer of each of them, as in `groups.x.all(…)`.
        var needsAll: Bool
        var span: SourceSpan
    }

    enum Question: Hashable {
        /// Whether it applies, or what no reply changes.
        case identity
        /// Whether a state was reached.
        case reached(Milestone)
        /// Anything else that replies tell.
        case facts
    }

    private let program: Program
    private let own: String?
    private(set) var reads: [Read] = []
    private var locals: [String: [String]] = [:]
    private var needsAll = false
    /// Named expressions that were read: one may stand in many places.
    private var read: Set<ObjectIdentifier> = []

    /// What an expression asks; `own` is the item whose rule it is.
    static func of(_ expression: Expression?, in program: Program, own: String? = nil) -> [Read] {
        guard let expression else { return [] }
        var reader = ItemReads(program, own)
        reader.visit(expression.root)
        return reader.reads
    }

    /// The items that are over wherever a condition is met: those of `groups.x.all(i, i.over)`.
    static func over(where condition: Expression?, in program: Program) -> Set<String> {
        guard let condition else { return [] }
        return ItemReads(program, nil).over(condition.root)
    }

    private func over(_ term: Term) -> Set<String> {
        switch term.kind {
        case .named(_, let body): return over(body)
        case .and(let terms): return terms.reduce(into: []) { $0.formUnion(over($1)) }
        case .comprehension(let macro) where macro.kind == .all:
            guard case .select(let operand, let field, _)? = macro.condition?.kind,
                field.name == "over", case .name(macro.second ?? macro.variable, _) = operand.kind
            else { return [] }
            // Of a list that a filter shortened, not every member is known to be over.
            if case .comprehension = macro.range.kind { return [] }
            return Set(list(macro.range) ?? [])
        default: return []
        }
    }

    private init(_ program: Program, _ own: String?) {
        self.program = program
        self.own = own
    }

    private static let identity: Set<String> = [
        "id", "number", "title", "group", "party", "partyTitle", "partyHotline", "applies",
        "materials", "missing", "limitDays", "mode", "reasons",
    ]

    private mutating func add(_ items: [String], _ question: Question, _ span: SourceSpan) {
        reads.append(Read(items: items, question: question, needsAll: needsAll, span: span))
    }

    private mutating func visit(_ term: Term) {
        switch term.kind {
        case .select(let operand, let field, _), .has(let operand, let field):
            if let at = time(operand), let state = Milestone(rawValue: field.name) {
                add(at, .reached(state), term.span)
            } else if let items = items(operand), list(operand) == nil {
                add(items, Self.identity.contains(field.name) ? .identity : .facts, term.span)
            } else if let members = list(term) {
                add(members, .identity, term.span)
            } else {
                visit(operand)
            }
        case .index(let operand, let key, _):
            if let at = time(operand), case .literal(.string(let name)) = key.kind,
                let state = Milestone(rawValue: name)
            {
                add(at, .reached(state), term.span)
            } else {
                visit(operand)
                visit(key)
            }
        case .memberCall(let operand, let field, let arguments):
            if field.name == "reached", let items = items(operand),
                case .literal(.string(let name))? = arguments.first?.kind,
                let state = Milestone(rawValue: name)
            {
                add(items, .reached(state), term.span)
            } else {
                for part in [operand] + arguments { visit(part) }
            }
        case .binary(.equal, let left, let right):
            if !comparesState(left, right, term), !comparesState(right, left, term) {
                visit(left)
                visit(right)
            }
        case .comprehension(let macro): comprehension(macro)
        case .named(_, let body):
            if read.insert(ObjectIdentifier(body)).inserted { visit(body) }
        default: for part in term.kind.children { visit(part) }
        }
    }

    private mutating func comparesState(_ left: Term, _ right: Term, _ term: Term) -> Bool {
        guard case .select(let operand, let field, _) = left.kind, field.name == "state",
            let items = items(operand), case .literal(.string(let name)) = right.kind,
            let state = Milestone(rawValue: name)
        else { return false }
        add(items, .reached(state), term.span)
        return true
    }

    private mutating func comprehension(_ macro: Term.Comprehension) {
        visit(macro.range)
        let (outer, outerNeed) = (locals, needsAll)
        defer { (locals, needsAll) = (outer, outerNeed) }
        let element = macro.second ?? macro.variable
        locals[element] = list(macro.range)
        if macro.kind == .all { needsAll = true }
        for part in [macro.condition, macro.result].compactMap({ $0 }) { visit(part) }
    }

    /// The items that a term is one of; nil where it is no item.
    private func items(_ term: Term) -> [String]? {
        switch term.kind {
        case .named(_, let body): return items(body)
        case .name(let name, _):
            if let local = locals[name] { return local }
            return name == "item" ? own.map { [$0] } : nil
        case .select(let operand, let field, _):
            guard case .name("items", _) = operand.kind else { return nil }
            return program.item(field.name).map { [$0.id] }
        case .index(let operand, let key, _):
            if case .name("items", _) = operand.kind {
                guard case .literal(.string(let name)) = key.kind else { return all }
                return program.item(name).map { [$0.id] }
            }
            return list(operand)
        default: return nil
        }
    }

    /// The items of a list; nil where it is no list of items.
    private func list(_ term: Term) -> [String]? {
        switch term.kind {
        case .named(_, let body): return list(body)
        case .select(let operand, let field, _):
            guard case .name("groups", _) = operand.kind else { return nil }
            let members = program.items.filter { $0.group == field.name }.map(\.id)
            return members.isEmpty ? nil : members
        case .binary(.add, let left, let right):
            guard let left = list(left), let right = list(right) else { return nil }
            return left + right
        case .comprehension(let macro) where macro.kind == .filter: return list(macro.range)
        default: return nil
        }
    }

    /// The items whose `at` a term is.
    private func time(_ term: Term) -> [String]? {
        guard case .select(let operand, let field, _) = term.kind, field.name == "at" else {
            return nil
        }
        return items(operand)
    }

    private var all: [String] { program.items.map(\.id) }
}
