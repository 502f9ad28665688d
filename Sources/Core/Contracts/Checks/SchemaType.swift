import Expressions
import Schemas
import Values

/// What values of a schema are to expressions: the static side of `TypedValue`, in step with it
/// (contracts/LANGUAGE.md, section 7).
struct SchemaType {
    /// Schemas that contain themselves end in `dyn`.
    private static let depthMax = 24

    static func of(_ schema: Schema, named name: String) -> Type {
        SchemaType().type(schema, name, depth: 0)
    }

    private func type(_ schema: Schema, _ name: String, depth: Int) -> Type {
        let its = schema.resolved
        if depth > Self.depthMax { return .dyn }
        if its.admitsNull, its.absent != .null { return .dyn }
        if let items = its.items {
            return .list(type(items, "an element of \(name)", depth: depth + 1))
        }
        let fields = self.fields(its, name, depth)
        if !fields.isEmpty {
            let others = its.additionalProperties.flatMap { $0.boolean == false ? nil : $0 }
            return .object(
                ObjectType(name, fields, others: others.map { type($0, name, depth: depth + 1) })
            )
        }
        if let values = its.valueSchema {
            return .map(key: .string, value: type(values, name, depth: depth + 1))
        }
        return scalar(its)
    }

    private func scalar(_ its: Schema) -> Type {
        if its.format == .date || its.format == .dateTime { return .timestamp }
        let types = its.types.subtracting(.null)
        if its.isInteger { return .int(NumberFacts(its, places: 0)) }
        if types == .number { return .double(NumberFacts(its, places: its.places)) }
        if types == .boolean { return .bool }
        let values = its.constant.map { [$0] } ?? its.enumeration
        if let texts = values?.compactMap(\.string), texts.count == values?.count {
            return .string(among: texts)
        }
        if types == .string {
            var facts = TextFacts(its)
            // A field of fixed width holds no more characters than bytes, and is absent when blank.
            if let width = its.recordField?.width {
                facts.maxLength = min(facts.maxLength ?? width, width)
                facts.minLength = max(facts.minLength, 1)
            }
            return .string(facts)
        }
        if types == .array { return .list(.dyn) }
        if types == .object { return .map(key: .string, value: .dyn) }
        return .dyn
    }

    /// The members that the schema itself, and what it is combined with, describes. Only what always holds makes a
    /// member certain.
    private func fields(_ its: Schema, _ name: String, _ depth: Int) -> [ObjectType.Field] {
        var fields: [ObjectType.Field] = []
        var positions: [String: Int] = [:]
        func add(_ property: SchemaProperties.Property, isCertain: Bool) {
            if let at = positions[property.name] {
                if isCertain { fields[at].presence = .always }
                return
            }
            positions[property.name] = fields.count
            let type = type(property.schema, property.name, depth: depth + 1)
            fields.append(ObjectType.Field(property.name, type, isCertain ? .always : .maybe))
        }
        func visit(_ schema: Schema, isCertain: Bool, depth: Int) {
            let its = schema.resolved
            guard depth < Self.depthMax else { return }
            for property in its.properties {
                add(property, isCertain: isCertain && property.isRequired)
            }
            for part in its.allOf { visit(part, isCertain: isCertain, depth: depth + 1) }
            for part in its.anyOf + its.oneOf + [its.then, its.otherwise].compactMap({ $0 }) {
                visit(part, isCertain: false, depth: depth + 1)
            }
            if isCertain {
                for name in its.required {
                    if let at = positions[name] { fields[at].presence = .always }
                }
            }
        }
        visit(its, isCertain: true, depth: depth)
        return fields
    }
}

extension TextFacts {
    fileprivate init(_ schema: Schema) {
        self.init(minLength: schema.minLength ?? 0, maxLength: schema.maxLength)
        pattern = schema.pattern
        format = schema.format?.rawValue
        for bounds in [schema.pattern.flatMap { PatternBounds($0) }, schema.format?.bounds] {
            guard let bounds else { continue }
            minLength = max(minLength, bounds.lengths.min)
            maxLength = [maxLength, bounds.lengths.max].compactMap { $0 }.min()
            if bounds.isASCII { repertoire = .ascii }
        }
    }
}

extension NumberFacts {
    fileprivate init(_ schema: Schema, places: Int?) {
        self.init(
            minimum: schema.minimum ?? schema.exclusiveMinimum,
            maximum: schema.maximum ?? schema.exclusiveMaximum,
            places: places
        )
        let listed = schema.constant.map { [$0] } ?? schema.enumeration
        let numbers = listed?.compactMap(\.number)
        guard let numbers, numbers.count == listed?.count else { return }
        values = numbers.sorted { $0.double < $1.double }
        minimum = values?.first
        maximum = values?.last
    }
}

extension Schema {
    /// Whether null may stand here beside other values; where nothing is said of the values, nothing is known anyway.
    fileprivate var admitsNull: Bool {
        if let values = constant.map({ [$0] }) ?? enumeration {
            return values.contains(.null) && values.count > 1
        }
        return types.contains(.null) && types != .null && types != .all
    }

    /// Digits behind the point that `multipleOf` leaves: 2 for 0.01; nil where it does not say.
    var places: Int? {
        guard let step = multipleOf?.decimal else { return nil }
        return max(0, step.scale)
    }
}
