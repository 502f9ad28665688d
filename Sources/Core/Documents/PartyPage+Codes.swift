import Contracts
import Schemas
import Values

// 代码表
extension PartyPage {
    private struct Use {
        var table: CodeTable
        /// What the first field that uses it is called.
        var title: String?
        /// `工单 KIND`
        var places: [String]
    }

    mutating func codeTables() {
        let uses = usedTables
        guard !uses.isEmpty else { return }
        heading("代码表")
        html.paragraph("统一代码为平台内部代码，只供核对；报文中只出现“报文取值”。同一含义列有多个取值的，平台发送时用第一个，接收时都认。")
        for use in uses {
            let id = "code-\(use.table.name)-\(section)-\(subsection + 1)"
            subheading(use.title.map { "\($0)（\(use.table.name)）" } ?? use.table.name, id: id)
            html.paragraph("用于：\(use.places.joined(separator: "；"))", class: "soft")
            let known = meanings.meanings(of: use.table)
            html.table(
                ["含义", "统一代码", "报文取值"],
                rows: use.table.codes.map { code in
                    let values = use.table.writes[code] ?? []
                    return [
                        HTML.escaped(known[code] ?? "—"), HTML.code(code),
                        values.map { HTML.code($0.wireText) }.joined(separator: "、"),
                    ]
                }
            )
            let parked = use.table.parked.map(\.wireText).sorted()
            if !parked.isEmpty {
                let values = parked.map(HTML.code).joined(separator: "、")
                html.paragraph(
                    "取值 \(values) 可以发送，但后续办理未约定，平台收到后挂起，由工作人员联系贵方。"
                )
                assumptions.append(
                    "代码表 \(use.table.name) 的取值 \(parked.joined(separator: "、")) 表示的后续办理，请贵方说明"
                )
            }
        }
    }

    /// The tables that some map uses, each once with all of its places.
    private var usedTables: [Use] {
        var uses: [Use] = []
        for message in its.messages {
            guard let described = message.described else { continue }
            let names = wireNames(of: message)
            for field in described.map.fields {
                for call in field.calls where call.function == "code" || call.function == "decode" {
                    guard let name = call.texts.first,
                        let table = described.source.codes.first(where: { $0.name == name })
                    else { continue }
                    let paths = call.function == "code" ? [field.path] : call.inputs
                    let wire = paths.map { HTML.code(names[$0] ?? $0.joined(separator: ".")) }
                    let title = paths.lazy.compactMap { path in
                        tables[message.id]?.first { $0.path == path }?.title
                    }.first
                    add(
                        table,
                        title,
                        "\(HTML.escaped(message.title)) \(wire.joined(separator: " + "))",
                        &uses
                    )
                }
            }
        }
        return uses
    }

    private func add(
        _ table: CodeTable,
        _ title: String?,
        _ place: String,
        _ uses: inout [Use]
    ) {
        if let at = uses.firstIndex(where: { $0.table.span == table.span }) {
            if !uses[at].places.contains(place) { uses[at].places.append(place) }
        } else {
            uses.append(Use(table: table, title: title, places: [place]))
        }
    }

    /// Property paths → what a person finds in the field table.
    func wireNames(of message: InterfaceMessage) -> [[String]: String] {
        Dictionary(
            (tables[message.id] ?? []).map { ($0.path, $0.wireName) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
