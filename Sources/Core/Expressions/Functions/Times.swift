internal import Values

/// Timestamps and durations (cel-spec, langdef.md, "Timestamps and Durations").
enum Times {
    static let functions: [Function] =
        [
            Function("timestamp", timestamp).gives(.timestamp, forEach: .timestamp, .int, .string),
            Function("duration", duration).gives(.duration, forEach: .duration, .int, .string),
            durationOrTime("getHours", { $0 / 3600 % 24 }, { $0 / 3_600_000_000_000 }),
            durationOrTime("getMinutes", { $0 / 60 % 60 }, { $0 / 60_000_000_000 }),
            durationOrTime("getSeconds", { $0 % 60 }, { $0 / 1_000_000_000 }),
            accessor("getMilliseconds", duration: { $0 / 1_000_000 % 1000 }) { _, _, instant in
                Int64(instant.nanoseconds) / 1_000_000
            },
            accessor("getDate") { day, _, _ in Int64(day.parts.day) },
            accessor("getDayOfMonth") { day, _, _ in Int64(day.parts.day) - 1 },
            accessor("getMonth") { day, _, _ in Int64(day.parts.month) - 1 },
            accessor("getFullYear") { day, _, _ in Int64(day.parts.year) },
            accessor("getDayOfWeek") { day, _, _ in Int64(day.weekday) },
            accessor("getDayOfYear") { day, _, _ in
                Int64(day.number - (Day(year: day.parts.year, month: 1, day: 1)?.number ?? 0))
            },
        ]

    // MARK: Making

    /// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    private static let seconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// - Throws: `.range` outside the years 1 to 9999.
    static func timestamp(_ instant: Instant) throws(EvaluationError) -> CELValue {
        guard seconds.contains(instant.seconds) else {
            throw EvaluationError(.range, "the timestamp is not within the years 1 to 9999")
        }
        return .timestamp(instant)
    }

    static func timestamp(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .timestamp: return value
        case .int(let seconds): return try timestamp(Instant(seconds: seconds))
        case .string(let text):
            guard let instant = Instant(rfc3339: text) else {
                throw EvaluationError(.range, "'\(text)' is no RFC 3339 timestamp")
            }
            return try timestamp(instant)
        default: throw mismatch("timestamp", value)
        }
    }

    static func duration(_ value: CELValue) throws(EvaluationError) -> CELValue {
        switch value {
        case .duration: return value
        case .int(let seconds):
            let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            if overflow { throw EvaluationError(.range, "the duration is longer than 292 years") }
            return .duration(CELDuration(nanoseconds: nanoseconds))
        case .string(let text):
            guard let duration = CELDuration(text) else {
                throw EvaluationError(.range, "'\(text)' is no duration such as '1h30m'")
            }
            return .duration(duration)
        default: throw mismatch("duration", value)
        }
    }

    // MARK: Reading

    private static func durationOrTime(
        _ name: String,
        _ ofDay: @escaping @Sendable (Int64) -> Int64,
        _ ofDuration: @escaping @Sendable (Int64) -> Int64
    ) -> Function {
        accessor(name, duration: ofDuration) { _, second, _ in ofDay(Int64(second)) }
    }

    private static func accessor(
        _ name: String,
        duration: (@Sendable (Int64) -> Int64)? = nil,
        _ read: @escaping @Sendable (Day, Int, Instant) -> Int64
    ) -> Function {
        let function = Function(name, isMember: true, arity: 0...1) {
            (call) throws(Function.Refusal) in
            let lookup = call.zoneOffset
            return .any { (arguments) throws(EvaluationError) in
                if case .duration(let value) = arguments[0], let duration, arguments.count == 1 {
                    return .int(duration(value.nanoseconds))
                }
                guard case .timestamp(let instant) = arguments[0] else {
                    throw mismatch(name, arguments)
                }
                var offset = 0
                if arguments.count > 1 {
                    guard case .string(let zone) = arguments[1] else {
                        throw mismatch(name, arguments)
                    }
                    offset = try zoneOffset(zone, instant, lookup)
                }
                let (day, second) = instant.day(offsetSeconds: offset)
                return .int(read(day, second, instant))
            }
        }.gives(.int, for: .timestamp).gives(.int, for: .timestamp, .string)
        return duration == nil ? function : function.gives(.int, for: .duration)
    }

    /// Seconds east of UTC: `UTC`, `+08:00`, `08:00`, `-02:30`, or a name that the environment knows.
    private static func zoneOffset(
        _ zone: String,
        _ instant: Instant,
        _ lookup: Environment.ZoneOffset?
    ) throws(EvaluationError) -> Int {
        if zone == "UTC" || zone == "Z" { return 0 }
        if let offset = fixedOffset(Array(zone.utf8)) { return offset }
        guard let offset = lookup?(zone, instant), abs(offset) < 86_400 else {
            throw EvaluationError(.range, "there is no time zone '\(zone)'")
        }
        return offset
    }

    private static func fixedOffset(_ bytes: [UInt8]) -> Int? {
        var digits = bytes[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        let parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(isDigit) }),
            let hours = Int(String(decoding: parts[0], as: UTF8.self)), hours < 24,
            let minutes = Int(String(decoding: parts[1], as: UTF8.self)), minutes < 60
        else { return nil }
        return (isNegative ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
