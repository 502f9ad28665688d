internal import Values

/// cel-go's math extension.
enum Mathematics {
    static let functions: [Function] = [
        Function("math.greatest", arity: 1...64) { (values) throws(EvaluationError) in
            try extreme("math.greatest", values, .greater)
        }.typed(NumberTyping.extreme),
        Function("math.least", arity: 1...64) { (values) throws(EvaluationError) in
            try extreme("math.least", values, .less)
        }.typed(NumberTyping.extreme),
        double("ceil") { $0.rounded(.up) }, double("floor") { $0.rounded(.down) },
        double("round") { $0.rounded(.toNearestOrAwayFromZero) },
        double("trunc") { $0.rounded(.towardZero) },
        test("isNaN") { $0.isNaN }, test("isInf") { $0.isInfinite },
        test("isFinite") { $0.isFinite },
        Function("math.sqrt", squareRoot).gives(.double, forEach: .int, .uint, .double),
        sameNumber(Function("math.abs", absolute)), sameNumber(Function("math.sign", sign)),
        bits("bitAnd", { $0 & $1 }), bits("bitOr", { $0 | $1 }), bits("bitXor", { $0 ^ $1 }),
        Function("math.bitNot", bitNot).gives(.int, for: .int).gives(.uint, for: .uint),
        Function("math.bitShiftLeft") { (value, by) throws(EvaluationError) in
            try shift("math.bitShiftLeft", value, by) { $0 << $1 }
        }.gives(.int, for: .int, .int).gives(.uint, for: .uint, .int),
        Function("math.bitShiftRight") { (value, by) throws(EvaluationError) in
            try shift("math.bitShiftRight", value, by) { $0 >> $1 }
        }.gives(.int, for: .int, .int).gives(.uint, for: .uint, .int),
    ]

    private static func sameNumber(_ function: Function) -> Function {
        function.gives(.int, for: .int).gives(.uint, for: .uint).gives(.double, for: .double)
    }

    private static func extreme(
        _ name: String,
        _ arguments: [CELValue],
        _ wanted: CELValue.Order
    ) throws(EvaluationError) -> CELValue {
        var values = arguments
        if arguments.count == 1, case .list(let elements) = arguments[0] { values = elements }
        guard var best = values.first else {
            throw EvaluationError(.range, "\(name)() of an empty list")
        }
        for value in values {
            guard ["int", "uint", "double"].contains(value.typeName),
                let order = CELValue.order(value, best)
            else { throw mismatch(name, value) }
            if order == wanted { best = value }
        }
        return best
    }

    private static func double(
        _ name: String,
        _ operation: @escaping @Sendable (Double) -> Double
    ) -> Function {
        Function("math.\(name)") { (value) throws(EvaluationError) in
            guard let double = value.doubleValue else { throw mismatch("math.\(name)", value) }
            return .double(operation(double))
        }.gives(.double, for: .double)
    }

    private static func test(
        _ name: String,
        _ operation: @escaping @Sendable (Double) -> Bool
    ) -> Function {
        Function("math.\(name)") { (value) throws(EvaluationError) in
            guard let double = value.doubleValue else { throw mismatch("math.\(name)", value) }
            return .bool(operation(double))
        }.gives(.bool, for: .double)
    }

    private static func squareRoot(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .int(let number): return .double(Double(number).squareRoot())
        case .uint(let number): return .double(Double(number).squareRoot())
        default:
            guard let double = value.doubleValue else { throw mismatch("math.sqrt", value) }
            return .double(double.squareRoot())
        }
    }

    private static func absolute(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .uint: return value
        case .int(let number):
            guard let result = Int64(exactly: number.magnitude) else {
                throw EvaluationError(.overflow, "math.abs(\(number)) overflows int")
            }
            return .int(result)
        default:
            guard let double = value.doubleValue else { throw mismatch("math.abs", value) }
            return .double(double.magnitude)
        }
    }

    private static func sign(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .int(let number): return .int(number.signum())
        case .uint(let number): return .uint(number.signum())
        default:
            guard let double = value.doubleValue else { throw mismatch("math.sign", value) }
            return .double(double > 0 ? 1 : double < 0 ? -1 : double)
        }
    }

    private static func bits(
        _ name: String,
        _ operation: @escaping @Sendable (UInt64, UInt64) -> UInt64
    ) -> Function {
        Function("math.\(name)") { (a, b) throws(EvaluationError) in
            switch (a, b) {
            case (.int(let a), .int(let b)):
                let result = operation(UInt64(bitPattern: a), UInt64(bitPattern: b))
                return .int(Int64(bitPattern: result))
            case (.uint(let a), .uint(let b)): return .uint(operation(a, b))
            default: throw mismatch("math.\(name)", a, b)
            }
        }.gives(.int, for: .int, .int).gives(.uint, for: .uint, .uint)
    }

    private static func bitNot(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .int(let number): return .int(~number)
        case .uint(let number): return .uint(~number)
        default: throw mismatch("math.bitNot", value)
        }
    }

    /// Bits that are shifted out are lost, and zeros come in from either side.
    private static func shift(
        _ name: String,
        _ value: CELValue,
        _ by: CELValue,
        _ operation: (UInt64, Int64) -> UInt64
    ) throws(EvaluationError) -> CELValue {
        guard case .int(let count) = by else { throw mismatch(name, value, by) }
        if count < 0 { throw EvaluationError(.range, "\(name)() by \(count) bits") }
        switch value {
        case .int(let number):
            return .int(Int64(bitPattern: operation(UInt64(bitPattern: number), count)))
        case .uint(let number): return .uint(operation(number, count))
        default: throw mismatch(name, value, by)
        }
    }
}
