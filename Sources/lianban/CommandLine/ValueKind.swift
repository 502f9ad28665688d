import Values

/// How a word of the command line becomes a value.
struct ValueKind<Value: Sendable>: Sendable {
    /// What stands for it in the help.
    var placeholder: String
    /// What it must be, for the person who typed something else: `a whole number from 0`.
    var expectation: String
    var read: @Sendable (String) -> Value?

    func declaration(_ name: String, _ summary: String, environment: String?) -> Declaration {
        Declaration(
            name: name,
            placeholder: placeholder,
            summary: summary,
            environment: environment,
            fault: { read($0) == nil ? expectation : nil }
        )
    }

    /// The same under another placeholder.
    func named(_ placeholder: String) -> ValueKind {
        ValueKind(placeholder: placeholder, expectation: expectation, read: read)
    }
}

extension ValueKind where Value == String {
    static var text: ValueKind {
        ValueKind(placeholder: "TEXT", expectation: "not empty") { $0.isEmpty ? nil : $0 }
    }

    static var file: ValueKind { text.named("FILE") }

    static var directory: ValueKind { text.named("DIR") }

    static func one(of words: [String], as placeholder: String) -> ValueKind {
        ValueKind(placeholder: placeholder, expectation: "one of " + words.joined(separator: ", "))
        {
            words.contains($0) ? $0 : nil
        }
    }
}

extension ValueKind where Value == Int {
    static func whole(_ range: ClosedRange<Int>, as placeholder: String = "N") -> ValueKind {
        let expectation =
            range.upperBound == Int.max
            ? "a whole number from \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return ValueKind(placeholder: placeholder, expectation: expectation) {
            Int($0).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ValueKind where Value == Day {
    static var day: ValueKind {
        ValueKind(placeholder: "DAY", expectation: "a day such as 2024-09-30") { Day($0) }
    }
}

extension ValueKind where Value == Double {
    /// A probability.
    static var share: ValueKind {
        ValueKind(placeholder: "P", expectation: "a number from 0 to 1") {
            Double($0).flatMap { (0...1).contains($0) ? $0 : nil }
        }
    }
}

extension ValueKind where Value == Duration {
    static var duration: ValueKind {
        ValueKind(
            placeholder: "TIME",
            expectation: "a time such as 500ms, 2s, 5m or 1h",
            read: readDuration
        )
    }
}

extension ValueKind where Value == ClosedRange<Duration> {
    /// `MIN..MAX`, or one time for both.
    static var durations: ValueKind {
        ValueKind(
            placeholder: "MIN..MAX",
            expectation: "times such as 200ms..3s, the smaller first"
        ) { text in
            let dots = text.firstRange(of: "..")
            guard let min = readDuration(String(text[..<(dots?.lowerBound ?? text.endIndex)])),
                let max = dots.map({ readDuration(String(text[$0.upperBound...])) }) ?? min,
                min <= max
            else { return nil }
            return min...max
        }
    }
}

/// Reads `500ms`, `1.5s`, `5m`, `1h` or `0`; at most a year.
@Sendable private func readDuration(_ text: String) -> Duration? {
    let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    guard let number = Double(digits) else { return nil }
    let seconds: Double
    switch text[digits.endIndex...] {
    case "ms": seconds = number / 1000
    case "s": seconds = number
    case "m": seconds = number * 60
    case "h": seconds = number * 3600
    case "" where number == 0: seconds = 0
    default: return nil
    }
    return seconds <= 366 * 86_400 ? .milliseconds(Int64((seconds * 1000).rounded())) : nil
}
