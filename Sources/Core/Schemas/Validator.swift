internal import Values

/// One run of a schema over one value.
///
/// The quick run stops at the first fault and builds no text. The collecting run goes on and says what is wrong; it
/// happens only when the quick run has found something.
struct Validator {
    var collects: Bool
    var violations: [Violation] = []
    /// The place in the value, kept by the collecting run only.
    var steps: [Step] = []
    /// What the schemas around the place say to a reader.
    var label = Label()
    /// Whether a doubt was found, which is no fault.
    var hasDoubt = false
    /// Whether the value is too deep or too costly to be judged: then nothing that was concluded counts.
    var isExhausted = false
    private var depth = 0
    private var checkCount = 0
    private var checkCountMax = 300_000
    private let root: Value

    static let violationCountMax = 100
    private static let depthMax = 400
    /// Schemas applied to one part of a value, on average; more means that schemas apply each other without end.
    private static let checkCountPerPartMax = 30

    enum Step {
        case key(String)
        case index(Int)
    }

    struct Label {
        var title: String?
        /// How many steps lead to the value that has the title.
        var titleDepth = 0
        var say: String?
        var sayDepth = -1
    }

    /// Which parts of one object or array some schema has spoken of, for `unevaluated…`.
    struct Evaluated {
        /// Nil where nobody asks.
        var flags: [Bool]?

        static let untracked = Evaluated()

        mutating func mark(_ position: Int) { flags?[position] = true }

        mutating func merge(_ other: Evaluated) {
            guard flags != nil, let more = other.flags else { return }
            for at in more.indices where more[at] { flags?[at] = true }
        }

        /// For a schema that may yet turn out not to apply.
        var fresh: Evaluated {
            Evaluated(flags: flags.map { Array(repeating: false, count: $0.count) })
        }
    }

    init(_ root: Value, collects: Bool) {
        self.root = root
        self.collects = collects
    }

    /// Checks `value`; returns whether the schema admits it. `isOpen`: the schema is a part of another one at the same
    /// value, which closes the object, if it is closed at all.
    mutating func check(
        _ schema: Schema,
        _ value: Value,
        _ evaluated: inout Evaluated,
        isOpen: Bool = false,
        isReferenced: Bool = false
    ) -> Bool {
        if schema.parts.boolean == true { return true }
        depth += 1
        checkCount += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax, checkCount <= checkCountMax || hasCredit(), !isExhausted
        else {
            isExhausted = true
            return false
        }
        guard collects else { return judge(schema, value, &evaluated, isOpen: isOpen) }
        let outer = label
        enter(schema, isReferenced: isReferenced)
        defer { label = outer }
        return judge(schema, value, &evaluated, isOpen: isOpen)
    }

    /// Most messages are judged long before anybody counts their parts.
    private mutating func hasCredit() -> Bool {
        checkCountMax = max(checkCountMax, root.partCount * Self.checkCountPerPartMax)
        return checkCount <= checkCountMax
    }

    /// A referring schema's title and complaint go before those of its target, which speaks of many places.
    private mutating func enter(_ schema: Schema, isReferenced: Bool) {
        if let title = schema.title,
            !(isReferenced && label.titleDepth == steps.count && label.title != nil)
        {
            (label.title, label.titleDepth) = (title, steps.count)
        }
        if let say = schema.say, !(isReferenced && label.sayDepth == steps.count) {
            (label.say, label.sayDepth) = (say, steps.count)
        }
    }

