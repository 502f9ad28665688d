internal import Values

/// How one element of a layout is written: its tags as bytes, and what may stand in it.
///
/// A class, as are the fields, because decoding passes them around for every element.
final class XMLPlan: Sendable {
    /// As it stands in tags, with its prefix.
    let tag: String
    let name: String
    let namespace: String?
    /// ` xmlns="…"` and the like, where the start tag has to declare them.
    let declarations: String
    let content: Content

    enum Content: Sendable {
        /// nil: no type is known, so any scalar is written and a string is read.
        case text(Layout.Scalar?)
        /// An element that holds one element for each item.
        case items(XMLPlan)
        case fields([XMLFieldPlan])
    }

    init(
        tag: String,
        name: String,
        namespace: String?,
        declarations: String,
        content: Content
    ) {
        self.tag = tag
        self.name = name
        self.namespace = namespace
        self.declarations = declarations
        self.content = content
    }
}

/// How one property is written.
final class XMLFieldPlan: Sendable {
    let property: String
    /// Of the element or the attribute, without its prefix.
    let name: String
    let namespace: String?
    let role: Role
    let isNullable: Bool
    /// Absence stands as an empty element or attribute.
    let isAbsentEmpty: Bool

    enum Role: Sendable {
        case attribute(tag: String, Layout.Scalar?)
        case element(XMLPlan)
        /// Items that stand side by side, without an element around them.
        case elements(XMLPlan)
    }

    init(_ field: Layout.Field, name: String, namespace: String?, _ role: Role) {
        property = field.name
        self.name = name
        self.namespace = namespace
        self.role = role
        isNullable = field.node.isNullable
        isAbsentEmpty = field.absent == .empty || field.absent == .null
    }

    var isAttribute: Bool { if case .attribute = role { true } else { false } }
}

/// Namespaces at some depth of the layout.
private struct XMLScope {
    var defaultNamespace: String?
    var prefixes: [String: String] = ["xml": "http://www.w3.org/XML/1998/namespace"]
}

/// Compiles a layout into plans, collecting what cannot be written.
struct XMLPlanner {
    private let charset: Charset
    private var path = Pointer()
    private(set) var faults: [LayoutFault] = []

    init(charset: Charset) { self.charset = charset }

    mutating func root(_ layout: Layout) -> XMLPlan {
        if layout.root.xml.name == nil { fault("the root needs xml.name, the root element") }
        if layout.root.xml.isAttribute { fault("the root cannot be an attribute") }
        return element(layout.root, defaultName: "root", XMLScope())
    }

    private mutating func element(
        _ node: Layout.Node,
        defaultName: String,
        _ outer: XMLScope
    ) -> XMLPlan {
        var scope = outer
        var declarations = ""
        let name = node.xml.name ?? defaultName
        let (tag, namespace) = qualify(name, node.xml, in: &scope, &declarations)
        let content: XMLPlan.Content
        switch node.kind {
        case .any: content = .text(nil)
        case .scalar(let scalar): content = .text(scalar)
        case .array(let items):
            path.steps.append("items")
            content = .items(element(items, defaultName: defaultName, scope))
            path.steps.removeLast()
        case .object(let fields):
            // The owner's start tag declares the prefixes of its attributes, so those come first.
            let attributes = fields.map { $0.node.xml.isAttribute }
            var plans = [XMLFieldPlan?](repeating: nil, count: fields.count)
            for index in fields.indices where attributes[index] {
                plans[index] = attribute(fields[index], &scope, &declarations)
            }
            for index in fields.indices where !attributes[index] {
                plans[index] = field(fields[index], scope)
            }
            content = .fields(plans.compactMap(\.self))
            checkNames(plans.compactMap(\.self))
        }
        return XMLPlan(
            tag: tag,
            name: name,
            namespace: namespace,
            declarations: declarations,
            content: content
        )
    }

