package import Expressions
import Schemas
import Values

/// What expressions at a place of a contract see: its variables, code tables, named expressions and functions
/// (contracts/LANGUAGE.md, section 10).
struct Dialect: Sendable {
    /// What is the same for every file of a region.
    struct Base: Sendable {
        var calendar: WorkCalendar
        var titles: CodeTitles
        /// Stage → the parties that may lead it: one, or those of which a program chooses.
        var leads: [String: [String]]
        var region: String
        var code: String
        /// Watches what is compiled; nil in the hub.
        var observer: (any RuleObserver)?
    }

    /// The place of an expression, which decides what it may read.
    enum View: Hashable, CaseIterable {
        case rules, item, outbound, inbound, envelope, answer
        case change, limit, overlap, update

        init(notice per: NoticeRule.Per) {
            self =
                switch per {
                case .case: .rules
                case .item: .item
                case .change: .change
                case .limit: .limit
                case .overlap: .overlap
                case .update: .update
                }
        }

        var variables: Set<Variable> {
            let rules: Set<Variable> = [.app, .case, .items, .groups, .region]
            switch self {
            case .rules: return rules
            case .item: return rules.union([.item])
            case .outbound:
                return Set(Variable.allCases).subtracting([.sent, .answer, .leads])
            case .inbound: return [.input, .party, .region]
            case .answer: return [.input, .party, .region, .answer]
            case .envelope: return [.party, .message, .sent]
            case .change: return rules.union([.item, .change])
            case .limit: return rules.union([.item, .limit])
            case .overlap: return rules.union([.overlap])
            case .update: return rules.union([.update])
            }
        }
    }

    private var environments: [View: Environment] = [:]
    let observer: (any RuleObserver)?
    private let typedApplication: TypedValue
    /// Named expressions that are no expressions, which was reported where they stand.
    private let brokenLets: Set<String>
    /// What was declared beside the variables: elements of lists, steps of an envelope.
    private var declared: [String] = []

    init(
        base: Base,
        codes: [String: CodeTable],
        lets: Node?,
        schema: Schema,
        _ reader: inout RuleReader
    ) {
        observer = base.observer
        typedApplication = TypedValue(schema)
        let functions = ContractFunctions(base: base, codes: codes).all + LanguageFunctions.all
        let named = Self.named(lets, &reader)
        var broken = named.broken
        let common = Environment(functions: functions)
        for view in View.allCases {
            var environment = common
            for variable in Variable.allCases {
                // A slot keeps its number in every view; a name that is not visible cannot be spelled.
                environment.declare(
                    view.variables.contains(variable) ? variable.name : "#\(variable.name)"
                )
            }
            for (name, scalar) in named.sound {
                do throws(Diagnostics) {
                    try environment.define(
                        expression: name,
                        scalar.text,
                        span: scalar.textSpan,
                        places: scalar.places
                    )
                } catch {
                    if broken.insert(name).inserted { reader.report(error.list) }
                }
            }
            environments[view] = environment
        }
        brokenLets = broken
    }

    /// Those that are expressions, and the names of the others, which are reported.
    private static func named(
        _ lets: Node?,
        _ reader: inout RuleReader
    ) -> (sound: [(String, Node.Scalar)], broken: Set<String>) {
        var sound: [(String, Node.Scalar)] = []
        var broken: Set<String> = []
        for entry in reader.members(lets, "let") {
            if let scalar = entry.value.scalar {
                sound.append((entry.key.text, scalar))
            } else {
                broken.insert(entry.key.text)
                reader.report("LB2035", entry.value.span, "an expression stands here")
            }
        }
        return (sound, broken)
    }

    func environment(of view: View) -> Environment? { environments[view] }

    /// Declares a name of a map in every view.
    mutating func local(_ name: String) -> MapEach.Local {
        var slot = 0
        declared.append(name)
        for view in View.allCases {
            if let declared = environments[view]?.declare(name) { slot = declared }
        }
        return MapEach.Local(name: name, slot: slot)
    }

    /// Compiles a scalar of a contract file as CEL.
    func expression(_ scalar: Node.Scalar, _ view: View, _ reader: inout RuleReader) -> Expression?
    {
        guard let environment = environments[view] else { return nil }
        do throws(Diagnostics) {
            let expression = try Expression.compile(
                scalar.text,
                span: scalar.textSpan,
                places: scalar.places,
                in: environment
            )
            guard let observer else { return expression }
            return expression.telling(observer.expression(at: expression.span))
        } catch {
            reader.report(error.list.compactMap { explained($0, view) })
            return nil
        }
    }

    /// Nil for what only follows from a broken name; with what may be read here for a variable of another place.
    private func explained(_ diagnostic: Diagnostic, _ view: View) -> Diagnostic? {
        func isAbout(_ name: String) -> Bool { diagnostic.message == "there is no '\(name)' here" }
        if brokenLets.contains(where: isAbout) { return nil }
        let isElsewhere = Variable.allCases.contains { isAbout($0.name) }
        let isFar = diagnostic.code == Fault.name && diagnostic.hint == nil
        guard isElsewhere || isFar else { return diagnostic }
        let visible = Variable.allCases.filter(view.variables.contains).map(\.name) + declared
        var explained = diagnostic
        explained.hint = "an expression here reads \(visible.joined(separator: ", "))"
        return explained
    }

    /// The canonical application as expressions see it.
    var applicationValue: @Sendable (Value) -> CELValue {
        let typed = typedApplication
        return { typed.read($0) }
    }
}

extension Node.Scalar {
    /// Where the text itself begins: behind the quote of a quoted scalar.
    var textSpan: SourceSpan {
        if let first = places.first {
            return SourceSpan(file: span.file, line: first.line, column: first.column)
        }
        guard !isPlain else { return span }
        var inner = span
        inner.column += 1
        return inner
    }
}

extension Scope {
    /// A scope with a slot for each variable of the contract language and none set.
    package static let empty: Scope = {
        var environment = Environment()
        for variable in Variable.allCases { environment.declare(variable.name) }
        return Scope(environment)
    }()

    package subscript(variable: Variable) -> CELValue? {
        get { self[variable.rawValue] }
        set { self[variable.rawValue] = newValue }
    }

    func with(party: Party, stamp: MessageStamp? = nil) -> Scope {
        var scope = self
        scope[.party] = .host(PartyObject(party))
        if let stamp { scope[.message] = .host(MessageObject(stamp)) }
        return scope
    }
}
