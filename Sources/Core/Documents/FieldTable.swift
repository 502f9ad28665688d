import Contracts
import Formats
import Schemas
import Values

/// Reads a message's fields out of its schema, in the order of the wire.
struct FieldTable {
    private let format: Format
    private let meanings: CodeMeanings
    private let source: MessageSource
    private let mapFields: [MapField]
    private let isToParty: Bool
    private(set) var rows: [FieldRow] = []
    /// Fixed-width records: the byte behind the last field.
    private var end = 0
    private static let depthMax = 32

    init(_ message: InterfaceMessage.Described, isToParty: Bool, _ meanings: CodeMeanings) {
        format = message.codec.format
        self.meanings = meanings
        source = message.source
        mapFields = message.map.fields
        self.isToParty = isToParty
        let root = message.schema.resolved
        if root.items != nil, root.properties.isEmpty, let items = root.items {
            add(items.resolved, at: ["*"], number: "", depth: 0)
        } else {
            add(root, at: [], number: "", depth: 0)
        }
    }

    private mutating func add(_ object: Schema, at path: [String], number: String, depth: Int) {
        guard depth < Self.depthMax else { return }
        let conditions = Conditions(object)
        for (at, property) in object.properties.enumerated() {
            let its = property.schema.resolved
            let place = path + [property.name]
            let label = number.isEmpty ? "\(at + 1)" : "\(number).\(at + 1)"
            var row = FieldRow(
                number: label,
                depth: depth,
                path: place,
                wireName: wireName(property.name, its),
                title: its.title ?? "",
                type: FieldWords.type(its, format),
                length: FieldWords.length(its, format),
                presence: property.isRequired
                    ? .required
                    : conditions.reasons[property.name].map { .conditional($0) } ?? .optional,
                absence: property.isRequired ? nil : FieldWords.absence(its, format)
            )
            choose(its, &row)
            remark(its, &row)
            if format == .fixed, let width = its.recordField?.width {
                row.bytes = (end + 1)...(end + max(width, 1))
                row.column = its.recordField
                end += width
            }
            rows.append(row)
            if let items = its.items?.resolved, !items.properties.isEmpty {
                add(items, at: place + ["*"], number: label, depth: depth + 1)
            } else if !its.properties.isEmpty {
                add(its, at: place, number: label, depth: depth + 1)
            }
        }
    }

    private func wireName(_ name: String, _ schema: Schema) -> String {
        guard format == .xml else {
            return format == .json ? name : schema.recordField?.name ?? name
        }
        if schema.xml?.attribute == true { return "@" + (schema.xml?.name ?? name) }
        if let items = schema.items?.resolved, schema.xml?.wrapped != true {
            return items.xml?.name ?? name
        }
        return schema.xml?.name ?? name
    }

    // MARK: Values

    private func choose(_ schema: Schema, _ row: inout FieldRow) {
        let leaf = schema.items?.resolved ?? schema
        if let constant = leaf.constant {
            row.isFixed = true
            row.choices = [FieldRow.Choice(value: constant.wireText)]
        }
        let listed = (leaf.enumeration ?? []).filter { $0 != .null }
        let said = FieldWords.meanings(in: leaf.summary, of: listed)
        let known = coded(row.path + (schema.items == nil ? [] : ["*"]))
        for value in listed {
            let text = value.wireText
            let meaning = said[text] ?? known[value]
            // A text that says itself what it means needs no second one.
            row.choices.append(
                FieldRow.Choice(value: text, meaning: meaning == text ? nil : meaning)
            )
        }
        if row.choices.isEmpty, leaf.types == .boolean {
            row.choices = [
                FieldRow.Choice(value: "true", meaning: "是"),
                FieldRow.Choice(value: "false", meaning: "否"),
            ]
        }
    }

