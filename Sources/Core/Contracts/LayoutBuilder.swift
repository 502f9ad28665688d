import Formats
import Schemas
import Values

/// Reads the wire's shape out of a schema's annotations (contracts/LANGUAGE.md, section 7).
struct LayoutBuilder {
    private let depthMax = 32
    private(set) var diagnostics: [Diagnostic] = []

    mutating func layout(_ schema: Schema) -> Layout {
        let root = schema.resolved
        var record: Layout.Record?
        if let annotation = root.recordLayout {
            record = Layout.Record(
                length: annotation.length,
                end: annotation.end,
                header: annotation.header,
                separator: annotation.separator,
                quote: annotation.quote,
                close: annotation.close
            )
        }
        return Layout(node(root, depth: 0), record: record)
    }

    private mutating func node(_ schema: Schema, depth: Int) -> Layout.Node {
        let schema = schema.resolved
        return Layout.Node(
            kind(schema, depth: depth),
            isNullable: schema.types.contains(.null) && schema.types != .all,
            const: schema.constant,
            xml: xml(schema.xml)
        )
    }

    private mutating func kind(_ schema: Schema, depth: Int) -> Layout.Kind {
        guard depth < depthMax else {
            diagnostics.append(
                Diagnostic(
                    code: "LB2070",
                    span: schema.span,
                    message: "a message is at most \(depthMax) levels deep"
                )
            )
            return .any
        }
        if let items = schema.items { return .array(node(items, depth: depth + 1)) }
        if !schema.properties.isEmpty {
            return .object(
                schema.properties.map { property in
                    let its = property.schema.resolved
                    return Layout.Field(
                        property.name,
                        node(property.schema, depth: depth + 1),
                        absent: its.absent.flatMap { Layout.Absence(rawValue: $0.rawValue) },
                        column: column(its.recordField)
                    )
                }
            )
        }
        return scalar(schema).map { .scalar($0) } ?? .any
    }

    /// The one scalar type that a schema admits beside null, by `type` or by its `const` or `enum`.
    private func scalar(_ schema: Schema) -> Layout.Scalar? {
        switch schema.types.subtracting(.null) {
        case .string: return .string
        case .integer: return .integer
        case .number: return .number
        case .boolean: return .boolean
        default: break
        }
        let values = schema.constant.map { [$0] } ?? schema.enumeration ?? []
        if values.isEmpty { return nil }
        if values.allSatisfy({ $0.string != nil }) { return .string }
        if values.allSatisfy({ $0.number?.int64 != nil }) { return .integer }
        if values.allSatisfy({ $0.number != nil }) { return .number }
        return nil
    }

    private func xml(_ annotation: XMLAnnotation?) -> Layout.XML {
        guard let annotation else { return Layout.XML() }
        return Layout.XML(
            name: annotation.name,
            isAttribute: annotation.attribute,
            isWrapped: annotation.wrapped,
            namespace: annotation.namespace,
            prefix: annotation.prefix
        )
    }

    private func column(_ field: RecordField?) -> Layout.Column {
        guard let field else { return Layout.Column() }
        return Layout.Column(
            name: field.name,
            width: field.width,
            align: field.align == .right ? .right : .left,
            pad: field.pad,
            impliedDecimals: field.impliedDecimals ?? 0
        )
    }
}