    private mutating func field(_ field: Layout.Field, _ scope: XMLScope) -> XMLFieldPlan {
        path.steps.append(field.name)
        defer { path.steps.removeLast() }
        if case .array(let items) = field.node.kind, !field.node.xml.isWrapped {
            path.steps.append("items")
            let item = element(items, defaultName: field.name, scope)
            path.steps.removeLast()
            return XMLFieldPlan(
                field,
                name: item.name,
                namespace: item.namespace,
                .elements(item)
            )
        }
        if field.node.xml.isWrapped, !field.node.isArray { fault("only an array can be wrapped") }
        let plan = element(field.node, defaultName: field.name, scope)
        return XMLFieldPlan(field, name: plan.name, namespace: plan.namespace, .element(plan))
    }

    private mutating func attribute(
        _ field: Layout.Field,
        _ scope: inout XMLScope,
        _ declarations: inout String
    ) -> XMLFieldPlan {
        path.steps.append(field.name)
        defer { path.steps.removeLast() }
        let scalar: Layout.Scalar?
        switch field.node.kind {
        case .any: scalar = nil
        case .scalar(let known): scalar = known
        case .array, .object:
            scalar = nil
            fault("an attribute holds a string, a number or a boolean")
        }
        let name = field.node.xml.name ?? field.name
        var xml = field.node.xml
        if xml.prefix == nil, xml.namespace != nil {
            // Namespaces in XML 1.0, section 6.2: a default namespace does not apply to attributes.
            fault("an attribute in a namespace needs a prefix")
            xml.namespace = nil
        }
        var attributeScope = scope
        if xml.prefix == nil { attributeScope.defaultNamespace = nil }
        let (tag, namespace) = qualify(name, xml, in: &attributeScope, &declarations)
        scope.prefixes = attributeScope.prefixes
        return XMLFieldPlan(
            field,
            name: name,
            namespace: namespace,
            .attribute(tag: tag, scalar)
        )
    }

    private mutating func qualify(
        _ name: String,
        _ xml: Layout.XML,
        in scope: inout XMLScope,
        _ declarations: inout String
    ) -> (tag: String, namespace: String?) {
        if !isName(name) { fault("\(name) is no name of XML that \(charset.rawValue) can write") }
        guard let prefix = xml.prefix else {
            if let namespace = xml.namespace, namespace != scope.defaultNamespace {
                declarations += " xmlns=\"\(escapedNamespace(namespace))\""
                scope.defaultNamespace = namespace
            }
            return (name, scope.defaultNamespace)
        }
        if !isName(prefix) { fault("\(prefix) is no prefix of XML") }
        guard let namespace = xml.namespace ?? scope.prefixes[prefix] else {
            fault("the prefix \(prefix) needs a namespace")
            return (name, nil)
        }
        if scope.prefixes[prefix] != namespace {
            declarations += " xmlns:\(prefix)=\"\(escapedNamespace(namespace))\""
            scope.prefixes[prefix] = namespace
        }
        return ("\(prefix):\(name)", namespace)
    }

    private mutating func checkNames(_ fields: [XMLFieldPlan]) {
        var seen: Set<[String?]> = []
        for field in fields {
            let key = [field.isAttribute ? "@" : "", field.name, field.namespace]
            if !seen.insert(key).inserted {
                fault("two properties have the name \(field.name) on the wire")
            }
        }
    }

    private mutating func fault(_ message: String) {
        faults.append(LayoutFault(path: path, message: message))
    }

    private mutating func escapedNamespace(_ namespace: String) -> String {
        if namespace.utf8.contains(where: { $0 < 0x21 || $0 > 0x7E || $0 == 0x22 || $0 == 0x3C }) {
            fault("\(namespace) is no namespace name")
        }
        return namespace.utf8.contains(0x26)
            ? namespace.split(separator: "&", omittingEmptySubsequences: false)
                .joined(separator: "&amp;")
            : namespace
    }

    /// Near enough to NCName: its classes of non-ASCII letters leave out little more than punctuation.
    private func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, charset.width(of: name) != nil else { return false }
        let isLetter = { (byte: UInt8) in
            byte >= 0x80 || byte == 0x5F || (0x41...0x5A).contains(byte & 0xDF)
        }
        return isLetter(first)
            && name.utf8.allSatisfy {
                isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
            }
    }
}

extension Layout.Node {
    var isArray: Bool { if case .array = kind { true } else { false } }
}
