import Expressions
import Formats
import Schemas
import Values

/// Whether all values of a type can stand at a place of a message.
struct Fit {
    struct Misfit {
        var code: String
        var message: String
        var hint: String?

        init(_ code: String, _ message: String, hint: String? = nil) {
            self.code = code
            self.message = message
            self.hint = hint
        }
    }

    /// Of the message on the wire, where there is one.
    let charset: Charset?
    /// `$fit` says what becomes of a text that is too long.
    let cuts: Bool
    /// `$replace` stands in for what the charset lacks.
    let replaces: Bool

    /// What is wrong first; a second fault would mostly follow from it.
    func misfit(of type: Type, in place: MapTarget) -> Misfit? {
        switch place {
        case .object(let fields):
            guard !fields.isEmpty, case .object(let object) = type else { return nil }
            return misfit(of: object, among: fields, isClosed: true)
        case .schema(let schema), .patch(let schema): return misfit(of: type, in: schema, depth: 0)
        }
    }

    private static let depthMax = 16

    private func misfit(of type: Type, in schema: Schema, depth: Int) -> Misfit? {
        let its = schema.resolved
        guard depth < Self.depthMax, type != .dyn else { return nil }
        if case .optional = type {
            return Misfit(
                "LB2200",
                "an optional stands inside a list or object here",
                hint: "use [?x] or {?key: x}"
            )
        }
        for part in its.allOf {
            if let misfit = misfit(of: type, in: part, depth: depth + 1) { return misfit }
        }
        for choices in [its.anyOf, its.oneOf] where !choices.isEmpty {
            let misfits = choices.compactMap { misfit(of: type, in: $0, depth: depth + 1) }
            // Only where none of them can hold it is it certain that this is wrong.
            if misfits.count == choices.count { return misfits[0] }
        }
        if let items = its.items {
            guard case .list(let element) = type else { return wrongKind(type, "a list") }
            return misfit(of: element, in: items, depth: depth + 1)
        }
        if !its.properties.isEmpty {
            guard case .object(let object) = type else {
                if case .map = type { return nil }
                return wrongKind(type, "an object")
            }
            let fields = its.properties.map {
                ($0.name, MapTarget.schema($0.schema), $0.isRequired)
            }
            return misfit(of: object, among: fields, isClosed: its.isClosed)
        }
        return scalar(type, its)
    }

    private func misfit(
        of object: ObjectType,
        among fields: [MapTarget.Field],
        isClosed: Bool
    ) -> Misfit? {
        for field in fields where field.isRequired && object[field.name]?.presence != .always {
            return Misfit(
                "LB2201",
                "the message needs '\(field.name)' here, which \(object.name) does not give for certain"
            )
        }
        for field in object.fields where field.presence != .never {
            guard let target = fields.first(where: { $0.name == field.name }) else {
                if !isClosed { continue }
                return Misfit(
                    "LB2200",
                    "\(object.name) has a field '\(field.name)', which the message does not have"
                )
            }
            if let misfit = misfit(of: field.type, in: target.target) { return misfit }
        }
        return nil
    }

    // MARK: Scalars

    private func scalar(_ type: Type, _ its: Schema) -> Misfit? {
        switch type {
        case .string(let facts): return text(facts, its)
        case .timestamp:
            if its.format == .date || its.format == .dateTime || its.types == .all { return nil }
            return wrongKind(type, Self.kind(of: its), hint: "write it with date(…, 'yyyy-MM-dd')")
        case .int(var facts):
            guard its.types.contains(.integer) else {
                return wrongKind(type, Self.kind(of: its), hint: "write it with string(…)")
            }
            facts.places = 0
            return number(facts, its)
        case .double(let facts):
            guard its.types.contains(.integer) else {
                return wrongKind(type, Self.kind(of: its), hint: "write it with decimal(…, places)")
            }
            return number(facts, its)
        case .bool: return its.types.contains(.boolean) ? nil : wrongKind(type, Self.kind(of: its))
        case .null: return its.types.contains(.null) ? nil : wrongKind(type, Self.kind(of: its))
        case .list where its.types.contains(.array), .map where its.types.contains(.object),
            .object where its.types.contains(.object):
            return nil
        case .dyn: return nil
        default: return wrongKind(type, Self.kind(of: its))
        }
    }

