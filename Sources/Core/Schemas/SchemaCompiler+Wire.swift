internal import Values

// The annotations of the contract language, section 7.
extension SchemaCompiler {
    mutating func readWire(_ entry: Node.Entry, _ parts: inout SchemaParts, _ site: Site) -> Bool {
        switch entry.key.text {
        case "xml": parts.xml = xml(entry)
        case "record":
            if site.steps.isEmpty {
                parts.recordLayout = recordLayout(entry)
            } else {
                parts.recordField = recordField(entry)
            }
        case "absent": parts.absent = word(entry, Absence.self)
        case "personal": parts.personal = word(entry, PersonalData.self)
        default: return false
        }
        return true
    }

    private mutating func xml(_ entry: Node.Entry) -> XMLAnnotation {
        var xml = XMLAnnotation()
        for item in entries(entry) {
            switch item.key.text {
            case "name": xml.name = text(item)
            case "attribute": xml.attribute = flag(item)
            case "wrapped": xml.wrapped = flag(item)
            case "namespace": xml.namespace = text(item)
            case "prefix": xml.prefix = text(item)
            default:
                refuse(item, in: "xml", ["name", "attribute", "wrapped", "namespace", "prefix"])
            }
        }
        return xml
    }

    private mutating func recordLayout(_ entry: Node.Entry) -> RecordLayout {
        var layout = RecordLayout()
        for item in entries(entry) {
            switch item.key.text {
            case "length": layout.length = positive(item)
            case "end": layout.end = text(item)
            case "header": layout.header = flag(item)
            case "separator": layout.separator = character(item)
            case "quote": layout.quote = character(item)
            case "close": layout.close = text(item)
            default:
                let keys = ["length", "end", "header", "separator", "quote", "close"]
                refuse(item, in: "record' at the root", keys)
            }
        }
        return layout
    }

    private mutating func recordField(_ entry: Node.Entry) -> RecordField {
        var field = RecordField()
        for item in entries(entry) {
            switch item.key.text {
            case "name": field.name = text(item)
            case "width": field.width = positive(item)
            case "align": field.align = word(item, RecordField.Alignment.self) ?? .left
            case "pad": field.pad = character(item) ?? " "
            case "impliedDecimals": field.impliedDecimals = count(item)
            default:
                let keys = ["name", "width", "align", "pad", "impliedDecimals"]
                refuse(item, in: "record' at a property", keys)
            }
        }
        return field
    }

    private mutating func positive(_ entry: Node.Entry) -> Int? {
        guard let count = count(entry) else { return nil }
        if count > 0 { return count }
        report("LB1104", entry.value.span, "'\(entry.key.text)' must be greater than 0")
        return nil
    }

    private mutating func character(_ entry: Node.Entry) -> String? {
        // A plain digit is a number for YAML and still one character.
        guard let scalar = entry.value.scalar else {
            complain(entry, "one character")
            return nil
        }
        if scalar.text.unicodeScalars.count == 1 { return scalar.text }
        let message = "'\(entry.key.text)' must be one character, not '\(scalar.text)'"
        report("LB1104", scalar.span, message)
        return nil
    }

    private mutating func refuse(_ entry: Node.Entry, in place: String, _ keys: [String]) {
        let hint =
            didYouMean(entry.key.text, among: keys) ?? "keys are \(keys.joined(separator: ", "))"
        let message = "'\(place)\(place.contains("'") ? "" : "'") has no key '\(entry.key.text)'"
        report("LB1117", entry.key.span, message, hint: hint)
    }
}
