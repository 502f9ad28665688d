/// Writes HTML that is well-formed XML too, so that any tool can read it.
struct HTML {
    private(set) var text = ""

    /// Text, escaped.
    static func escaped(_ text: String) -> String { XMLText.escaped(text) }

    static func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }

    /// Already written HTML.
    mutating func raw(_ html: String) { text += html + "\n" }

    mutating func paragraph(_ html: String, class name: String? = nil) {
        raw("<p\(name.map { " class=\"\($0)\"" } ?? "")>\(html)</p>")
    }

    mutating func list(_ items: [String], isOrdered: Bool = false) {
        guard !items.isEmpty else { return }
        let tag = isOrdered ? "ol" : "ul"
        raw("<\(tag)>")
        for item in items { raw("<li>\(item)</li>") }
        raw("</\(tag)>")
    }

    /// A table with a head; cells are HTML.
    mutating func table(_ head: [String], class name: String = "", rows: [[String]]) {
        raw("<div class=\"scroll\"><table\(name.isEmpty ? "" : " class=\"\(name)\"")>")
        let cells = head.map { "<th scope=\"col\">\($0)</th>" }.joined()
        raw("<thead><tr>\(cells)</tr></thead><tbody>")
        for row in rows { raw("<tr>\(row.map { "<td>\($0)</td>" }.joined())</tr>") }
        raw("</tbody></table></div>")
    }

    /// A table of names and what they stand for; values are HTML.
    mutating func facts(_ rows: [(name: String, value: String)]) {
        raw("<div class=\"scroll\"><table class=\"facts\"><tbody>")
        for row in rows { raw("<tr><th scope=\"row\">\(row.name)</th><td>\(row.value)</td></tr>") }
        raw("</tbody></table></div>")
    }

    mutating func preformatted(_ text: String, class name: String = "sample") {
        raw("<pre class=\"\(name)\">\(Self.escaped(text))</pre>")
    }

    /// A whole page with its style; nothing is loaded from elsewhere.
    static func page(title: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="zh-CN">
        <head>
        <meta charset="UTF-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>\(escaped(title))</title>
        <style>
        \(Stylesheet.text)</style>
        </head>
        <body>
        \(body)</body>
        </html>

        """
    }
}
