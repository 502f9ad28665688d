import Contracts
import Expressions
import Synchronization
import Values

/// Sees what the rules of a catalogue do while examples run.
final class Witness: RuleObserver {
    /// What an expression gave, all examples together.
    struct Seen {
        /// A value, and not the empty optional.
        var gave = false
        var wasMet = false
        /// False, or what it reads was absent.
        var wasNotMet = false
        var texts: Set<String> = []

        /// More than any rule chooses between.
        fileprivate static let textsMax = 64

        fileprivate mutating func note(_ value: CELValue?) {
            switch value {
            case nil: wasNotMet = true
            case .optional(nil)?: break
            case .bool(true)?: (gave, wasMet) = (true, true)
            case .bool(false)?: (gave, wasNotMet) = (true, true)
            case .string(let text)?:
                gave = true
                if texts.count < Self.textsMax { texts.insert(text) }
            default: gave = true
            }
        }
    }

    struct SeenTable {
        var table: CodeTable
        var codes: Set<String> = []
    }

    struct SeenMaterial {
        var wasThere = false
        var wasLacking = false
    }

    struct State {
        fileprivate(set) var expressions: [Seen] = []
        fileprivate(set) var tables: [SeenTable] = []
        fileprivate(set) var materials: [SeenMaterial] = []
        private var places: [Place: Int] = [:]

        private struct Place: Hashable {
            var list: PartialKeyPath<State>
            var span: SourceSpan
        }

        subscript(expression: Expression) -> Seen {
            places[Place(list: \.expressions, span: expression.span)].map { expressions[$0] }
                ?? Seen()
        }

        func material(at span: SourceSpan) -> SeenMaterial {
            places[Place(list: \.materials, span: span)].map { materials[$0] } ?? SeenMaterial()
        }

        /// The place of what stands at a span, which a file that several contracts use has once.
        fileprivate mutating func position<Element>(
            _ span: SourceSpan,
            in list: WritableKeyPath<State, [Element]>,
            _ new: Element
        ) -> Int {
            let place = Place(list: list, span: span)
            if let known = places[place] { return known }
            self[keyPath: list].append(new)
            places[place] = self[keyPath: list].count - 1
            return self[keyPath: list].count - 1
        }
    }

    private let state = Mutex(State())

    var now: State { state.withLock { $0 } }

    /// Forgets what was told so far: the compiler's checks try rules out, and that is no example.
    func begin() {
        state.withLock { state in
            state.expressions = state.expressions.map { _ in Seen() }
            state.tables = state.tables.map { SeenTable(table: $0.table) }
            state.materials = state.materials.map { _ in SeenMaterial() }
        }
    }

    func expression(at span: SourceSpan) -> @Sendable (CELValue?) -> Void {
        let at = state.withLock { $0.position(span, in: \.expressions, Seen()) }
        return { [self] value in state.withLock { $0.expressions[at].note(value) } }
    }

    func table(_ table: CodeTable) -> @Sendable (String) -> Void {
        let at = state.withLock {
            $0.position(table.span, in: \.tables, SeenTable(table: table))
        }
        return { [self] code in state.withLock { _ = $0.tables[at].codes.insert(code) } }
    }

    func material(at span: SourceSpan) -> @Sendable (Bool) -> Void {
        let at = state.withLock { $0.position(span, in: \.materials, SeenMaterial()) }
        return { [self] isLacking in
            state.withLock { state in
                if isLacking {
                    state.materials[at].wasLacking = true
                } else {
                    state.materials[at].wasThere = true
                }
            }
        }
    }
}
