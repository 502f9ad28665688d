import Expressions
import Schemas

/// What a term stands for in the application: a value of it, or a list made of one of its lists.
enum ListPlace: Hashable {
    /// Member names from `app` on; `*` is any element.
    case value([String])
    /// Filtered, sorted or mapped: no longer than the list it was made of, and named by its text.
    case derived(of: [String], text: String)

    /// The same for the same list, wherever it is read.
    var key: String {
        switch self {
        case .value(let path): (["app"] + path).joined(separator: ".")
        case .derived(_, let text): text
        }
    }

    /// Any element, where it is one of the application's own.
    var element: ListPlace? {
        guard case .value(let path) = self else { return nil }
        return .value(path + ["*"])
    }

    /// The names of macros and of `$each`, and what they stand for; nil is nothing of the application.
    typealias Locals = [String: ListPlace?]

    init?(_ term: Term, _ locals: Locals) {
        switch term.kind {
        case .named(_, let body): self.init(body, [:])
        case .name(let name, _):
            guard let place = locals[name] ?? (name == "app" ? .value([]) : nil) else { return nil }
            self = place
        case .select(let operand, let field, _):
            guard case .value(let path)? = ListPlace(operand, locals) else { return nil }
            self = .value(path + [field.name])
        case .index(let operand, let key, _):
            guard case .value(let path)? = ListPlace(operand, locals) else { return nil }
            if case .literal(.string(let name)) = key.kind {
                self = .value(path + [name])
            } else {
                self = .value(path + ["*"])
            }
        case .memberCall(let operand, let field, _):
            guard let place = ListPlace(operand, locals) else { return nil }
            switch field.name {
            case "orValue", "or", "value": self = place
            case "distinct", "reverse", "sort", "sortBy": self = place.derived(term.text)
            default: return nil
            }
        case .comprehension(let macro):
            guard macro.kind == .filter || macro.kind == .map || macro.kind == .transformList,
                let place = ListPlace(macro.range, locals)
            else { return nil }
            self = place.derived(term.text)
        // Deeper ones may be the same few named expressions many times over.
        case .conditional(_, let then, let otherwise) where term.depth <= Self.depthMax:
            guard let place = ListPlace(then, locals) ?? ListPlace(otherwise, locals) else {
                return nil
            }
            self = place
        default: return nil
        }
    }

    private static let depthMax = 12

    private func derived(_ text: String) -> ListPlace {
        switch self {
        case .value(let path), .derived(of: let path, _): .derived(of: path, text: text)
        }
    }
}

/// The most elements that lists of the application can have, as far as conditions say: by `ListPlace.key`.
struct ListBounds: Hashable {
    private(set) var most: [String: Int] = [:]

    /// Both hold.
    func and(_ other: ListBounds) -> ListBounds {
        ListBounds(most: most.merging(other.most) { min($0, $1) })
    }

    /// One of them holds.
    func or(_ other: ListBounds) -> ListBounds {
        ListBounds(
            most: most.reduce(into: [:]) { result, bound in
                if let its = other.most[bound.key] { result[bound.key] = max(bound.value, its) }
            }
        )
    }
}

/// What is known where an expression is evaluated: conditions that hold there, and what they bound.
///
/// Named expressions are one term however often they are used, so what is found about one is kept.
final class ListFacts {
    private var holding: Set<String> = []
    private var failing: Set<String> = []
    private var learned: Set<Named> = []
    private var truths: [ObjectIdentifier: Bool?] = [:]
    private var known: [Named: ListBounds] = [:]

    private struct Named: Hashable {
        var body: ObjectIdentifier
        var holds: Bool
    }

    init(holding conditions: [Term]) {
        for condition in conditions { learn(condition, holds: true) }
    }

    private func learn(_ term: Term, holds: Bool) {
        switch term.kind {
        case .named(_, let body):
            let named = Named(body: ObjectIdentifier(body), holds: holds)
            if learned.insert(named).inserted { learn(body, holds: holds) }
        case .not(let inner): learn(inner, holds: !holds)
        case .and(let terms) where holds: for term in terms { learn(term, holds: true) }
        case .or(let terms) where !holds: for term in terms { learn(term, holds: false) }
        default: if holds { holding.insert(key(term)) } else { failing.insert(key(term)) }
        }
    }

    /// Whether a condition is known to hold or to fail.
    private func truth(_ term: Term) -> Bool? {
        let text = key(term)
        if holding.contains(text) { return true }
        if failing.contains(text) { return false }
        switch term.kind {
        case .named(_, let body):
            let id = ObjectIdentifier(body)
            if let truth = truths[id] { return truth }
            let truth = truth(body)
            truths[id] = .some(truth)
            return truth
        case .not(let inner): return truth(inner).map { !$0 }
        case .literal(.bool(let flag)): return flag
        case .and(let terms):
            if terms.contains(where: { truth($0) == false }) { return false }
            return terms.allSatisfy { truth($0) == true } ? true : nil
        case .or(let terms):
            if terms.contains(where: { truth($0) == true }) { return true }
            return terms.allSatisfy { truth($0) == false } ? false : nil
        default: return nil
        }
    }

