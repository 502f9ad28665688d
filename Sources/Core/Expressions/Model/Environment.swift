package import Values

/// What the expressions of one place can see: variables, named expressions, constants and functions.
package struct Environment: Sendable {
    /// Seconds east of UTC in a named zone at a moment; nil for an unknown name.
    package typealias ZoneOffset = @Sendable (_ name: String, _ at: Instant) -> Int?

    /// Refuse undeclared names when compiling; without it reading one is an error at run time.
    package var checksNames: Bool
    /// Looks up named time zones.
    package var zoneOffset: ZoneOffset?
    private var variables: [String: Int] = [:]
    private var constants: [String: CELValue] = [:]
    private(set) var lets: [String: Term] = [:]
    private var functions: FunctionTable

    /// - Parameters:
    ///   - functions: what can be called besides CEL's own functions; one of the same name and form replaces those.
    ///   - checksNames: whether undeclared names are refused when compiling.
    ///   - zoneOffset: looks up named time zones; without it only UTC and offsets such as `+08:00` are known.
    package init(
        functions: [Function] = [],
        checksNames: Bool = true,
        zoneOffset: ZoneOffset? = nil
    ) {
        self.functions = FunctionTable.standard
        self.checksNames = checksNames
        self.zoneOffset = zoneOffset
        for function in functions { self.functions.add(function) }
    }

    // MARK: Declaring

    /// Declares a variable, which may have dots in its name, and gives its slot; twice gives the same slot.
    @discardableResult
    package mutating func declare(_ name: String) -> Int {
        if let slot = variables[name] { return slot }
        variables[name] = variables.count
        return variables.count - 1
    }

    /// Adds a function; one of the same form with the same number of arguments is replaced.
    package mutating func add(_ function: Function) { functions.add(function) }

    /// Gives a value a name; it is put into expressions when they are compiled.
    package mutating func define(_ name: String, _ value: CELValue) { constants[name] = value }

    /// Gives an expression a name; it is put where the name stands, and sees what its own place sees.
    ///
    /// - Throws: what is wrong with the grammar. Names and cycles are checked where it is used.
    package mutating func define(
        expression name: String,
        _ text: String,
        span: SourceSpan,
        places: [SourcePlace] = []
    ) throws(Diagnostics) {
        do {
            lets[name] = try Parser.parse(Source(text, span: span, places: places))
        } catch {
            throw Diagnostics([error])
        }
    }

    // MARK: Looking up

    /// How many slots a scope needs.
    package var slotCount: Int { variables.count }

    /// The slot of a declared variable.
    package func slot(of name: String) -> Int? { variables[name] }

    func constant(_ name: String) -> CELValue? {
        constants[name] ?? (FunctionTable.types.contains(name) ? .type(name) : nil)
    }

    func overloads(_ name: String, isMember: Bool) -> [Function] {
        functions.overloads(name, isMember: isMember)
    }

    /// Whether functions of this namespace are known, such as `math`.
    func hasNamespace(_ name: String) -> Bool { functions.namespaces.contains(name) }

    /// Every name that can stand alone, for hints; a slot that is kept for what cannot be read here begins with `#`.
    var names: [String] {
        variables.keys.filter { !$0.hasPrefix("#") } + Array(constants.keys) + Array(lets.keys)
    }

    func functionNames(isMember: Bool) -> [String] { functions.names(isMember: isMember) }
}

/// Functions by name and form.
struct FunctionTable: Sendable {
    private var members: [String: [Function]] = [:]
    private var globals: [String: [Function]] = [:]
    /// What stands before the last dot of a function's name.
    private(set) var namespaces: Set<String> = []

    init(_ functions: [Function] = []) {
        for function in functions { add(function) }
    }

    /// Adds a function; one of the same form with the same number of arguments is replaced.
    mutating func add(_ function: Function) {
        if function.isMember {
            members[function.name, default: []].removeAll { $0.arity.overlaps(function.arity) }
            members[function.name, default: []].append(function)
        } else {
            globals[function.name, default: []].removeAll { $0.arity.overlaps(function.arity) }
            globals[function.name, default: []].append(function)
            if let dot = function.name.lastIndex(of: ".") {
                namespaces.insert(String(function.name[..<dot]))
            }
        }
    }

    func overloads(_ name: String, isMember: Bool) -> [Function] {
        (isMember ? members[name] : globals[name]) ?? []
    }

    func names(isMember: Bool) -> [String] { Array((isMember ? members : globals).keys) }

    static let standard = FunctionTable(
        Conversions.functions + Texts.functions + TextFormat.functions + Times.functions
            + Mathematics.functions + Optionals.functions + Base64.functions
    )

    /// Names that stand for types.
    static let types: Set<String> = [
        "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type",
        "optional_type", "google.protobuf.Timestamp", "google.protobuf.Duration",
    ]
}
