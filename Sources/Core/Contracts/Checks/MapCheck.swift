import Expressions
import Formats
import Schemas
import Values

/// Checks a map against both of its sides: what it reads, and the message it makes.
struct MapCheck {
    var scope: TypeScope
    /// Of the message on the wire, where the map makes one.
    var charset: Charset?
    private(set) var use = Findings.Use()

    init(_ scope: TypeScope, charset: Charset?) {
        self.scope = scope
        self.charset = charset
    }

    /// What a node gives: its type as it is read back from the message, and whether it is there for certain.
    struct Given {
        var type: Type
        var isCertain: Bool
    }

    /// Checks the tree and tells what it gives; `name` is what a person calls the message where it is read.
    mutating func check(_ tree: MapTree, named name: String) -> Type {
        node(tree.root, isOptional: true, named: name).type
    }

    private mutating func node(_ node: MapNode, isOptional: Bool, named name: String) -> Given {
        switch node {
        case .constant(let constant): return self.constant(constant)
        case .leaf(let leaf): return self.leaf(leaf, isOptional: isOptional, named: name)
        case .object(let object): return self.object(object, isOptional: isOptional, named: name)
        case .list(let nodes):
            var element: Type?
            for inner in nodes {
                let given = self.node(inner, isOptional: true, named: "an element of \(name)")
                element = element.map { $0.joined(with: given.type) ?? .dyn } ?? given.type
            }
            return Given(type: .list(element ?? .dyn), isCertain: true)
        case .each(let each): return self.each(each, isOptional: isOptional, named: name)
        }
    }

    private mutating func constant(_ constant: MapConstant) -> Given {
        let type = Type.of(constant.value)
        let fit = Fit(charset: charset, cuts: false, replaces: false)
        if let misfit = constant.place.flatMap({ fit.misfit(of: type, in: $0) }) {
            use.report(misfit.code, constant.span, misfit.message, hint: misfit.hint)
        }
        return Given(type: type, isCertain: true)
    }

    // MARK: Leaves

    private mutating func leaf(_ leaf: MapLeaf, isOptional: Bool, named name: String) -> Given {
        let checked = leaf.expression.check(scope, as: .value)
        use.add(checked, of: leaf.expression)
        guard checked.diagnostics.isEmpty else { return Given(type: .dyn, isCertain: true) }
        var given = Given(type: checked.type, isCertain: true)
        if case .optional(let inner) = checked.type { given = Given(type: inner, isCertain: false) }
        if !given.isCertain, !isOptional {
            use.report(
                "LB2201",
                leaf.expression.span,
                "the message needs this field, and its value may be absent",
                hint:
                    "give it a value for that case (.orValue(…)), or make sure of it by $when or by the item's when"
            )
        }
        guard let place = leaf.place else { return given }
        if leaf.replacement == nil { texts(of: leaf) }
        let fit = Fit(charset: charset, cuts: leaf.fit != nil, replaces: leaf.replacement != nil)
        if let misfit = fit.misfit(of: given.type, in: place) {
            use.report(misfit.code, leaf.expression.span, misfit.message, hint: misfit.hint)
        }
        given.type = place.readType(named: name).known(from: given.type)
        return given
    }

    /// The texts that the map itself writes, in the charset of the wire.
    private mutating func texts(of leaf: MapLeaf) {
        guard let charset, charset != .utf8 else { return }
        for (text, span) in leaf.expression.writtenTexts {
            let missing = text.unicodeScalars.first { !charset.canEncode($0) }
            guard let scalar = missing else { continue }
            use.report(
                "LB2206",
                span,
                "\(charset.rawValue) has no '\(scalar)' (U+\(String(scalar.value, radix: 16, uppercase: true)))",
                hint: "write it in another way, or say what stands for it: $replace"
            )
        }
    }

    // MARK: Objects and lists