    /// What a condition makes sure of where it holds, or where it fails.
    func bounds(_ term: Term, holds: Bool = true, _ locals: ListPlace.Locals = [:]) -> ListBounds {
        switch term.kind {
        case .named(_, let body):
            let named = Named(body: ObjectIdentifier(body), holds: holds)
            if let bounds = known[named] { return bounds }
            let bounds = bounds(body, holds: holds)
            known[named] = bounds
            return bounds
        case .not(let inner): return bounds(inner, holds: !holds, locals)
        case .and(let terms), .or(let terms):
            var isConjunction = holds
            if case .or = term.kind { isConjunction.toggle() }
            if isConjunction {
                return terms.reduce(ListBounds()) { $0.and(bounds($1, holds: holds, locals)) }
            }
            // What is known not to be the reason need not bound anything.
            let reasons = terms.filter { truth($0) != !holds }.map {
                bounds($0, holds: holds, locals)
            }
            return reasons.dropFirst().reduce(reasons.first ?? ListBounds()) { $0.or($1) }
        case .conditional(let test, let then, let otherwise):
            let met = bounds(test, locals).and(bounds(then, holds: holds, locals))
            let unmet = bounds(test, holds: false, locals)
                .and(bounds(otherwise, holds: holds, locals))
            return met.or(unmet)
        case .memberCall(let operand, let field, let arguments):
            // `list.optMap(x, x.size() <= 1).orValue(true)`: where there is no list it has no elements.
            guard holds, field.name == "orValue",
                case .literal(.bool(true))? = arguments.first?.kind,
                case .optionalMap(let list, let name, let body, _) = operand.kind
            else { return ListBounds() }
            var inner = locals
            inner[name] = .some(ListPlace(list, locals))
            return bounds(body, inner)
        case .binary(let comparison, let left, let right):
            return Self.bound(comparison, left, right, holds, locals)
                ?? comparison.mirrored.flatMap { Self.bound($0, right, left, holds, locals) }
                ?? ListBounds()
        default: return ListBounds()
        }
    }

    /// `list.size() <= 1`
    private static func bound(
        _ comparison: Term.Operator,
        _ left: Term,
        _ right: Term,
        _ holds: Bool,
        _ locals: ListPlace.Locals
    ) -> ListBounds? {
        guard let key = sized(left, locals)?.key, case .literal(.int(let number)) = right.kind,
            let count = Int(exactly: number), count < .max, count > .min
        else { return nil }
        switch (comparison, holds) {
        case (.lessOrEqual, true), (.equal, true), (.greater, false), (.notEqual, false):
            return ListBounds(most: [key: count])
        case (.less, true), (.greaterOrEqual, false): return ListBounds(most: [key: count - 1])
        default: return nil
        }
    }

    /// The list whose size a term is.
    private static func sized(_ term: Term, _ locals: ListPlace.Locals) -> ListPlace? {
        switch term.kind {
        case .named(_, let body): sized(body, [:])
        case .memberCall(let operand, let field, let arguments)
        where field.name == "size" && arguments.isEmpty:
            ListPlace(operand, locals)
        case .call(let field, let arguments) where field.name == "size" && arguments.count == 1:
            ListPlace(arguments[0], locals)
        default: nil
        }
    }

    /// One text for one condition, however it is spaced and whichever names it goes through.
    private func key(_ term: Term) -> String {
        if let place = ListPlace(term, [:]) { return place.key }
        switch term.kind {
        case .literal(.string(let text)): return "'\(text)'"
        case .named(let name, let body):
            return body.depth <= Self.depthMax ? key(body) : "let \(name)"
        case .has(let operand, let field): return "has(\(key(operand)).\(field.name))"
        case .binary(let comparison, let left, let right):
            return "(\(key(left)) \(comparison.rawValue) \(key(right)))"
        case .call(let field, let arguments):
            return "\(field.name)(\(arguments.map(key).joined(separator: ", ")))"
        case .memberCall(let operand, let field, let arguments):
            let list = arguments.map(key).joined(separator: ", ")
            return "\(key(operand)).\(field.name)(\(list))"
        default: return term.text
        }
    }

    /// Named expressions that use one another twice at each level are not written out.
    private static let depthMax = 6
}

extension Term.Operator {
    /// The comparison with its sides exchanged.
    fileprivate var mirrored: Term.Operator? {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .notEqual: self
        case .add, .subtract, .multiply, .divide, .remainder, .in: nil
        }
    }
}
