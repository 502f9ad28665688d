package import Contracts
import Formats
import Schemas
import Values

/// A file to be written, by its path below the output folder.
package struct DocumentFile: Sendable, Hashable {
    package var path: String
    package var bytes: [UInt8]
}

/// Everything that is handed to partners, made from compiled contracts: the same contracts and samples give the same
/// bytes.
package enum PartnerDocuments {
    /// Which documents are wanted; nil is all.
    package struct Selection: Sendable {
        package var region: String?
        package var party: String?

        package init(region: String? = nil, party: String? = nil) {
            self.region = region
            self.party = party
        }
    }

    /// The files, sorted by path. Nothing where no region and party is selected.
    package static func files(
        of catalogue: Catalogue,
        wiring: Wiring,
        samples: [Sample],
        selection: Selection = Selection()
    ) -> [DocumentFile] {
        var files: [DocumentFile] = []
        var regions: [(region: Region, interfaces: [PartyInterface])] = []
        for region in catalogue.regions where selection.region ?? region.name == region.name {
            let interfaces = region.parties.filter {
                $0.isEnabled && selection.party ?? $0.name == $0.name
            }
            .map { party in
                SampleShelf.filled(PartyInterface(catalogue, region, party, wiring), samples)
            }
            .filter { !$0.messages.isEmpty }
            guard !interfaces.isEmpty else { continue }
            let meanings = CodeMeanings(catalogue, region)
            for its in interfaces {
                files += PartyFiles.write(its, meanings, wiring)
            }
            let document = AsyncAPIWriter.write(region, interfaces, wiring, meanings)
            files.append(
                DocumentFile(
                    path: "\(region.name)/asyncapi.json",
                    bytes: JSON.encodePretty(document)
                )
            )
            regions.append((region, interfaces))
        }
        guard !regions.isEmpty else { return [] }
        files.append(DocumentFile(path: "index.html", text: IndexPage.write(regions)))
        return files.sorted { $0.path < $1.path }
    }
}

extension DocumentFile {
    init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }
}

/// One party's folder.
private enum PartyFiles {
    static func write(
        _ its: PartyInterface,
        _ meanings: CodeMeanings,
        _ wiring: Wiring
    ) -> [DocumentFile] {
        let folder = "\(its.region.name)/\(its.party.name)"
        var files: [DocumentFile] = []
        var listed: [(name: String, title: String)] = []
        var tables: [String: [FieldRow]] = [:]
        func add(_ name: String, _ title: String, _ bytes: [UInt8]) {
            files.append(DocumentFile(path: "\(folder)/\(name)", bytes: bytes))
            listed.append((name, title))
        }
        for message in its.messages {
            if let described = message.described {
                let rows = FieldTable(described, isToParty: message.isToParty, meanings).rows
                tables[message.id] = rows
                if message.format == .xml {
                    let note =
                        "\(its.party.title) \(message.title)（\(described.schema.title ?? message.id)）"
                    add(
                        "\(message.id).xsd",
                        "\(message.title)，XML Schema 1.0",
                        Array(XSDWriter.write(described.schema, note: note).utf8)
                    )
                }
                if message.format == .fixed {
                    let text = LayoutText.write(message, rows: rows, party: its.party.title)
                    add("\(message.id).layout.txt", "\(message.title)，定长布局与字节标尺", Array(text.utf8))
                }
                if [.csv, .keyvalue, .form].contains(message.format) {
                    let text = FlatLayoutText.write(message, rows: rows, party: its.party.title)
                    add(
                        "\(message.id).layout.txt",
                        "\(message.title)，\(message.format.title)布局与示例",
                        Array(text.utf8)
                    )
                }
                let suffix = message.format == .json ? "" : "（解码后的内容）"
                add(
                    "\(message.id).schema.json",
                    "\(message.title)，JSON Schema 2020-12\(suffix)",
                    JSON.encodePretty(PlainSchema.document(described.source.schema))
                )
            }
            for sample in message.samples {
                add(sample.file, "\(message.title)示例：\(sample.caption)", sample.body)
            }
        }
        let page = PartyPage.write(its, meanings, wiring, files: listed, tables: tables)
        files.append(DocumentFile(path: "\(folder)/index.html", text: page))
        return files
    }
}
