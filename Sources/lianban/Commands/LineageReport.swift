import Contracts
import Values

/// The lineage of a region as `lianban lineage` prints it.
struct LineageReport {
    let lineage: Lineage
    let region: Region
    let catalogue: Catalogue
    let matrix: Lineage.Matrix
    /// Only this party's fields.
    var party: String?
    var showsFields = false

    init(_ lineage: Lineage, _ region: Region, _ catalogue: Catalogue) {
        self.lineage = lineage
        self.region = region
        self.catalogue = catalogue
        matrix = lineage.matrix(region)
    }

    /// The kinds of personal data that the canonical model has, with the titles of their fields.
    var titles: [(kind: PersonalField.Kind, fields: [String])] {
        let all =
            catalogue.personal.application.map { (Lineage.Source(.app, $0.path), $0.kind) }
            + catalogue.personal.reply.map { (Lineage.Source(.reply, $0.path), $0.kind) }
        return PersonalField.Kind.allCases.compactMap { kind in
            let fields = all.filter { $0.1 == kind }.map {
                lineage.title(of: $0.0) ?? $0.0.description
            }
            return fields.isEmpty ? nil : (kind, fields)
        }
    }

    func print(on output: Output) {
        if showsFields {
            for row in matrix.rows where party == nil || row.party == party {
                printFields(of: row, on: output)
            }
        } else {
            printMatrix(on: output)
        }
    }

    // MARK: The matrix

    private func printMatrix(on output: Output) {
        output.line(
            output.styled("Personal data by party", .bold) + ": \(region.title) (\(region.name))"
        )
        output.line()
        let kinds = titles.map(\.kind)
        var table = Table(
            [.init("party")] + kinds.map { .init("\($0.rawValue) \($0.title)") }
        )
        for row in matrix.rows {
            let off = row.isEnabled ? "" : ", disabled"
            table.add(
                row: [.init("\(row.title) (\(row.party)\(off))")]
                    + kinds.map { kind in
                        row.cells[kind].map { Table.Cell(Self.text($0)) } ?? .init("–", .dim)
                    }
            )
        }
        output.table(table)
        output.line()
        printRest(on: output)
    }

    private static func text(_ cell: Lineage.Matrix.Cell) -> String {
        cell.kinds.map(\.rawValue).joined(separator: ", ") + (cell.isQuoted ? " (quoted)" : "")
    }

    private func printRest(on output: Output) {
        let spared = matrix.rows.filter(\.cells.isEmpty).map(\.party)
        output.line("Parties that get none: \(Self.list(spared))")
        output.line(
            "Personal data that reaches nobody: \(Self.list(matrix.unreached.map(described)))"
        )
        output.line(
            "Other fields of the application that reach nobody: \(Self.list(matrix.unused.map(described)))"
        )
        output.line("Personal data in envelopes and headers: \(Self.list(headers))")
    }

    /// Personal data that stands outside a message itself, which should not be.
    private var headers: [String] {
        lineage.messages.filter { $0.region == region.name }.flatMap { message in
            message.envelope.filter { !personal($0).isEmpty }.map { "\(message.name) \($0.wire)" }
        }
    }

    /// What a picture says beside the matrix, in Chinese.
    var remarks: [String] {
        let spared = matrix.rows.filter(\.cells.isEmpty).map(\.title)
        let unreached = matrix.unreached.map { lineage.title(of: $0) ?? $0.description }
        return [
            spared.isEmpty ? "" : "不收到任何个人信息：\(spared.joined(separator: "、"))。",
            unreached.isEmpty ? "" : "不送达任何单位的个人信息字段：\(unreached.joined(separator: "、"))。",
            headers.isEmpty
                ? "报文头和信封中没有个人信息。" : "报文头或信封中有个人信息：\(headers.joined(separator: "、"))。",
        ].filter { !$0.isEmpty }
    }

    private static func list(_ words: [String]) -> String {
        words.isEmpty ? "none" : words.joined(separator: ", ")
    }

    private func personal(_ field: Lineage.Field) -> [PersonalField.Kind] {
        field.sources.flatMap { lineage.personal($0) }
    }

    private func described(_ source: Lineage.Source) -> String {
        lineage.title(of: source).map { "\(source) \($0)" } ?? source.description
    }

    // MARK: Fields

    private func printFields(of row: Lineage.Matrix.Row, on output: Output) {
        let messages = lineage.messages(to: row.party, in: region.name)
        output.line(
            output.styled("\(row.title) (\(row.party))", .bold) + ", \(row.kind.rawValue)"
        )
        if messages.isEmpty { output.line("  gets no message") }
        for message in messages {
            output.line()
            let item = message.item.map { " (\($0))" } ?? ""
            output.line(
                "  " + output.styled("\(message.kind.rawValue) \(message.name)", .bold)
                    + "  \(message.title)\(item)"
            )
            if !message.conditions.isEmpty {
                output.line("  sent where: \(Self.list(message.conditions.map(\.description)))")
            }
            var table = Table([
                .init("  field"), .init("title"), .init("made of"), .init("via"),
                .init("only decided by"), .init("rule"),
            ])
            for field in message.carrying { table.add(row: cells(field, message)) }
            output.table(table)
        }
        output.line()
    }

    private func cells(_ field: Lineage.Field, _ message: Lineage.Message) -> [Table.Cell] {
        let sources = field.sources.map { described($0, in: message.program) }
        let text = field.expression ?? ""
        let constant = field.constant.map { "constant \($0.jsonText)" }
        return [
            .init("  \(field.wire)"), .init(field.title ?? ""),
            .init(
                constant ?? (sources.isEmpty ? "constant \(text)" : Self.shortened(sources)),
                personal(field).isEmpty ? nil : .yellow
            ),
            .init(field.via.joined(separator: ", ")),
            .init(Self.shortened(field.conditions.map(\.description)), .dim),
            .init(field.span.map(\.description) ?? ""),
        ]
    }

    /// A rejection quotes whatever the sender wrote: the whole application would fill the line.
    private static func shortened(_ words: [String]) -> String {
        let max = 8
        if words.count <= max { return words.joined(separator: ", ") }
        return words.prefix(max).joined(separator: ", ") + " and \(words.count - max) more"
    }

    /// `app.contact.phone ← platform /applicant/phone`
    private func described(_ source: Lineage.Source, in program: String) -> String {
        let origins = lineage.origins(of: source, in: program)
        guard source.root == .app,
            let origin = origins.first(where: { $0.kind == .application })
        else { return source.description }
        return "\(source) ← \(origin.party) \(origin.wire)"
    }
}
