package import Values

/// One deployment's policy: its parties, programs, calendar and hours (contracts/LANGUAGE.md, section 3).
package struct Region: Sendable {
    package var name: String
    /// GB/T 2260, six digits.
    package var code: String
    package var title: String
    package var parent: String?
    package var calendar: WorkCalendar
    package var hours: [OfficeHours]
    /// Stage → party.
    package var leads: [String: String]
    /// In file order.
    package var parties: [Party]
    package var programs: [Program]
    package var provenance: Program.Provenance

    // By index, so that only what is found is copied.
    package func party(_ name: String) -> Party? {
        parties.indices.first { parties[$0].name == name }.map { parties[$0] }
    }
    /// Whether a party that has a contract of its own gets orders in the hub's own JSON that want an answer: it may give
    /// that in the hub's own JSON too, by the AMQP `type` of a canonical reply.
    package func awaitsCanonicalReplies(from party: Party) -> Bool {
        programs.contains { program in
            program.items.contains { item in
                guard case .canonical = item.terms, item.ends != .ordered else { return false }
                return program.candidates(item).contains(party.name)
            }
        }
    }
    package func program(_ name: String) -> Program? {
        programs.indices.first { programs[$0].name == name }.map { programs[$0] }
    }
}

/// Utility, operator, bureau or platform that exchanges messages with the hub.
package struct Party: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case utility, `operator`, bureau, platform, hall, credit, messenger
    }

    package var name: String
    package var title: String
    package var kind: Kind
    /// Nil: `canonical`, the hub's own JSON.
    package var contract: Contract?
    package var parameters: Object
    /// Key name in the contract → secret name in the configuration.
    package var keys: [String: String]
    package var hotline: String?
    package var uscc: String?
    package var isEnabled: Bool
    /// The last part of its queue names: `<region>.<party>` unless the region says otherwise.
    package var queue: String
    package var provenance: Program.Provenance
}

/// The office hours of a season; only limits in working hours read them.
package struct OfficeHours: Sendable, Hashable {
    /// Month × 100 + day; `from` may be later in the year than `to`: the season then crosses the year end.
    package var from: Int
    package var to: Int
    /// Minutes since midnight.
    package var morning: Range<Int>
    package var afternoon: Range<Int>
}

extension Region {
    /// Says whether due days are counted the same way: the calendar's days and the office hours, digested.
    package var scheduleFingerprint: String {
        var lines: [String] = []
        for (number, year) in calendar.years.sorted(by: { $0.key < $1.key }) {
            lines.append("\(number)")
            lines += year.off.keys.sorted().map { "off \($0)" }
            lines += year.work.sorted().map { "work \($0)" }
        }
        lines += hours.map { "\($0.from)-\($0.to) \($0.morning) \($0.afternoon)" }
        return Fingerprint.hex(of: Array(lines.joined(separator: "\n").utf8))
    }
}
