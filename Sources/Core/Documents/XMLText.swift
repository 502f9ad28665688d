/// Writes indented XML, which XSD and HTML both are here: every element is closed.
struct XMLText {
    private(set) var text: String
    private var level = 0

    init(prologue: String = "") { text = prologue }

    typealias Attributes = [(name: String, value: String?)]

    /// One element with what `content` writes in it; attributes without a value are left out.
    mutating func element(
        _ tag: String,
        _ attributes: Attributes = [],
        _ content: (inout XMLText) -> Void
    ) {
        let start = Self.start(tag, attributes)
        let mark = text.utf8.count
        line("<\(start)>")
        let opened = text.utf8.count
        level += 1
        content(&self)
        level -= 1
        if text.utf8.count == opened {
            text = String(text.utf8.prefix(mark)) ?? text
            line("<\(start)/>")
        } else {
            line("</\(tag)>")
        }
    }

    mutating func empty(_ tag: String, _ attributes: Attributes = []) {
        line("<\(Self.start(tag, attributes))/>")
    }

    /// An element that holds only a text.
    mutating func element(_ tag: String, _ attributes: Attributes = [], text: String) {
        line("<\(Self.start(tag, attributes))>\(Self.escaped(text))</\(tag)>")
    }

    mutating func comment(_ text: String) {
        // Two hyphens would end it.
        let parts = text.split(separator: "--", omittingEmptySubsequences: false)
        line("<!-- \(parts.joined(separator: "- -")) -->")
    }

    mutating func line(_ line: String) {
        text += String(repeating: "  ", count: level) + line + "\n"
    }

    private static func start(_ tag: String, _ attributes: Attributes) -> String {
        attributes.reduce(tag) { text, attribute in
            attribute.value.map { "\(text) \(attribute.name)=\"\(escaped($0))\"" } ?? text
        }
    }

    /// For text and for attribute values.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
