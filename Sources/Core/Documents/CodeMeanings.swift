import Contracts
import Schemas
import Values

/// Finds the Chinese meaning of canonical codes. A contract's table does not say which of the canonical tables it
/// speaks of, so it is found by the codes themselves.
struct CodeMeanings: Sendable {
    let titles: CodeTitles
    /// The canonical application, whose titles name what rules read.
    let application: Schema?
    /// Item → title.
    let items: [String: String]

    init(_ catalogue: Catalogue, _ region: Region) {
        titles = catalogue.titles
        application = catalogue.application
        items = Dictionary(
            region.programs.flatMap { $0.items.map { ($0.id, $0.title) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The titles of a table's codes: those of the smallest canonical table that has them all, one of the same name
    /// first; else of items.
    func meanings(of table: CodeTable) -> [String: String] {
        func covers(_ candidate: [String: String]) -> Bool {
            table.codes.allSatisfy { candidate[$0] != nil }
        }
        if let same = titles.tables[table.name], covers(same) { return same }
        let found = titles.tables.filter { covers($0.value) }
            .min { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
        if let found { return found.value }
        return covers(items) ? items : [:]
    }

    func title(of state: Milestone) -> String {
        titles.title("state", state.rawValue) ?? state.rawValue
    }

    /// The party's value → its meaning, over all of its spellings.
    func values(of table: CodeTable) -> [Value: String] {
        let meanings = meanings(of: table)
        var values: [Value: String] = [:]
        for code in table.codes {
            guard let meaning = meanings[code] else { continue }
            for value in table.writes[code] ?? [] where values[value] == nil {
                values[value] = meaning
            }
        }
        return values
    }
}

extension Value {
    /// As it stands on the wire, without quotes.
    var wireText: String { string ?? number?.text ?? bool.map { $0 ? "true" : "false" } ?? kind }
}
