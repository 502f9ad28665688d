/// Measures a schema as it is when every `$ref` is written out, which is how layouts, types and pages read it.
struct SchemaExpansion {
    /// More than any message has fields.
    static let countMax = 10_000
    /// Far beyond what a message may nest, and near enough for the stack.
    private static let depthMax = 300

    /// Where the count was given up: the schema whose `$ref` closes a circle, or that is one too many.
    private(set) var culprit: Schema?
    private var counts: [ObjectIdentifier: Int] = [:]
    private var path: Set<ObjectIdentifier> = []

    /// How many schemas it then holds; nil where there are too many, or no end of them.
    mutating func count(_ schema: Schema) -> Int? {
        let id = ObjectIdentifier(schema)
        if let known = counts[id] { return known }
        guard path.count < Self.depthMax, path.insert(id).inserted else { return nil }
        defer { path.remove(id) }
        var sum = 1
        for child in schema.children {
            guard let count = count(child), sum + count <= Self.countMax else {
                culprit = culprit ?? schema
                return nil
            }
            sum += count
        }
        counts[id] = sum
        return sum
    }
}

extension Schema {
    /// Every schema that stands in this one or that its `$ref` leads to, definitions left out.
    fileprivate var children: [Schema] {
        let (array, object, choices) = (parts.array, parts.object, parts.choices)
        let single = [
            reference, array.items, array.contains, array.unevaluated, object.additional,
            object.unevaluated, object.names, choices.not, choices.condition, choices.then,
            choices.otherwise,
        ]
        return single.compactMap { $0 } + array.prefixItems + choices.allOf + choices.anyOf
            + choices.oneOf + object.properties.map(\.schema) + object.patterns.map(\.schema)
            + object.dependentSchemas.map(\.schema)
    }
}