    private mutating func object(
        _ object: MapObject,
        isOptional: Bool,
        named name: String
    ) -> Given {
        let outer = scope
        defer { scope = outer }
        if let when = object.when {
            let checked = when.check(scope, as: .condition)
            use.add(checked, of: when)
            scope.knowledge = scope.knowledge.and(checked.whenMet)
            if !isOptional {
                use.report(
                    "LB2201",
                    when.span,
                    "the message needs this object, and it is left out where this is not met"
                )
            }
        }
        var fields: [ObjectType.Field] = []
        for member in object.members {
            let given = node(member.node, isOptional: member.isOptional, named: member.key)
            fields.append(.init(member.key, given.type, given.isCertain ? .always : .maybe))
        }
        let known = Set(fields.map(\.name))
        for field in object.place?.fields ?? [] where !known.contains(field.name) {
            fields.append(.init(field.name, field.target.readType(named: field.name), .never))
        }
        return Given(type: .object(ObjectType(name, fields)), isCertain: object.when == nil)
    }

    private mutating func each(_ each: MapEach, isOptional: Bool, named name: String) -> Given {
        let list = each.list.check(scope, as: .value)
        use.add(list, of: each.list)
        var isCertain = !isOptional
        var type = list.type
        if case .optional(let inner) = type {
            type = inner
            isCertain = false
            if !isOptional {
                use.report(
                    "LB2201",
                    each.list.span,
                    "the message needs this list, and there may be none",
                    hint: "an empty list is one: .orValue([])"
                )
            }
        }
        var element = Type.dyn
        switch type {
        case .list(let its): element = its
        case .dyn: break
        default:
            use.report("LB2200", each.list.span, "$each needs a list, and this is \(list.type)")
        }
        let outer = scope
        defer { scope = outer }
        scope.bind(each.element.name, element)
        if let index = each.index { scope.bind(index.name, .int) }
        if let when = each.when {
            let checked = when.check(scope, as: .condition)
            use.add(checked, of: when)
            scope.knowledge = scope.knowledge.and(checked.whenMet)
        }
        let body = node(each.body, isOptional: true, named: "an element of \(name)")
        return Given(type: .list(body.type), isCertain: isCertain)
    }
}

extension TypeScope {
    /// Gives a name a type; what was known of another value of that name is forgotten.
    fileprivate mutating func bind(_ name: String, _ type: Type) {
        environment.declare(name)
        variables[name] = type
        knowledge.forget(name)
    }
}

extension Knowledge {
    fileprivate mutating func forget(_ variable: String) {
        present = present.filter { $0.variable != variable }
        absent = absent.filter { $0.variable != variable }
        values = values.filter { $0.key.variable != variable }
        filled = filled.filter { $0.variable != variable }
    }
}

extension MapTarget {
    /// What a place of the message is to whoever reads the message.
    func readType(named name: String) -> Type {
        switch self {
        case .schema(let schema), .patch(let schema): SchemaType.of(schema, named: name)
        case .object: .dyn
        }
    }

}

extension Type {
    /// The type of a value that stands in a map as it is.
    static func of(_ value: Value) -> Type {
        switch value {
        case .string(let text): return .string(among: [text])
        case .bool: return .bool
        case .number(let number):
            var facts = NumberFacts(minimum: number, maximum: number)
            facts.values = [number]
            facts.places = max(0, number.decimal.scale)
            return number.int64 == nil ? .double(facts) : .int(facts)
        default: return .dyn
        }
    }

    /// This type, which a schema gives, with what is known of the value that stands there.
    func known(from given: Type) -> Type {
        switch (self, given) {
        case (.object(let own), .object(let its)):
            let fields = own.fields.map { field in
                guard let source = its[field.name] else {
                    return ObjectType.Field(field.name, field.type, .never)
                }
                return ObjectType.Field(
                    field.name,
                    field.type.known(from: source.type),
                    source.presence
                )
            }
            return .object(ObjectType(own.name, fields, others: own.others))
        case (.list(let own), .list(let its)): return .list(own.known(from: its))
        default: return narrowed(to: given) ?? self
        }
    }
}