    /// The meanings of the party's values by the code tables that the map uses at a place.
    private func coded(_ path: [String]) -> [Value: String] {
        var values: [Value: String] = [:]
        for call in calls(at: path) where call.function == (isToParty ? "code" : "decode") {
            // Two fields joined are coded together: neither means anything alone.
            guard isToParty || call.inputs.count == 1, let name = call.texts.first,
                let table = source.codes.first(where: { $0.name == name })
            else { continue }
            values.merge(meanings.values(of: table)) { first, _ in first }
        }
        return values
    }

    private func calls(at path: [String]) -> [MapField.Call] {
        if isToParty {
            return mapFields.filter { $0.path == path }.flatMap(\.calls)
        }
        return mapFields.flatMap(\.calls).filter { $0.inputs.contains(path) }
    }

    // MARK: Remarks

    /// What the hub does with a text that does not fit.
    private func fitting(_ path: [String]) -> [String] {
        mapFields.filter { $0.path == path }.flatMap { field in
            [
                field.isFitted ? "超长时在字符边界截断" : nil,
                field.replacement.map { "字符集没有的字以“\($0)”代替" },
            ].compactMap { $0 }
        }
    }

    private func remark(_ schema: Schema, _ row: inout FieldRow) {
        let leaf = schema.items?.resolved ?? schema
        if let summary = schema.summary {
            let isList =
                !row.choices.isEmpty
                && FieldWords.isOnlyMeanings(summary, of: leaf.enumeration ?? [])
            if !isList { row.remarks.append(summary) }
        }
        if let items = schema.items?.resolved, let summary = items.summary,
            !FieldWords.isOnlyMeanings(summary, of: items.enumeration ?? [])
        {
            row.remarks.append(summary)
        }
        let times = calls(at: row.path).filter { $0.function == (isToParty ? "date" : "time") }
        if let pattern = times.compactMap({ $0.texts.last }).first(where: { $0.contains("y") }) {
            row.remarks.append("格式 \(pattern)")
        } else if let pattern = leaf.pattern {
            row.remarks.append(FieldWords.pattern(pattern))
        }
        if let format = leaf.format { row.remarks.append(FieldWords.format(format)) }
        row.remarks += FieldWords.bounds(leaf)
        if isToParty { row.remarks += fitting(row.path) }
        if case .conditional(let reason) = row.presence { row.remarks.append(reason) }
        if let column = schema.recordField, format == .fixed {
            row.remarks += FieldWords.column(column)
        }
        row.basis = schema.basis
        row.assumption = schema.assumption
    }
}

/// Why a property of an object may be required although it is not always.
private struct Conditions {
    private(set) var reasons: [String: String] = [:]

    init(_ object: Schema) {
        func title(_ name: String) -> String {
            object.properties[name]?.resolved.title.map { "\(name)（\($0)）" } ?? "\(name) "
        }
        var found: [(name: String, reason: String)] = []
        for (name, names) in object.dependentRequired {
            found += names.map { ($0, "填写 \(title(name))时必填") }
        }
        for part in [object] + object.allOf {
            guard let condition = part.condition else { continue }
            let met = Self.met(condition, title)
            for name in part.then?.required ?? [] { found.append((name, "\(met) 时必填")) }
            for name in part.otherwise?.required ?? [] {
                found.append((name, "除 \(met) 外必填"))
            }
        }
        for (name, reason) in found {
            reasons[name] = reasons[name].map { "\($0)；\(reason)" } ?? reason
        }
    }

    /// `STATUS 取 8、9 之一`
    private static func met(_ condition: Schema, _ title: (String) -> String) -> String {
        let parts = condition.properties.map { property -> String in
            let its = property.schema.resolved
            let values = its.constant.map { [$0] } ?? its.enumeration ?? []
            if values.isEmpty { return "\(title(property.name))符合条件" }
            return "\(title(property.name))取 \(values.map(\.wireText).joined(separator: "、"))"
        }
        return parts.isEmpty ? "符合条件" : parts.joined(separator: "，且 ")
    }
}
