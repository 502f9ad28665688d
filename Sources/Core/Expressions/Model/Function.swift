package import Values

/// A function that expressions can call.
package struct Function: Sendable {
    /// The name, with its namespace where it has one: `math.greatest`.
    package let name: String
    /// Whether it is called on a value: `x.size()`.
    package let isMember: Bool
    /// How many arguments stand in the brackets; the value it is called on is not counted.
    package let arity: ClosedRange<Int>
    /// Given an optional, it gives an optional: empty for an empty one, else what it makes of the value.
    package let liftsOptional: Bool
    /// Whether its work grows with the parts of the lists and maps it is given, not just with their number.
    package private(set) var readsDeeply = false
    /// The types it can be called with; without any it takes and gives what only the message will tell.
    package private(set) var signatures: [Signature] = []
    /// Says more of the result than its signature, from what is known of the arguments, or refuses them.
    package private(set) var typing: Typing?
    /// Of a member that tells whether something below a value is there: the member that holds it. Its name is the literal
    /// argument.
    package private(set) var asksForMember: String?
    /// A slot of the scope whose value the implementation gets behind its arguments: an optional, empty where nothing
    /// is set there.
    package private(set) var readsSlot: Int?
    /// Gives the implementation for one call, with what is known of its arguments, or refuses it.
    package let bind: @Sendable (Call) throws(Refusal) -> Body

    /// A function whose implementation depends on its literal arguments.
    package init(
        _ name: String,
        isMember: Bool = false,
        arity: ClosedRange<Int>,
        liftsOptional: Bool = false,
        bind: @escaping @Sendable (Call) throws(Refusal) -> Body
    ) {
        self.name = name
        self.isMember = isMember
        self.arity = arity
        self.liftsOptional = liftsOptional
        self.bind = bind
    }

    /// A function with one implementation; a member's value is the first parameter.
    package init(
        _ name: String,
        isMember: Bool = false,
        liftsOptional: Bool = false,
        _ body: @escaping @Sendable (CELValue) throws(EvaluationError) -> CELValue
    ) {
        let count = isMember ? 0 : 1
        self.init(name, isMember: isMember, arity: count...count, liftsOptional: liftsOptional) {
            (_) throws(Refusal) in .unary(body)
        }
    }

    /// A function of two parameters; a member's value is the first.
    package init(
        _ name: String,
        isMember: Bool = false,
        liftsOptional: Bool = false,
        _ body: @escaping @Sendable (CELValue, CELValue) throws(EvaluationError) -> CELValue
    ) {
        let count = isMember ? 1 : 2
        self.init(name, isMember: isMember, arity: count...count, liftsOptional: liftsOptional) {
            (_) throws(Refusal) in .binary(body)
        }
    }

    /// A function of several parameters; a member's value is the first.
    package init(
        _ name: String,
        isMember: Bool = false,
        arity: ClosedRange<Int>,
        liftsOptional: Bool = false,
        _ body: @escaping @Sendable ([CELValue]) throws(EvaluationError) -> CELValue
    ) {
        self.init(name, isMember: isMember, arity: arity, liftsOptional: liftsOptional) {
            (_) throws(Refusal) in .any(body)
        }
    }

    package typealias Typing = @Sendable (TypedCall) throws(Refusal) -> Type

    /// The same function, taking arguments of one more form.
    package func gives(_ result: Type, for parameters: Type...) -> Function {
        var copy = self
        copy.signatures.append(Signature(parameters, result))
        return copy
    }

    /// The same function of one argument, taking each of these types.
    package func gives(
        _ result: Type,
        forEach first: Type,
        _ others: Type...
    ) -> Function {
        var copy = self
        copy.signatures += ([first] + others).map { Signature([$0], result) }
        return copy
    }

    /// The same function, with a result that depends on what is known of the arguments.
    package func typed(_ typing: @escaping Typing) -> Function {
        var copy = self
        copy.typing = typing
        return copy
    }

    /// The same function, true exactly where a member below `member` of its value is there: the one that its literal
    /// argument names.
    package func asking(for member: String) -> Function {
        var copy = self
        copy.asksForMember = member
        return copy
    }

    /// The same function, which also gets what the scope holds in a slot.
    package func reading(slot: Int) -> Function {
        var copy = self
        copy.readsSlot = slot
        return copy
    }

    /// The same function, charged for all parts of its arguments.
    package var readingDeeply: Function {
        var copy = self
        copy.readsDeeply = true
        return copy
    }

    /// What an implementation is given, by number of parameters.
    package enum Body: Sendable {
        case unary(@Sendable (CELValue) throws(EvaluationError) -> CELValue)
        case binary(@Sendable (CELValue, CELValue) throws(EvaluationError) -> CELValue)
        case any(@Sendable ([CELValue]) throws(EvaluationError) -> CELValue)
    }

    /// What is known of a call when it is compiled.
    package struct Call: Sendable {
        /// The arguments in order, a member's value first; nil where only the message will tell.
        package let literals: [CELValue?]
        /// The environment's look-up of named time zones.
        package let zoneOffset: Environment.ZoneOffset?

        /// The text of a literal argument.
        ///
        /// - Throws: a refusal where the argument is no literal string.
        package func literalString(_ at: Int, of what: String) throws(Refusal) -> String {
            guard case .string(let text)? = literals[at] else {
                throw Refusal("\(what) has to be a literal string", argument: at)
            }
            return text
        }
    }

    /// Why a function cannot be called like this.
    package struct Refusal: Error, Sendable {
        package let message: String
        package let hint: String?
        /// Which argument is at fault, counted like `literals`; nil for the whole call.
        package let argument: Int?
        /// The code of its diagnostic; nil for that of a refused call.
        package let code: String?
        /// Where the fault is, if not in the call: a line of a code table.
        package let span: SourceSpan?
        /// Further reasons.
        package let others: [Refusal]

        package init(
            _ message: String,
            argument: Int? = nil,
            hint: String? = nil,
            code: String? = nil,
            span: SourceSpan? = nil,
            others: [Refusal] = []
        ) {
            self.message = message
            self.argument = argument
            self.hint = hint
            self.code = code
            self.span = span
            self.others = others
        }

        /// Several reasons at once; nil where there is none.
        package static func all(_ refusals: [Refusal]) -> Refusal? {
            guard let first = refusals.first else { return nil }
            return Refusal(
                first.message,
                argument: first.argument,
                hint: first.hint,
                code: first.code,
                span: first.span,
                others: first.others + refusals.dropFirst()
            )
        }
    }
}