    private func wrongKind(_ type: Type, _ kind: String, hint: String? = nil) -> Misfit {
        Misfit("LB2200", "this gives \(type), and its place holds \(kind)", hint: hint)
    }

    /// What the place holds, for a person.
    private static func kind(of schema: Schema) -> String {
        if schema.format == .date { return "a date" }
        if schema.format == .dateTime { return "a date and time" }
        if schema.isInteger { return "a whole number" }
        switch schema.types.subtracting(.null) {
        case .number: return "a number"
        case .boolean: return "true or false"
        case .array: return "a list"
        case .object: return "an object"
        default: return "a text"
        }
    }

    // MARK: Texts

    private func text(_ facts: TextFacts, _ its: Schema) -> Misfit? {
        let holdsText = its.types.contains(.string) && !its.isInteger
        guard holdsText else { return wrongKind(.string(facts), Self.kind(of: its)) }
        if let values = facts.values {
            return cuts ? nil : values.lazy.compactMap { known($0, its) }.first
        }
        if let allowed = its.constant.map({ [$0] }) ?? its.enumeration {
            return Misfit(
                "LB2203",
                "nothing says that this is one of \(Self.list(allowed.compactMap(\.string)))",
                hint: "translate it with code(…) or decode(…)"
            )
        }
        if let format = its.format, let known = facts.format, known != format.rawValue,
            TextFormat(rawValue: known) != nil, its.pattern == nil
        {
            return Misfit(
                "LB2204",
                "this is a text of format \(known), and its place holds one of format \(format.rawValue)"
            )
        }
        if cuts { return nil }
        if let misfit = length(facts, its) { return misfit }
        if let pattern = facts.format, TextFormat(rawValue: pattern) == nil,
            let example = TimeText.example(of: pattern),
            let violation = its.validate(.string(example)).first(where: { $0.level == .error })
        {
            return Self.refused("'\(example)'", by: violation, its, else: "LB2204")
        }
        return nil
    }

    /// A value that is known beforehand.
    private func known(_ value: String, _ its: Schema) -> Misfit? {
        if let violation = its.validate(.string(value)).first(where: { $0.level == .error }) {
            return Self.refused("'\(value)'", by: violation, its, else: "LB2204")
        }
        guard let charset else { return nil }
        if let width = its.recordField?.width, let bytes = charset.width(of: value), bytes > width {
            return Misfit(
                "LB2202",
                "'\(value)' takes \(bytes) bytes in \(charset.rawValue), and its field has \(width)"
            )
        }
        return nil
    }

    /// A value that the schema of its place refuses.
    static func refused(
        _ value: String,
        by violation: Violation,
        _ its: Schema,
        else code: String
    ) -> Misfit {
        let listed = (its.constant.map { [$0] } ?? its.enumeration)?.compactMap(\.string)
        guard let listed, !listed.isEmpty else {
            return Misfit(
                code,
                "this can be \(value), which '\(violation.keyword)' of its place (\(violation.span)) refuses"
            )
        }
        return Misfit(
            "LB2203",
            "this can be \(value), and its place holds \(list(listed))",
            hint: didYouMean(String(value.drop { $0 == "'" }.prefix { $0 != "'" }), among: listed)
        )
    }

