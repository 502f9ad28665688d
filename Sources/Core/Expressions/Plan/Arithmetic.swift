internal import Values

/// The operators on numbers, times, texts and lists; nothing wraps around or is converted silently.
enum Arithmetic {
    static func undefined(
        _ operation: Term.Operator,
        _ a: CELValue,
        _ b: CELValue
    ) -> EvaluationError {
        EvaluationError(
            .type,
            "'\(operation.rawValue)' is not defined for \(a.typeName) and \(b.typeName)"
        )
    }

    static func add(_ a: CELValue, _ b: CELValue) throws(EvaluationError) -> CELValue {
        switch (a, b) {
        case (.string(let a), .string(let b)): return .string(a + b)
        case (.bytes(let a), .bytes(let b)): return .bytes(a + b)
        case (.list(let a), .list(let b)): return .list(a + b)
        case (.timestamp(let at), .duration(let by)), (.duration(let by), .timestamp(let at)):
            return try shift(at, by: by.nanoseconds, backwards: false)
        default: return try apply(.add, a, b)
        }
    }

    static func apply(
        _ operation: Term.Operator,
        _ a: CELValue,
        _ b: CELValue
    ) throws(EvaluationError) -> CELValue {
        switch (a, b) {
        case (.int(let a), .int(let b)): return .int(try integer(operation, a, b, "int"))
        case (.uint(let a), .uint(let b)): return .uint(try integer(operation, a, b, "uint"))
        case (.duration(let left), .duration(let right))
        where operation == .add || operation == .subtract:
            let nanoseconds = try integer(
                operation,
                left.nanoseconds,
                right.nanoseconds,
                "duration"
            )
            return .duration(CELDuration(nanoseconds: nanoseconds))
        case (.timestamp(let at), .duration(let by)) where operation == .subtract:
            return try shift(at, by: by.nanoseconds, backwards: true)
        case (.timestamp(let a), .timestamp(let b)) where operation == .subtract:
            return try distance(from: b, to: a)
        default: break
        }
        guard let left = a.doubleValue, let right = b.doubleValue else {
            throw undefined(operation, a, b)
        }
        switch operation {
        case .add: return .double(left + right)
        case .subtract: return .double(left - right)
        case .multiply: return .double(left * right)
        case .divide: return .double(left / right)
        default: throw undefined(operation, a, b)
        }
    }

    private static func integer<T: FixedWidthInteger>(
        _ operation: Term.Operator,
        _ a: T,
        _ b: T,
        _ type: String
    ) throws(EvaluationError) -> T {
        if b == 0, operation == .divide || operation == .remainder {
            throw EvaluationError(.division, "\(a) \(operation.rawValue) 0 is a division by zero")
        }
        let (value, overflow) =
            switch operation {
            case .add: a.addingReportingOverflow(b)
            case .subtract: a.subtractingReportingOverflow(b)
            case .multiply: a.multipliedReportingOverflow(by: b)
            case .divide: a.dividedReportingOverflow(by: b)
            default: a.remainderReportingOverflow(dividingBy: b)
            }
        if overflow {
            throw EvaluationError(.overflow, "\(a) \(operation.rawValue) \(b) overflows \(type)")
        }
        return value
    }

    private static func shift(
        _ at: Instant,
        by nanoseconds: Int64,
        backwards: Bool
    ) throws(EvaluationError) -> CELValue {
        let sign: Int64 = backwards ? -1 : 1
        let (sum, overflow) = at.seconds.addingReportingOverflow(
            sign * (nanoseconds / 1_000_000_000)
        )
        if overflow { throw EvaluationError(.range, "the timestamp is out of range") }
        var seconds = sum
        var rest = Int64(at.nanoseconds) + sign * (nanoseconds % 1_000_000_000)
        if rest < 0 {
            rest += 1_000_000_000
            seconds &-= 1
        } else if rest >= 1_000_000_000 {
            rest -= 1_000_000_000
            seconds &+= 1
        }
        return try Times.timestamp(Instant(seconds: seconds, nanoseconds: Int32(rest)))
    }

    private static func distance(
        from start: Instant,
        to end: Instant
    ) throws(EvaluationError) -> CELValue {
        let seconds = end.seconds.subtractingReportingOverflow(start.seconds)
        let scaled = seconds.partialValue.multipliedReportingOverflow(by: 1_000_000_000)
        let total = scaled.partialValue.addingReportingOverflow(
            Int64(end.nanoseconds) - Int64(start.nanoseconds)
        )
        if seconds.overflow || scaled.overflow || total.overflow {
            throw EvaluationError(.range, "the timestamps are more than 292 years apart")
        }
        return .duration(CELDuration(nanoseconds: total.partialValue))
    }
}