    private mutating func judge(
        _ schema: Schema,
        _ value: Value,
        _ evaluated: inout Evaluated,
        isOpen: Bool
    ) -> Bool {
        if schema.parts.boolean == false {
            return fail(schema, "false", value, "不允许的字段", showsFound: false)
        }
        var isValid = true
        if schema.parts.types != .all, !hasType(value, schema.parts.types) {
            // What else a value of the wrong type fails is noise.
            return fail(schema, "type", value, "应为\(schema.types.title)")
        }
        if let constant = schema.parts.constant, ValueKey(constant) != ValueKey(value) {
            isValid = fail(schema, "const", value, Wording.joined("应为", Wording.quoted(constant)))
        }
        if let enumeration = schema.parts.enumeration, !enumeration.contains(value) {
            isValid = fail(schema, "enum", value, Wording.oneOf(enumeration.values))
        }
        if !isValid, !collects { return false }
        switch value {
        case .string(let text):
            if !schema.parts.string.isEmpty { isValid = check(schema, text, value) && isValid }
        case .number(let number):
            if !schema.parts.number.isEmpty { isValid = check(schema, number, value) && isValid }
        case .array, .object:
            return checkCollection(schema, value, &evaluated, isOpen: isOpen) && isValid
        case .null, .bool: break
        }
        if !schema.parts.appliesOthers || (!isValid && !collects) { return isValid }
        return checkChoices(schema, value, &evaluated, isOpen: isOpen) && isValid
    }

    /// Arrays and objects: what the schema and those at the same value leave unmentioned is looked at last.
    private mutating func checkCollection(
        _ schema: Schema,
        _ value: Value,
        _ evaluated: inout Evaluated,
        isOpen: Bool
    ) -> Bool {
        let count: Int
        let asks: Bool
        switch value {
        case .array(let elements):
            count = elements.count
            asks = schema.parts.array.unevaluated != nil
        case .object(let object):
            count = object.count
            asks =
                schema.parts.object.unevaluated != nil
                || (schema.parts.object.closing == .allNames && !isOpen)
        default: return true
        }
        guard asks else {
            return checkMembers(schema, value, &evaluated, isOpen: isOpen)
        }
        var own = Evaluated(flags: Array(repeating: false, count: count))
        var isValid = checkMembers(schema, value, &own, isOpen: isOpen)
        if isValid || collects { isValid = checkUnevaluated(schema, value, &own) && isValid }
        evaluated.merge(own)
        return isValid
    }

    private mutating func checkMembers(
        _ schema: Schema,
        _ value: Value,
        _ evaluated: inout Evaluated,
        isOpen: Bool
    ) -> Bool {
        var isValid = true
        switch value {
        case .array(let elements): isValid = check(schema, elements, value, &evaluated)
        case .object(let object): isValid = check(schema, object, value, &evaluated, isOpen: isOpen)
        default: break
        }
        if !schema.parts.appliesOthers || (!isValid && !collects) { return isValid }
        return checkChoices(schema, value, &evaluated, isOpen: isOpen) && isValid
    }

    private func hasType(_ value: Value, _ types: SchemaTypes) -> Bool {
        switch value {
        case .null: types.contains(.null)
        case .bool: types.contains(.boolean)
        case .string: types.contains(.string)
        case .array: types.contains(.array)
        case .object: types.contains(.object)
        case .number(let number):
            types.contains(.number) || (types.contains(.integer) && Self.isWhole(number))
        }
    }

    private static func isWhole(_ number: Number) -> Bool {
        if number.text.utf8.allSatisfy({ TextFormat.isDigit($0) || $0 == UInt8(ascii: "-") }) {
            return true
        }
        let decimal = number.decimal
        return decimal.scale <= 0 || decimal.digits.suffix(decimal.scale).allSatisfy { $0 == 0 }
    }

    /// The value one step further in.
    mutating func checkMember(
        _ schema: Schema,
        _ value: Value,
        _ step: @autoclosure () -> Step
    ) -> Bool {
        var evaluated = Evaluated.untracked
        guard collects else { return check(schema, value, &evaluated) }
        steps.append(step())
        defer { steps.removeLast() }
        return check(schema, value, &evaluated)
    }
}

extension Value {
    /// Values inside the value, itself included.
    fileprivate var partCount: Int {
        var count = 0
        var rest = [self]
        while let value = rest.popLast() {
            count += 1
            switch value {
            case .array(let elements): rest += elements
            case .object(let object): rest += object.values
            case .null, .bool, .number, .string: break
            }
        }
        return count
    }
}