    private func length(_ facts: TextFacts, _ its: Schema) -> Misfit? {
        let cut =
            "bound it where it comes from, by maxLength; or say what becomes of it: $fit: truncate cuts it, $fit: refuse parks the message"
        if let most = its.maxLength, facts.maxLength.map({ $0 > most }) ?? true {
            let found =
                facts.maxLength.map { "it can have \($0) characters" }
                ?? "nothing bounds its length"
            return Misfit("LB2202", "\(found), and its place holds \(most)", hint: cut)
        }
        if let charset, let width = its.recordField?.width {
            guard let most = facts.maxLength else {
                return Misfit(
                    "LB2202",
                    "nothing bounds its length, and its field has \(width) bytes",
                    hint: cut
                )
            }
            let bytes = most * (facts.repertoire == .ascii ? 1 : charset.widestScalar)
            if bytes > width {
                return Misfit(
                    "LB2202",
                    "it can take \(bytes) bytes in \(charset.rawValue), and its field has \(width)",
                    hint: cut
                )
            }
        }
        if let least = its.minLength, facts.minLength < least, least > 0 {
            return Misfit(
                "LB2202",
                facts.minLength == 0
                    ? "it can be empty, and its place needs \(least) characters"
                    : "it can have \(facts.minLength) characters, and its place needs \(least)",
                hint: facts.minLength == 0 ? "present(…) leaves an empty text out" : nil
            )
        }
        return nil
    }

    static func list(_ values: [String]) -> String {
        let shown = values.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        return values.count > 8 ? "\(shown) … (\(values.count) values)" : shown
    }

    // MARK: Numbers

    private func number(_ facts: NumberFacts, _ its: Schema) -> Misfit? {
        if let values = facts.values {
            for value in values {
                let violation = its.validate(.number(value)).first { $0.level == .error }
                guard let violation else { continue }
                return Self.refused(value.text, by: violation, its, else: "LB2205")
            }
        } else if let misfit = range(facts, its) {
            return misfit
        }
        if let places = its.isInteger ? 0 : its.places, facts.places.map({ $0 > places }) ?? true {
            let found = facts.places.map { "\($0)" } ?? "any number of"
            return Misfit(
                "LB2205",
                "it can have \(found) digits behind the point, and its place holds \(places)",
                hint: "decimal(…, \(places), 'half-up') rounds where that is right"
            )
        }
        return width(facts, its)
    }

    private func range(_ facts: NumberFacts, _ its: Schema) -> Misfit? {
        if let most = its.maximum ?? its.exclusiveMaximum,
            facts.maximum.map({ $0.double > most.double }) ?? true
        {
            let found = facts.maximum.map { "it can be \($0.text)" } ?? "nothing bounds it"
            return Misfit("LB2205", "\(found), and its place holds at most \(most.text)")
        }
        if let least = its.minimum ?? its.exclusiveMinimum,
            facts.minimum.map({ $0.double < least.double }) ?? true
        {
            let found = facts.minimum.map { "it can be \($0.text)" } ?? "nothing bounds it below"
            return Misfit("LB2205", "\(found), and its place holds at least \(least.text)")
        }
        return nil
    }

    /// A number in a field of fixed width.
    private func width(_ facts: NumberFacts, _ its: Schema) -> Misfit? {
        guard let field = its.recordField, let width = field.width else { return nil }
        let places = field.impliedDecimals ?? facts.places ?? 0
        guard let most = facts.maximum, let least = facts.minimum else {
            return Misfit("LB2205", "nothing bounds this number, and its field has \(width) bytes")
        }
        let whole = [most, least].map { max(1, $0.decimal.digits.count - $0.decimal.scale) }
        let point = places > 0 && field.impliedDecimals == nil ? 1 : 0
        let bytes = (whole.max() ?? 1) + places + point + (least.double < 0 ? 1 : 0)
        if bytes <= width { return nil }
        return Misfit("LB2205", "it can take \(bytes) bytes, and its field has \(width)")
    }
}

extension Charset {
    /// Bytes of the longest character.
    fileprivate var widestScalar: Int {
        switch self {
        case .utf8, .gb18030: 4
        case .gbk: 2
        }
    }
}
