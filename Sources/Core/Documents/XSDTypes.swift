import Schemas
import Values

/// Writes what one value may be as a simple type of XML Schema.
struct XSDTypes {
    var xml: XMLText

    private struct Facet {
        var name: String
        var value: String
    }

    /// One restriction upon another: patterns of one restriction are alternatives, those of two hold together.
    mutating func simpleType(_ schema: Schema, admitsEmpty: Bool) {
        var layers = [facets(of: schema)]
        let format = schema.format?.equivalentPattern ?? Self.pattern(for: schema.format)
        for (text, isOwn) in [(schema.pattern, true), (format, false)] {
            guard let text else { continue }
            guard let pattern = XSDPattern.translate(text) else {
                xml.comment("未校验：\(isOwn ? "正则表达式" : "格式") \(text)")
                continue
            }
            layers.append([Facet(name: "pattern", value: pattern)])
        }
        // Patterns first, so that the outermost restriction holds the facets that people look for.
        layers = layers.dropFirst() + [layers[0]]
        if layers.count > 1, layers.last?.isEmpty == true { layers.removeLast() }
        guard admitsEmpty else {
            restrict(Self.base(of: schema), layers[...])
            return
        }
        let base = Self.base(of: schema)
        element("xs:simpleType") { types in
            types.element("xs:union") { types in
                types.restrict(base, layers[...])
                types.restrict("xs:string", [[Facet(name: "length", value: "0")]])
            }
        }
    }

    private mutating func restrict(_ base: String, _ layers: ArraySlice<[Facet]>) {
        guard let outermost = layers.last else { return }
        element("xs:simpleType") { types in
            let inner = layers.dropLast()
            types.element("xs:restriction", [("base", inner.isEmpty ? base : nil)]) { types in
                if !inner.isEmpty { types.restrict(base, inner) }
                for facet in outermost {
                    types.xml.empty("xs:\(facet.name)", [("value", facet.value)])
                }
            }
        }
    }

    private mutating func element(
        _ tag: String,
        _ attributes: XMLText.Attributes = [],
        _ content: (inout XSDTypes) -> Void
    ) {
        xml.element(tag, attributes) { xml in
            var inner = XSDTypes(xml: xml)
            content(&inner)
            xml = inner.xml
        }
    }

    // MARK: Facets

    private static func base(of schema: Schema) -> String {
        if schema.format == .date, schema.pattern == nil { return "xs:date" }
        if schema.format == .dateTime, schema.pattern == nil { return "xs:dateTime" }
        let values = schema.constant.map { [$0] } ?? schema.enumeration ?? []
        switch schema.types.subtracting(.null) {
        case .integer: return "xs:integer"
        case .number: return "xs:decimal"
        case .boolean: return "xs:boolean"
        default: break
        }
        if !values.isEmpty, values.allSatisfy({ $0.number?.int64 != nil }) { return "xs:integer" }
        if !values.isEmpty, values.allSatisfy({ $0.number != nil }) { return "xs:decimal" }
        return "xs:string"
    }

    /// What the base type admits beyond the format: a date with a time zone, a moment without one.
    private static func pattern(for format: TextFormat?) -> String? {
        switch format {
        case .date?: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
        case .dateTime?: "^.*(?:Z|[+-][0-9]{2}:[0-9]{2})$"
        default: nil
        }
    }

    private func facets(of schema: Schema) -> [Facet] {
        let base = Self.base(of: schema)
        var facets: [Facet] = []
        // A boolean has no list of values in XML Schema.
        if base != "xs:boolean" {
            let values = schema.constant.map { [$0] } ?? schema.enumeration ?? []
            facets += values.filter { $0 != .null }
                .map { Facet(name: "enumeration", value: $0.wireText) }
        }
        switch base {
        case "xs:string":
            if let length = schema.minLength, length > 0 {
                facets.append(Facet(name: "minLength", value: "\(length)"))
            }
            if let length = schema.maxLength {
                facets.append(Facet(name: "maxLength", value: "\(length)"))
            }
        case "xs:integer", "xs:decimal": facets += numberFacets(of: schema, base)
        default: break
        }
        return facets
    }

    private func numberFacets(of schema: Schema, _ base: String) -> [Facet] {
        var facets: [Facet] = []
        let bounds: [(String, String?)] = [
            ("minInclusive", schema.minimum?.text),
            // A type may have only one of the two.
            ("minExclusive", schema.minimum == nil ? schema.exclusiveMinimum?.text : nil),
            ("maxInclusive", schema.maximum?.text),
            ("maxExclusive", schema.maximum == nil ? schema.exclusiveMaximum?.text : nil),
        ]
        for (name, value) in bounds {
            if let value { facets.append(Facet(name: name, value: value)) }
        }
        // 0.01 is two digits behind the point.
        if base == "xs:decimal", let step = schema.multipleOf?.decimal, step.digits == [1],
            step.scale > 0
        {
            facets.append(Facet(name: "fractionDigits", value: "\(step.scale)"))
        }
        return facets
    }
}
