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
        var columns: [Table.Column] = [
            .init("region"), .init("program", flexible: true), .init("received", right: true),
            .init("open", right: true), .init("closed", right: true),
        ]
        columns += results.map { .init(title(result: $0), right: true) }
        columns += ["outcomes", "amended", "rejected"].map { .init($0, right: true) }
        var table = Table(columns)
        for (key, its) in programs {
            let numbers =
                [its.received, its.open, its.closed] + results.map { its.results[$0, default: 0] }
                + [its.issued, its.amended, its.rejected]
            table.add(
                row: [.init(title(region: key.region)), .init(title(program: key.program))]
                    + numbers.map { "\($0)" }
            )
        }
        output.table(table)
    }

    private func printLimits(on output: Output) {
        output.heading("Limits 时限")
        var table = Table([
            .init("region"), .init("program", flexible: true), .init("limit", flexible: true),
            .init("running", right: true), .init("overdue", right: true),
            .init("in time", right: true), .init("late", right: true),
            .init("on time", right: true), .init("paused", right: true),
            .init("undated", right: true), .init("unstated", right: true),
        ])
        for (key, its) in limits {
            let percent = its.onTimePerMille.map { "\(Self.percent($0))%" } ?? "-"
            table.add(
                .init(title(region: key.region)),
                .init(title(program: key.program)),
                .init(its.title),
                "\(its[.running])",
                .init("\(its[.overdue])", its[.overdue] > 0 ? .red : nil),
                "\(its[.inTime])",
                .init("\(its[.late])", its[.late] > 0 ? .yellow : nil),
                .init(percent),
                "\(its[.paused])",
                "\(its[.undated])",
                "\(its[.unstated])"
            )
        }
        output.table(table)
        let paused = bulletin.paused.all.prefix(Self.linesMax)
        for its in paused {
            output.line(
                printable("paused: \(its.number) \(its.item ?? "-") \(its.limit)：\(its.explanation)")
            )
        }
        more(than: paused.count, of: bulletin.paused, on: output)
    }

    private func printParties(on output: Output) {
        output.heading("Parties 参与单位")
        var table = Table([
            .init("region"), .init("party", flexible: true), .init("orders", right: true),
            .init("answered", right: true), .init("silent", right: true),
            .init("first answer, median", right: true), .init("longest", right: true),
            .init("result, median", right: true), .init("longest", right: true),
            .init("overdue", right: true), .init("parked", right: true),
        ])
        for (key, its) in parties {
            table.add(
                .init(title(region: key.region)),
                .init(title(party: key.party, in: key.region)),
                "\(its.ordered)",
                "\(its.answered)",
                .init("\(its.silent)", its.silent > 0 ? .yellow : nil),
                .init(Self.length(its.firstAnswer.median)),
                .init(Self.length(its.firstAnswer.longest)),
                .init(Self.length(its.result.median)),
                .init(Self.length(its.result.longest)),
                .init("\(its.overdue)", its.overdue > 0 ? .red : nil),
                .init("\(its.parked)", its.parked > 0 ? .yellow : nil)
            )
        }
        output.table(table)
    }

    private func print(_ title: String, _ list: DeadlineList, isLate: Bool, on output: Output) {
        output.heading(title)
        guard list.count > 0 else { return output.line("  nothing") }
        var columns: [Table.Column] = [
            .init("case"), .init("item", flexible: true), .init("party", flexible: true),
            .init("limit", flexible: true), .init("due"),
        ]
        if isLate { columns.append(.init("days late", right: true)) }
        var table = Table(columns + [.init("why", flexible: true)])
        let shown = list.all.prefix(Self.linesMax)
        for its in shown {
            var row: [Table.Cell] = [
                .init(its.number), .init(its.item ?? "-"),
                .init(its.party.map { self.title(party: $0, in: its.region) } ?? "-"),
                .init(its.limit), .init(its.dueAt?.written ?? "-"),
            ]
            if isLate { row.append(.init(its.workdaysLate.map { "\($0)" } ?? "?", .red)) }
            table.add(row: row + [.init(its.explanation)])
        }
        output.table(table)
        more(than: shown.count, of: list, on: output)
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
