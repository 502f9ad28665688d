import Cases
import Contracts
import Values

/// A bulletin for people: pictures before tables. What is called how is taken from the contracts.
struct BulletinReport {
    let bulletin: Bulletin
    let catalogue: Catalogue
    let from: Day?
    let to: Day?

    /// Of a list on the page; the rest is in the JSON and in the ledger.
    private static let linesMax = 50

    init(_ bulletin: Bulletin, _ catalogue: Catalogue, from: Day?, to: Day?) {
        self.bulletin = bulletin
        self.catalogue = catalogue
        self.from = from
        self.to = to
    }

    // MARK: In order

    /// As the contracts have regions and programs; what they do not know comes last.
    var programs: [(key: Bulletin.ProgramKey, totals: Bulletin.ProgramTotals)] {
        bulletin.programs.map { (key: $0.key, totals: $0.value) }
            .sorted { place($0.key.region, $0.key.program) < place($1.key.region, $1.key.program) }
    }

    /// In the order of the program's rules.
    var limits: [(key: Bulletin.LimitKey, totals: Bulletin.LimitTotals)] {
        func rule(_ key: Bulletin.LimitKey) -> Int {
            catalogue.program(key.program)?.program.limits.firstIndex { $0.id == key.rule } ?? .max
        }
        return bulletin.limits.map { (key: $0.key, totals: $0.value) }
            .sorted {
                let (left, right) = ($0.key, $1.key)
                let places = (place(left.region, left.program), place(right.region, right.program))
                if places.0 != places.1 { return places.0 < places.1 }
                return (rule(left), left.rule) < (rule(right), right.rule)
            }
    }

    /// In the order of the region's file.
    var parties: [(key: Bulletin.PartyKey, totals: Bulletin.PartyTotals)] {
        func index(_ key: Bulletin.PartyKey) -> Int {
            catalogue.region(key.region)?.parties.firstIndex { $0.name == key.party } ?? .max
        }
        return bulletin.parties.map { (key: $0.key, totals: $0.value) }
            .sorted {
                let (left, right) = ($0.key, $1.key)
                let places = (place(left.region, ""), place(right.region, ""))
                if places.0 != places.1 { return places.0 < places.1 }
                return (index(left), left.party) < (index(right), right.party)
            }
    }

    private func place(_ region: String, _ program: String) -> (Int, String, Int, String) {
        let regions = catalogue.regions
        let index = regions.firstIndex { $0.name == region }
        let its = index.flatMap { regions[$0].programs.firstIndex { $0.name == program } }
        return (index ?? .max, region, its ?? .max, program)
    }

    /// The usual results first, in the order of how good they are.
    var results: [String] {
        let usual = ["ALL_OK", "PARTIAL", "REFUSED", "WITHDRAWN"]
        let seen = Set(bulletin.programs.values.flatMap(\.results.keys))
        return usual + seen.subtracting(usual).sorted()
    }

    // MARK: Titles

    func title(region name: String) -> String {
        name.isEmpty ? "-" : catalogue.region(name)?.title ?? name
    }

    func title(program name: String) -> String {
        name.isEmpty ? "-" : catalogue.program(name)?.program.title ?? name
    }

    func title(party name: String, in region: String) -> String {
        name.isEmpty ? "-" : catalogue.region(region)?.party(name)?.title ?? name
    }

    func title(result: String) -> String {
        catalogue.titles.title("overall", result) ?? result
    }

    // MARK: The page

    func print(on output: Output) {
        let received = bulletin.programs.values.reduce(0) { $0 + $1.received }
        let days =
            switch (from, to) {
            case (let from?, let to?): " accepted \(from) to \(to)"
            case (let from?, nil): " accepted since \(from)"
            case (nil, let to?): " accepted until \(to)"
            case (nil, nil): ""
            }
        output.line(
            output.styled(counted(received, "case") + days, .bold)
                + ", as of \(bulletin.now.written)"
        )
        if !bulletin.programs.isEmpty { printPrograms(on: output) }
        if !bulletin.limits.isEmpty { printLimits(on: output) }
        if !bulletin.parties.isEmpty { printParties(on: output) }
        print("Overdue 逾期清单", bulletin.overdue, isLate: true, on: output)
        print("Due today 今日到期", bulletin.dueToday, isLate: false, on: output)
    }

    private func printPrograms(on output: Output) {
        output.heading("Programs")
        for line in bars(columns: output.terminal.columns) {
            output.line(
                line.label + output.styled(line.closed, .green) + output.styled(line.open, .blue)
                    + line.tail
            )
        }
        output.line()
        var columns: [Table.Column] = [.init("program", flexible: true)]
        columns += ["received", "open", "closed"].map { .init($0, right: true) }
        columns += results.map { .init(title(result: $0), right: true) }
        columns += ["outcomes", "amended", "rejected"].map { .init($0, right: true) }
        let rows = programs.map { key, its -> (String, [Table.Cell]) in
            let numbers =
                [its.received, its.open, its.closed] + results.map { its.results[$0, default: 0] }
                + [its.issued, its.amended, its.rejected]
            let cells = numbers.map { Table.Cell("\($0)") }
            return (title(region: key.region), [.init(title(program: key.program))] + cells)
        }
        print(columns, rows, on: output)
    }

