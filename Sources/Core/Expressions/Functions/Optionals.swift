/// Making and asking optionals, after cel-go's optional types; `or`, `orValue` and the macros are steps.
enum Optionals {
    static let functions: [Function] = [
        Function("optional.of") { (value) throws(EvaluationError) in .optional(value) }
            .gives(.optional(.parameter("T")), for: .parameter("T")),
        Function("optional.none", arity: 0...0) { (_) throws(EvaluationError) in .none }
            .gives(.optional(.nothing)),
        Function("optional.ofNonZeroValue") { (value) throws(EvaluationError) in
            value.isZero ? .none : .optional(value)
        }.gives(.optional(.parameter("T")), for: .parameter("T")),
        Function("hasValue", isMember: true) { (value) throws(EvaluationError) in
            guard case .optional(let inner) = value else { throw mismatch("hasValue", value) }
            return .bool(inner != nil)
        }.gives(.bool, for: .optional(.dyn)),
        Function("value", isMember: true) { (value) throws(EvaluationError) in
            guard case .optional(let inner) = value else { throw mismatch("value", value) }
            guard let inner else { throw EvaluationError(.absent("")) }
            return inner
        }.gives(.parameter("T"), for: .optional(.parameter("T"))),
    ]
}
