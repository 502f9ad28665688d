import Stores

/// The cases that one transaction has read, decoded once. It ends with its transaction, so that nothing is decided on
/// what another has changed.
final class CaseMemo {
    private var known: [CaseNumber: LoadedCase] = [:]

    func load(_ number: CaseNumber, from store: any StoreReader) throws -> LoadedCase? {
        if let loaded = known[number] { return loaded }
        guard let record = try store.caseRecord(number) else { return nil }
        let loaded = LoadedCase(summary: record.summary, stored: try StoredCase(record.state))
        known[number] = loaded
        return loaded
    }

    func note(_ loaded: LoadedCase) { known[loaded.summary.number] = loaded }
}

/// A stored case with the columns of its row.
struct LoadedCase {
    var summary: CaseSummary
    var stored: StoredCase
}
