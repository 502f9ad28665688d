internal import Values

/// A pattern of `date` and `time`: `yyyy M MM d dd H HH mm ss`, other characters stand for themselves; or one of
/// `iso`, `epoch` and `epochMillis`. Times are read and written at +08:00.
struct TimePattern: Sendable {
    private enum Piece: Sendable, Equatable {
        case year
        case month(width: Int)
        case day(width: Int)
        case hour(width: Int)
        case minute
        case second
        /// UTF-8 that stands for itself.
        case text([UInt8])
    }
    private enum Form: Sendable {
        case iso, epoch, epochMillis
        case pieces([Piece])
    }
    private let text: String
    private let form: Form

    /// - Throws: a refusal for letters that look like a part of a date but are none.
    init(_ text: String) throws(Function.Refusal) {
        self.text = text
        switch text {
        case "iso": form = .iso
        case "epoch": form = .epoch
        case "epochMillis": form = .epochMillis
        default: form = .pieces(try Self.pieces(of: text))
        }
    }

    private static func pieces(of text: String) throws(Function.Refusal) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            let run = rest.prefix { $0 == scalar }
            rest = rest[run.endIndex...]
            switch (scalar, run.count) {
            case ("y", 4): pieces.append(.year)
            case ("M", 1...2): pieces.append(.month(width: run.count))
            case ("d", 1...2): pieces.append(.day(width: run.count))
            case ("H", 1...2): pieces.append(.hour(width: run.count))
            case ("m", 2): pieces.append(.minute)
            case ("s", 2): pieces.append(.second)
            case ("y", _), ("M", _), ("d", _), ("H", _), ("m", _), ("s", _), ("h", _), ("S", _),
                ("D", _), ("Y", _):
                throw Function.Refusal(
                    "'\(String(run))' is no part of a pattern",
                    argument: 1,
                    hint: "the parts are yyyy M MM d dd H HH mm ss"
                )
            default:
                let bytes = Array(String(run).utf8)
                if case .text(let before)? = pieces.last {
                    pieces[pieces.count - 1] = .text(before + bytes)
                } else {
                    pieces.append(.text(bytes))
                }
            }
        }
        return pieces
    }

    /// Whether `time` can read by the pattern: a whole date, and no part of open width right before another number.
    func checkReadable() throws(Function.Refusal) {
        guard case .pieces(let pieces) = form else { return }
        let hasMonth = pieces.contains(.month(width: 1)) || pieces.contains(.month(width: 2))
        let hasDay = pieces.contains(.day(width: 1)) || pieces.contains(.day(width: 2))
        guard pieces.contains(.year), hasMonth, hasDay else {
            throw Function.Refusal("'\(text)' has no year, month or day to read", argument: 1)
        }
        for (piece, next) in zip(pieces, pieces.dropFirst()) {
            if case .text(let bytes) = next,
                bytes.first.map({ !(0x30...0x39).contains($0) }) ?? true
            {
                continue
            }
            if [.month(width: 1), .day(width: 1), .hour(width: 1)].contains(piece) {
                throw Function.Refusal(
                    "'\(text)' cannot be read: where a number ends is open",
                    argument: 1
                )
            }
        }
    }

    // MARK: Writing

    /// What is known of every text that the pattern writes.
    var facts: TextFacts {
        var facts: TextFacts
        switch form {
        // A fraction of a second has up to nine digits and its point.
        case .iso: facts = TextFacts(minLength: 25, maxLength: 35, repertoire: .ascii)
        case .epoch: facts = TextFacts(minLength: 1, maxLength: 12, repertoire: .ascii)
        case .epochMillis: facts = TextFacts(minLength: 1, maxLength: 15, repertoire: .ascii)
        case .pieces(let pieces):
            facts = TextFacts(maxLength: 0, repertoire: .ascii)
            for piece in pieces {
                switch piece {
                case .year: facts = facts.followed(by: .digits(4, 4))
                case .month(let width), .day(let width), .hour(let width):
                    facts = facts.followed(by: .digits(width, 2))
                case .minute, .second: facts = facts.followed(by: .digits(2, 2))
                case .text(let bytes):
                    facts = facts.followed(
                        by: TextFacts(values: [String(decoding: bytes, as: UTF8.self)])
                    )
                }
            }
        }
        facts.format = text
        return facts
    }

    func text(of instant: Instant) -> String {
        switch form {
        case .iso: return instant.rfc3339()
        case .epoch: return String(instant.seconds)
        case .epochMillis: return String(instant.milliseconds)
        case .pieces(let pieces): return Self.text(of: instant, pieces)
        }
    }

    private static func text(of instant: Instant, _ pieces: [Piece]) -> String {
        let (day, second) = instant.day()
        let parts = day.parts
        let capacity = pieces.reduce(0) {
            if case .text(let bytes) = $1 { $0 + bytes.count } else { $0 + 8 }
        }
        // SAFETY: a number takes at most 8 bytes, so `capacity` is enough; every byte counted has been written.
        return String(unsafeUninitializedCapacity: capacity) { buffer in
            var at = 0
            for piece in pieces {
                switch piece {
                case .year: write(parts.year, 4, buffer, &at)
                case .month(let width): write(parts.month, width, buffer, &at)
                case .day(let width): write(parts.day, width, buffer, &at)
                case .hour(let width): write(second / 3600, width, buffer, &at)
                case .minute: write(second / 60 % 60, 2, buffer, &at)
                case .second: write(second % 60, 2, buffer, &at)
                case .text(let bytes):
                    for byte in bytes {
                        buffer[at] = byte
                        at += 1
                    }
                }
            }
            return at
        }
    }

    /// Writes a number with at least `width` digits; more than seven are cut from the left, which no date has.
    private static func write(
        _ value: Int,
        _ width: Int,
        // SAFETY: the loop writes at most seven bytes, and `text(of:_:)` makes room for eight.
        _ buffer: UnsafeMutableBufferPointer<UInt8>,
        _ at: inout Int
    ) {
        var power = 1
        var digits = 1
        while digits < 7, digits < width || value / power >= 10 {
            power *= 10
            digits += 1
        }
        var rest = max(0, value) % (power * 10)
        while power > 0 {
            buffer[at] = UInt8(truncatingIfNeeded: 0x30 + rest / power)
            rest %= power
            at += 1
            power /= 10
        }
    }

    // MARK: Reading

    /// - Throws: `.range`, saying which characters did not fit what.
    func read(_ text: String) throws(EvaluationError) -> Instant {
        switch form {
        case .iso:
            if let instant = Instant(rfc3339: text) { return instant }
            if let day = Day(text) { return Instant(day: day) }
            throw misfit(text, "it is neither a date nor an RFC 3339 timestamp")
        case .epoch:
            guard let seconds = Int64(text) else { throw misfit(text, "it is no whole number") }
            return Instant(seconds: seconds)
        case .epochMillis:
            guard let milliseconds = Int64(text) else {
                throw misfit(text, "it is no whole number")
            }
            return Instant(milliseconds: milliseconds)
        case .pieces(let pieces): return try read(text, pieces)
        }
    }

    private func misfit(_ text: String, _ why: String) -> EvaluationError {
        EvaluationError(.range, "time('\(text)', '\(self.text)'): \(why)")
    }

    private func read(_ text: String, _ pieces: [Piece]) throws(EvaluationError) -> Instant {
        let bytes = Array(text.utf8)
        var at = 0
        var (year, month, day) = (0, 0, 0)
        var (hour, minute, second) = (0, 0, 0)
        for piece in pieces {
            switch piece {
            case .year: year = try number("year", 4...4, 1...9999, bytes, &at, text)
            case .month(let width): month = try number("month", width...2, 1...12, bytes, &at, text)
            case .day(let width): day = try number("day", width...2, 1...31, bytes, &at, text)
            case .hour(let width): hour = try number("hour", width...2, 0...23, bytes, &at, text)
            case .minute: minute = try number("minute", 2...2, 0...59, bytes, &at, text)
            case .second: second = try number("second", 2...2, 0...59, bytes, &at, text)
            case .text(let expected):
                guard bytes[at...].starts(with: expected) else {
                    let wanted = String(decoding: expected, as: UTF8.self)
                    throw misfit(text, "at character \(character(at, bytes)) stands no '\(wanted)'")
                }
                at += expected.count
            }
        }
        guard at == bytes.count else {
            throw misfit(
                text,
                "from character \(character(at, bytes)) on it is longer than the pattern"
            )
        }
        guard let date = Day(year: year, month: month, day: day) else {
            throw misfit(
                text,
                "the day \(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2)) does not exist"
            )
        }
        return Instant(day: date, second: hour * 3600 + minute * 60 + second)
    }

    private func number(
        _ what: String,
        _ width: ClosedRange<Int>,
        _ values: ClosedRange<Int>,
        _ bytes: [UInt8],
        _ at: inout Int,
        _ text: String
    ) throws(EvaluationError) -> Int {
        let start = at
        var value = 0
        while at < bytes.count, at - start < width.upperBound, (0x30...0x39).contains(bytes[at]) {
            value = value * 10 + Int(bytes[at] - 0x30)
            at += 1
        }
        let place = "at character \(character(start, bytes))"
        guard at - start >= width.lowerBound else {
            throw misfit(text, "\(place) stand no \(width.lowerBound) digits for the \(what)")
        }
        guard values.contains(value) else {
            throw misfit(text, "\(place) stands the \(what) \(value)")
        }
        return value
    }

    /// The character that a byte belongs to, counted from 1.
    private func character(_ at: Int, _ bytes: [UInt8]) -> Int {
        bytes[..<at].lazy.filter { $0 & 0xC0 != 0x80 }.count + 1
    }
}

extension TextFacts {
    fileprivate static func digits(_ least: Int, _ most: Int) -> TextFacts {
        TextFacts(minLength: least, maxLength: most, repertoire: .ascii)
    }
}

/// Texts that `date()` writes.
package enum TimeText {
    /// What a pattern makes of some moment; nil for what is no pattern.
    package static func example(of pattern: String) -> String? {
        return (try? TimePattern(pattern))?.text(of: Instant(milliseconds: 1_728_612_345_000))
    }
}
