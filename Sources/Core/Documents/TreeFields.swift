import Contracts
import Expressions
import Schemas
import Values

/// The fields of a message that no schema describes: the hub's own JSON, made by a tree of a rule. What a field
/// means follows from what its expression reads.
struct TreeFields {
    struct Field: Sendable {
        var path: [String]
        var title: String
        var type: String
        var isOptional: Bool
        /// What always stands there.
        var constant: String?
        var example: String?
    }

    private(set) var fields: [Field]

    init(
        _ tree: MapTree,
        _ meanings: CodeMeanings,
        _ samples: [InterfaceMessage.ShownSample]
    ) {
        let words = SourceWords(meanings)
        fields = tree.fields.map { field in
            let example = samples.lazy.compactMap { $0.value.at(path: field.path) }.first
            return Field(
                path: field.path,
                title: words.title(of: field),
                type: Self.type(of: field, example),
                isOptional: Self.canBeAbsent(field),
                constant: field.constant?.string,
                example: example.map { $0.array?.first?.wireText ?? $0.wireText }
            )
        }
    }

    private static func type(of field: MapField, _ example: Value?) -> String {
        if example?.array != nil { return "数组" }
        if example?.number != nil { return "数值" }
        switch field.expression?.root.kind {
        case .list?, .comprehension?: return "数组"
        default: return "字符串"
        }
    }

    private static func canBeAbsent(_ field: MapField) -> Bool {
        field.expression?.text.contains(".?") == true
    }

    /// A schema that says what is known: names, meanings, and types where an example shows them.
    func schema(_ title: String) -> Value {
        var properties = Object()
        for field in fields {
            guard field.path.count == 1, let name = field.path.first else { continue }
            var its: Object = Object([("title", .string(field.title))])
            switch field.type {
            case "数组":
                its["type"] = "array"
                its["items"] = ["type": "string"]
            case "数值": its["type"] = "number"
            default: its["type"] = "string"
            }
            if let constant = field.constant { its["const"] = .string(constant) }
            properties[name] = .object(its)
        }
        return ["title": .string(title), "type": "object", "properties": .object(properties)]
    }
}

/// Chinese names for what expressions read.
private struct SourceWords {
    private let meanings: CodeMeanings

    init(_ meanings: CodeMeanings) { self.meanings = meanings }

    private static let words: [String: String] = [
        "app.number": "申报流水号",
        "case.number": "办件编号", "case.acceptedAt": "受理时间", "case.closedAt": "办结时间",
        "item.number": "子件编号", "item.id": "子件", "item.title": "事项", "item.state": "办理状态",
        "item.partyTitle": "承办单位", "item.partyHotline": "承办单位电话", "item.group": "事项类别",
        "item.documents": "证照批文", "partyTitle": "承办单位", "partyHotline": "承办单位电话",
        "change.state": "办理状态", "change.at": "办理时间", "change.reason": "办理意见",
        "change.missing": "应补材料", "limit.title": "时限名称", "limit.level": "级别（预警、逾期）",
        "limit.due": "到期时间", "limit.explanation": "计算依据", "limit.party": "承办单位",
        "region.code": "行政区划代码", "region.title": "地区", "reply.scheduledAt": "约定时间",
        "item.documents.title": "文书名称", "documents.title": "文书名称", "documents.number": "文号",
        "documents.date": "决定日期", "documents.validUntil": "有效期至",
    ]

    func title(of field: MapField) -> String {
        let paths = field.expression?.references.paths ?? []
        var found: [String] = []
        for path in paths {
            // Where something else is read, the item only says which of it.
            if path.description == "item.id", paths.count > 1 { continue }
            guard let word = title(of: path), !found.contains(word) else { continue }
            found.append(word)
        }
        if found.isEmpty { return field.constant == nil ? "" : "标题" }
        return found.prefix(2).joined(separator: "、")
    }

    private func title(of path: References.Path) -> String? {
        if path.variable == Variable.app.name, let title = applicationTitle(path.members) {
            return title
        }
        if path.variable == Variable.groups.name { return "参与单位" }
        if path.variable == Variable.items.name, let item = path.members.first,
            let word = word(of: Array(path.members.dropFirst())), let title = meanings.items[item]
        {
            return "\(title)\(word)"
        }
        let full = path.description
        if let word = Self.words[full] { return word }
        return word(of: path.members)
    }

    /// By the longest known end.
    private func word(of members: [String]) -> String? {
        for count in stride(from: min(2, members.count), to: 0, by: -1) {
            if let word = Self.words[members.suffix(count).joined(separator: ".")] { return word }
        }
        return nil
    }

    private func applicationTitle(_ members: [String]) -> String? {
        guard let application = meanings.application else { return nil }
        var here = application.resolved
        for member in members {
            guard let next = here.properties[member] else { break }
            here = next.resolved
        }
        return here === application.resolved ? nil : here.title
    }
}

extension Value {
    /// The value at a way of property names; `*` takes the first element.
    func at(path: [String]) -> Value? {
        var here = self
        for step in path {
            guard let next = step == "*" ? here[0] : here[step] else { return nil }
            here = next
        }
        return here
    }
}
