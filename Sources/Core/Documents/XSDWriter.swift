import Contracts
import Schemas
import Values

/// Writes a message's schema as XML Schema 1.0, for partners whose tools validate XML.
///
/// What XML Schema cannot say (conditions between fields, an expression that it does not have) stands there as a
/// comment: the schema then admits more than the hub does, never less.
struct XSDWriter {
    private var xml = XMLText(prologue: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    private let namespace: String?

    static func write(_ schema: Schema, note: String) -> String {
        var writer = XSDWriter(namespace: schema.resolved.xml?.namespace)
        writer.document(schema.resolved, note)
        return writer.xml.text
    }

    private init(namespace: String?) { self.namespace = namespace }

    private mutating func document(_ root: Schema, _ note: String) {
        let attributes: XMLText.Attributes = [
            ("xmlns:xs", "http://www.w3.org/2001/XMLSchema"), ("targetNamespace", namespace),
            ("xmlns", namespace),
            ("elementFormDefault", root.xml?.prefix == nil ? "qualified" : "unqualified"),
            ("attributeFormDefault", "unqualified"),
        ]
        xml.comment(note)
        var inner = self
        xml.element("xs:schema", attributes) { xml in
            inner.xml = xml
            inner.element(root, name: root.xml?.name ?? "root", occurs: [])
            xml = inner.xml
        }
    }

    // MARK: Elements

    private typealias Occurs = XMLText.Attributes

    private mutating func nested(
        _ tag: String,
        _ attributes: XMLText.Attributes = [],
        _ content: (inout XSDWriter) -> Void
    ) {
        var inner = self
        xml.element(tag, attributes) { xml in
            inner.xml = xml
            content(&inner)
            xml = inner.xml
        }
    }

    private mutating func element(_ schema: Schema, name: String, occurs: Occurs) {
        if let other = schema.xml?.namespace, other != namespace {
            xml.comment("元素 \(name) 属于命名空间 \(other)，不在本文件内校验")
            xml.empty("xs:any", [("namespace", other), ("processContents", "lax")] + occurs)
            return
        }
        nested("xs:element", [("name", name)] + occurs) { writer in
            writer.annotate(schema)
            writer.content(schema, name: name)
        }
    }

    private mutating func content(_ schema: Schema, name: String) {
        if let items = schema.items?.resolved {
            nested("xs:complexType") { writer in
                writer.nested("xs:sequence") { writer in
                    writer.element(
                        items,
                        name: items.xml?.name ?? name,
                        occurs: Self.occurs(schema, isRequired: true)
                    )
                }
            }
        } else if !schema.properties.isEmpty {
            nested("xs:complexType") { $0.fields(of: schema) }
        } else {
            var types = XSDTypes(xml: xml)
            types.simpleType(schema, admitsEmpty: schema.absent == .empty)
            xml = types.xml
        }
    }

    private mutating func fields(of object: Schema) {
        for condition in Self.conditions(of: object) { xml.comment(condition) }
        let attributes = object.properties.filter { $0.schema.resolved.xml?.attribute == true }
        let elements = object.properties.filter { $0.schema.resolved.xml?.attribute != true }
        if !elements.isEmpty {
            nested("xs:sequence") { writer in
                for property in elements { writer.field(property) }
            }
        }
        for property in attributes {
            let its = property.schema.resolved
            let use = property.isRequired ? "required" : "optional"
            nested(
                "xs:attribute",
                [("name", its.xml?.name ?? property.name), ("use", use)]
            ) { writer in
                writer.annotate(its)
                var types = XSDTypes(xml: writer.xml)
                types.simpleType(its, admitsEmpty: its.absent == .empty)
                writer.xml = types.xml
            }
        }
    }

    private mutating func field(_ property: SchemaProperties.Property) {
        let its = property.schema.resolved
        if let items = its.items?.resolved, its.xml?.wrapped != true {
            element(
                items,
                name: items.xml?.name ?? property.name,
                occurs: Self.occurs(its, isRequired: property.isRequired)
            )
        } else {
            element(
                its,
                name: its.xml?.name ?? property.name,
                occurs: property.isRequired ? [] : [("minOccurs", "0")]
            )
        }
    }

    /// How often an array's items stand there. An empty list leaves nothing, so only `minItems` makes one needed.
    private static func occurs(_ array: Schema, isRequired: Bool) -> Occurs {
        let least = isRequired ? array.minItems ?? 0 : 0
        return [
            ("minOccurs", "\(least)"),
            ("maxOccurs", array.maxItems.map { "\($0)" } ?? "unbounded"),
        ]
    }

    // MARK: What XML Schema does not check

    private mutating func annotate(_ schema: Schema) {
        var parts = [schema.title, schema.summary].compactMap { $0 }
        if let basis = schema.basis { parts.append("依据：\(basis)") }
        if let assumption = schema.assumption { parts.append("推定：\(assumption)") }
        guard !parts.isEmpty else { return }
        nested("xs:annotation") { writer in
            writer.xml.element(
                "xs:documentation",
                [("xml:lang", "zh-CN")],
                text: parts.joined(separator: "。")
            )
        }
    }

    private static func conditions(of object: Schema) -> [String] {
        var found = object.dependentRequired.map {
            "未校验：填写 \($0.name) 时，\($0.names.joined(separator: "、")) 必填"
        }
        let others: [(isThere: Bool, word: String)] = [
            (object.condition != nil, "if/then/else"), (!object.allOf.isEmpty, "allOf"),
            (!object.anyOf.isEmpty, "anyOf"), (!object.oneOf.isEmpty, "oneOf"),
            (object.not != nil, "not"),
        ]
        found += others.filter(\.isThere).map { "未校验：字段之间的条件（\($0.word)），见接口说明" }
        return found
    }
}
