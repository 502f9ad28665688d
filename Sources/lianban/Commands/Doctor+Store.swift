import Pipeline
import Stores
import System
import Values

extension Examination {
    mutating func checkStore(_ configuration: HubConfiguration) {
        let database = configuration.database
        guard (try? Directory.status(database)) != nil else {
            add(
                .doubtful,
                "store",
                "there is none yet at \(database)",
                next: "it is made when the hub starts: lianban serve"
            )
            return
        }
        do {
            let reader = try SQLiteReaders(path: database).open()
            add(.fine, "store", "\(database): opens, and its schema is this program's")
            try checkSums(configuration)
            try checkOutbox(reader)
            try checkAlerts(reader)
        } catch {
            add(.wrong, "store", "\(error)", next: "see Sources/README.md on restoring a backup")
        }
        checkHub(configuration)
    }

    /// G5: every received message has exactly one disposition.
    private mutating func checkSums(_ configuration: HubConfiguration) throws {
        let report = try configuration.verifyStore()
        let terms = Disposition.allCases.filter { report.counts[$0] ?? 0 > 0 }
            .map { "\($0.rawValue) \(report.counts[$0] ?? 0)" }
        let sum = terms.isEmpty ? "0" : terms.joined(separator: " + ")
        let total = report.counts.values.reduce(0, +)
        add(
            total == report.received ? .fine : .wrong,
            "sums",
            "received \(report.received) = \(sum)"
        )
        if report.faults.isEmpty {
            add(
                .fine,
                "journal",
                "\(counted(report.sealsCount, "seal")) computed again, and all fit"
            )
        }
        for fault in report.faults {
            add(
                .wrong,
                "journal",
                fault,
                next: "stop the hub, keep a copy of the store, and compare it with the last backup"
            )
        }
        for (disposition, next) in [
            (Disposition.parked, "lianban messages list --disposition parked"),
            (.waiting, "lianban messages list --disposition waiting"),
            (.suspect, "lianban messages list --disposition suspect"),
        ] {
            guard let count = report.counts[disposition], count > 0 else { continue }
            add(.doubtful, disposition.rawValue, counted(count, "message"), next: next)
        }
    }

    private mutating func checkOutbox(_ reader: any StoreReader) throws {
        /// More than this are not counted one by one.
        let countMax = 10_000
        var counts: [(OutboundMessage.State, Int)] = []
        for state in [OutboundMessage.State.pending, .claimed, .published, .blocked, .refused] {
            var query = OutboundQuery()
            query.state = state
            query.limit = countMax
            counts.append((state, try reader.outbound(query).count))
        }
        let words = counts.filter { $0.1 > 0 }.map {
            "\($0.0.rawValue) \($0.1)\($0.1 == countMax ? " or more" : "")"
        }
        let bad = counts.contains { ($0.0 == .blocked || $0.0 == .refused) && $0.1 > 0 }
        add(
            bad ? .wrong : .fine,
            "outbox",
            words.isEmpty ? "every message is confirmed" : words.joined(separator: ", "),
            next: bad ? "lianban messages list --out --state blocked, then --state refused" : nil
        )
    }

    private mutating func checkAlerts(_ reader: any StoreReader) throws {
        var query = AlertQuery()
        query.limit = 1000
        let open = try reader.alerts(query)
        guard !open.isEmpty else { return add(.fine, "alerts", "none is open") }
        var kinds: [String: Int] = [:]
        for alert in open { kinds[alert.kind, default: 0] += 1 }
        let words = kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        add(
            .doubtful,
            "alerts",
            "open: \(words.joined(separator: ", "))",
            next: open.lazy.compactMap(\.caseNumber).first.map {
                "for example: lianban cases show \($0)"
            }
        )
    }

    /// The lock tells whether a hub has the store.
    private mutating func checkHub(_ configuration: HubConfiguration) {
        do throws(StoreError) {
            _ = try HubLock(storePath: configuration.database)
            add(.doubtful, "hub", "none runs on this store", next: "start one with: lianban serve")
        } catch {
            if error.code == .locked {
                add(.fine, "hub", error.message.prefix { $0 != "," }.description)
            } else {
                add(
                    .wrong,
                    "hub",
                    error.message,
                    next: "the hub's user must be able to write to \(configuration.data)"
                )
            }
        }
    }
}
