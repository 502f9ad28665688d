package import Values

/// The functions of the contract language that need nothing of a contract; each lifts optionals.
package enum LanguageFunctions {
    /// `date time decimal halfwidth present distinct flatten`.
    package static let all: [Function] = [
        Function("date", arity: 2...2, liftsOptional: true, bind: bindDate)
            .gives(.string, for: .timestamp, .string).gives(.string, for: .string, .string)
            .typed(TextTyping.date),
        Function("time", arity: 2...2, liftsOptional: true, bind: bindTime)
            .gives(.timestamp, for: .string, .string).gives(.timestamp, for: .int, .string),
        Function("decimal", arity: 2...3, liftsOptional: true, bind: bindDecimal)
            .gives(.string, for: .int, .int).gives(.string, for: .int, .int, .string)
            .gives(.string, for: .double, .int).gives(.string, for: .double, .int, .string)
            .gives(.string, for: .uint, .int).gives(.string, for: .uint, .int, .string)
            .typed(TextTyping.decimal),
        Function("halfwidth", liftsOptional: true, halfwidth).gives(.string, for: .string)
            .typed(TextTyping.halfwidth),
        Function("present", liftsOptional: true, present)
            .gives(.optional(.string), for: .string).typed(TextTyping.present),
        Function("distinct", isMember: true, liftsOptional: true, distinct).readingDeeply
            .gives(.list(.parameter("T")), for: .list(.parameter("T"))),
        Function("flatten", isMember: true, liftsOptional: true, flatten)
            .gives(.list(.parameter("T")), for: .list(.parameter("T")))
            .typed(flattened),
    ]

    /// The moment that a value of a message is: a timestamp, RFC 3339, or a date, which is its midnight at +08:00.
    package static func moment(_ value: CELValue) -> Instant? {
        switch value {
        case .timestamp(let instant): return instant
        case .string(let text):
            if let day = Day(text) { return Instant(day: day) }
            return Instant(rfc3339: text)
        default: return nil
        }
    }

    // MARK: Dates

    private static func bindDate(_ call: Function.Call) throws(Function.Refusal) -> Function.Body {
        guard case .string(let literal)? = call.literals[1] else {
            return .binary { (value, pattern) throws(EvaluationError) in
                try date(value, by: try TimePattern(from: pattern, readable: false))
            }
        }
        let pattern = try TimePattern(literal)
        return .binary { (value, _) throws(EvaluationError) in try date(value, by: pattern) }
    }

    private static func date(
        _ value: CELValue,
        by pattern: TimePattern
    ) throws(EvaluationError) -> CELValue {
        guard let instant = moment(value) else {
            if case .string(let text) = value {
                throw EvaluationError(
                    .range,
                    "date(): '\(text)' is neither a date nor an RFC 3339 timestamp"
                )
            }
            throw mismatch("date", value)
        }
        guard case .timestamp(let checked) = try Times.timestamp(instant) else { return .none }
        return .string(pattern.text(of: checked))
    }

    private static func bindTime(_ call: Function.Call) throws(Function.Refusal) -> Function.Body {
        guard case .string(let literal)? = call.literals[1] else {
            return .binary { (value, pattern) throws(EvaluationError) in
                try time(value, by: try TimePattern(from: pattern, readable: true))
            }
        }
        let pattern = try TimePattern(literal)
        try pattern.checkReadable()
        return .binary { (value, _) throws(EvaluationError) in try time(value, by: pattern) }
    }

    private static func time(
        _ value: CELValue,
        by pattern: TimePattern
    ) throws(EvaluationError) -> CELValue {
        switch value {
        case .string(let text): return try Times.timestamp(try pattern.read(text))
        // Senders write 'epoch' as a number as often as they write it as text.
        case .int(let number): return try Times.timestamp(try pattern.read(String(number)))
        default: throw mismatch("time", value)
        }
    }

    // MARK: Numbers

    private static let placesMax: Int64 = 30

    private static func bindDecimal(_ call: Function.Call) throws(Function.Refusal) -> Function.Body
    {
        if case .int(let places)? = call.literals[1], !(0...placesMax).contains(places) {
            throw Function.Refusal("the places are 0 to \(placesMax)", argument: 1)
        }
        guard call.literals.count > 2 else {
            return .binary { (value, places) throws(EvaluationError) in
                try decimal(value, places, .exact)
            }
        }
        guard try call.literalString(2, of: "the rounding") == "half-up" else {
            throw Function.Refusal("the only rounding is 'half-up'", argument: 2)
        }
        return .any { (arguments) throws(EvaluationError) in
            try decimal(arguments[0], arguments[1], .halfUp)
        }
    }

    private static func decimal(
        _ value: CELValue,
        _ places: CELValue,
        _ rounding: Decimal.Rounding
    ) throws(EvaluationError) -> CELValue {
        guard case .int(let places) = places else { throw mismatch("decimal", value, places) }
        guard (0...placesMax).contains(places) else {
            throw EvaluationError(
                .range,
                "decimal(): the places are 0 to \(placesMax), not \(places)"
            )
        }
        let number: Number?
        switch value {
        case .int(let whole): number = Number(whole)
        case .uint(let whole): number = Number(validated: String(whole))
        case .double(let double): number = Number(double)
        case .number(let its): number = its
        default: throw mismatch("decimal", value)
        }
        guard let number else {
            throw EvaluationError(.range, "decimal(): the number is not finite")
        }
        guard let text = number.decimal.text(places: Int(places), rounding: rounding) else {
            throw EvaluationError(
                .range,
                "decimal(): \(number.text) has more than \(places) places"
            )
        }
        return .string(text)
    }

    // MARK: Texts

    private static func halfwidth(_ value: CELValue) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = value else { throw mismatch("halfwidth", value) }
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return value }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E:
                result.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFF01 + 0x21)))
            case 0x3000: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return .string(result)
    }

    private static func present(_ value: CELValue) throws(EvaluationError) -> CELValue {
        guard case .string(let text) = value else { throw mismatch("present", value) }
        return text.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? .none : .optional(value)
    }

    // MARK: Lists

    private static func distinct(_ value: CELValue) throws(EvaluationError) -> CELValue {
        guard case .list(let elements) = value else { throw mismatch("distinct", value) }
        var seen = Set<Distinct>(minimumCapacity: elements.count)
        return .list(elements.filter { seen.insert(Distinct(value: $0)).inserted })
    }

    private struct Distinct: Hashable {
        let value: CELValue

        static func == (left: Distinct, right: Distinct) -> Bool {
            CELValue.equal(left.value, right.value)
        }

        func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
    }

    private static func flattened(_ call: TypedCall) throws(Function.Refusal) -> Type {
        guard case .list(.list(let inner)) = call.arguments[0] else { return call.result }
        return .list(inner)
    }

    /// One level of lists is opened; what is no list stays.
    private static func flatten(_ value: CELValue) throws(EvaluationError) -> CELValue {
        guard case .list(let elements) = value else { throw mismatch("flatten", value) }
        var count = 0
        for element in elements {
            count += element.weight
            try Growth.check(elements: count)
        }
        return .list(
            elements.flatMap { element in
                if case .list(let inner) = element { inner } else { [element] }
            }
        )
    }
}

extension TimePattern {
    /// A pattern that is known only at run time.
    fileprivate init(from value: CELValue, readable: Bool) throws(EvaluationError) {
        guard case .string(let text) = value else {
            throw EvaluationError(.type, "a date pattern is a string, not \(value.typeName)")
        }
        do throws(Function.Refusal) {
            try self.init(text)
            if readable { try checkReadable() }
        } catch {
            throw EvaluationError(.range, error.message)
        }
    }
}