    private func printLimits(on output: Output) {
        output.heading("Limits 时限")
        let numbers = [
            "running", "overdue", "in time", "late", "on time", "paused", "undated", "unstated",
        ]
        let columns =
            [Table.Column("limit", flexible: true)] + numbers.map { .init($0, right: true) }
        let rows = limits.map { key, its -> (String, [Table.Cell]) in
            let percent = its.onTimePerMille.map { "\(Self.percent($0))%" } ?? "-"
            let cells: [Table.Cell] = [
                .init(its.title), "\(its[.running])",
                .init("\(its[.overdue])", its[.overdue] > 0 ? .red : nil), "\(its[.inTime])",
                .init("\(its[.late])", its[.late] > 0 ? .yellow : nil), .init(percent),
                "\(its[.paused])", "\(its[.undated])", "\(its[.unstated])",
            ]
            return ("\(title(region: key.region)) \(title(program: key.program))", cells)
        }
        print(columns, rows, on: output)
        let paused = bulletin.paused.all.prefix(Self.linesMax)
        if !paused.isEmpty { output.line("  paused:") }
        for its in paused { output.line("    \(its.number)  \(words(its))") }
        more(than: paused.count, of: bulletin.paused, on: output)
    }

    private func printParties(on output: Output) {
        output.heading("Parties 参与单位")
        let numbers = [
            "orders", "answered", "silent", "answer", "longest", "result", "longest", "overdue",
            "parked",
        ]
        let columns =
            [Table.Column("party", flexible: true)] + numbers.map { .init($0, right: true) }
        let rows = parties.map { key, its -> (String, [Table.Cell]) in
            let cells: [Table.Cell] = [
                .init(title(party: key.party, in: key.region)), "\(its.ordered)",
                "\(its.answered)", .init("\(its.silent)", its.silent > 0 ? .yellow : nil),
                .init(Self.length(its.firstAnswer.median)),
                .init(Self.length(its.firstAnswer.longest)),
                .init(Self.length(its.result.median)), .init(Self.length(its.result.longest)),
                .init("\(its.overdue)", its.overdue > 0 ? .red : nil),
                .init("\(its.parked)", its.parked > 0 ? .yellow : nil),
            ]
            return (title(region: key.region), cells)
        }
        print(columns, rows, on: output)
        output.line("  answer and result: the median time from the order, and the longest")
    }

    /// A table for each group of rows, under the group's name.
    private func print(
        _ columns: [Table.Column],
        _ rows: [(group: String, cells: [Table.Cell])],
        on output: Output
    ) {
        var left = rows[...]
        while let group = left.first?.group {
            var table = Table(columns)
            for row in left.prefix(while: { $0.group == group }) { table.add(row: row.cells) }
            left = left.drop { $0.group == group }
            output.line("  " + output.styled(printable(group), .blue))
            output.table(table)
        }
    }

    private func print(_ title: String, _ list: DeadlineList, isLate: Bool, on output: Output) {
        output.heading(title)
        guard list.count > 0 else { return output.line("  nothing") }
        let shown = list.all.prefix(Self.linesMax)
        for its in shown {
            let due = "  due \(its.dueAt?.written ?? "-")"
            let late = its.workdaysLate.map { counted($0, "working day") + " late" } ?? "late"
            output.line("  \(its.number)\(due)" + (isLate ? "  \(output.styled(late, .red))" : ""))
            output.line("      \(words(its))")
            output.line("      \(printable(its.explanation))")
        }
        more(than: shown.count, of: list, on: output)
    }

    /// Item, party and limit.
    private func words(_ its: Bulletin.Deadline) -> String {
        let party = its.party.map { title(party: $0, in: its.region) }
        return printable([its.item, party, its.limit].compactMap { $0 }.joined(separator: " · "))
    }

    private func more(than count: Int, of list: DeadlineList, on output: Output) {
        guard list.count > count else { return }
        output.line("  and \(list.count - count) more: see lianban report --csv")
    }

    /// `97.3`.
    static func percent(_ perMille: Int) -> String { "\(perMille / 10).\(perMille % 10)" }

    /// `45 min`, `3 h 20 min`, `2 d 5 h`.
    static func length(_ minutes: Int?) -> String {
        guard let minutes else { return "-" }
        if minutes < 60 { return "\(minutes) min" }
        if minutes < 48 * 60 { return "\(minutes / 60) h \(minutes % 60) min" }
        return "\(minutes / 1440) d \(minutes / 60 % 24) h"
    }
}
