import Cases
import Contracts
import Pipeline
import Stores
import Values

/// One case as `lianban cases show` prints it.
struct CaseReport {
    let summary: CaseSummary
    let its: Case
    let region: Region?
    let program: Contracts.Program?
    let titles: CodeTitles
    /// Nil where the contracts no longer have the program as the case began with it.
    let items: [ItemSummary]?
    let inbound: [Stores.InboundMessage]
    let outbound: [Stores.OutboundMessage]
    let events: [CaseEvent]
    let alerts: [Stores.Alert]
    /// Messages that name the case and wait for something.
    let waiting: [Stores.InboundMessage]
    var masking = Masking()

    /// More messages than any case has; beyond it the oldest are left out.
    private static let messagesMax = 5000

    init(_ record: CaseRecord, store: any StoreReader, policy: Policy, now: Instant) throws {
        let number = record.summary.number
        summary = record.summary
        its = try StoredCase(record.state).case
        let found = policy.catalogue.program(summary.program)
        region = found?.region
        program = found?.program
        titles = policy.catalogue.titles
        if let found {
            items = try? CaseMachine(its, program: found.program, region: found.region, now: now)
                .itemSummaries()
        } else {
            items = nil
        }
        var received = InboundQuery()
        received.caseNumber = number
        received.limit = Self.messagesMax
        inbound = try store.inbound(received)
        var sent = OutboundQuery()
        sent.caseNumber = number
        sent.limit = Self.messagesMax
        outbound = try store.outbound(sent)
        events = try store.events(of: number)
        var open = AlertQuery()
        open.limit = Self.messagesMax
        alerts = try store.alerts(open).filter { $0.caseNumber == number }
        var hanging = InboundQuery()
        hanging.disposition = .waiting
        hanging.limit = Self.messagesMax
        let known = inbound.map(\.id)
        let names = ["\(number)", record.summary.applicationNumber]
        waiting = try store.inbound(hanging).filter { message in
            !known.contains(message.id)
                && message.waitingFor.contains { key in names.contains { key.hasSuffix("|\($0)") } }
        }
        masking.learn(its.app, policy.catalogue.personal.application)
        for report in its.items.flatMap(\.reports) {
            masking.learn(.object(report.detail), policy.catalogue.personal.reply)
        }
    }

    /// Parked, suspect and waiting messages of the case.
    var hanging: [Stores.InboundMessage] {
        inbound.filter { [.parked, .suspect, .waiting].contains($0.disposition) } + waiting
    }

    var unconfirmed: [Stores.OutboundMessage] {
        outbound.filter { $0.state != .confirmed && $0.state != .cancelled }
    }

    func shown(_ text: String) -> String { printable(masking.masked(text)) }

    // MARK: For people

    func print(on output: Output) {
        printHeader(on: output)
        printItems(on: output)
        printLimits(on: output)
        printWorks(on: output)
        heading("Timeline", output)
        let timeline = CaseTimeline(events: events, inbound: inbound, outbound: outbound)
        output.table(timeline.table { masking.masked($0.data["text"]?.string ?? $0.kind) })
        printHanging(on: output)
    }

    private func heading(_ text: String, _ output: Output) {
        output.line()
        output.line(output.styled(text, .bold))
    }

    private func printHeader(on output: Output) {
        output.line(
            output.styled("Case \(summary.number)", .bold)
                + "  \(program?.title ?? summary.program)"
        )
        output.line(
            "  program      \(summary.program)  version \(summary.contractVersion.prefix(12))"
        )
        output.line("  application  \(summary.applicationNumber) from \(summary.source)")
        let applicant = its.app["applicant"]?["name"]?.string.map { "  applicant    \(shown($0))" }
        if let applicant { output.line(applicant) }
        output.line("  opened       \(summary.openedAt.written)")
        let closed = summary.closedAt.map { " since \($0.written)" } ?? ""
        let style: Output.Style = summary.status == .open ? .blue : .green
        output.line("  status       \(output.styled(summary.status.rawValue, style))\(closed)")
        if let outcome = its.outcome {
            let overall = outcome.content["overall"]?.string ?? ""
            let title = titles.title("overall", overall).map { "\($0) " } ?? ""
            output.line(
                "  outcome      revision \(outcome.revision): \(title)\(overall), \(outcome.issuedAt.written)"
            )
        }
    }

    private func printItems(on output: Output) {
        heading("Items", output)
        guard let items else {
            output.line(
                "  the contracts do not have this program any more as the case began with it"
            )
            for item in its.items {
                output.line(
                    "  \(item.number)  \(item.id)  \(item.party ?? "")  \(item.reports.last?.state.title ?? item.decision.rawValue)"
                )
            }
            return
        }
        var table = Table([
            .init("number"), .init("item"), .init("party"), .init("state"), .init("since"),
            .init("party's number"),
            .init("over"),
        ])
        for item in items {
            table.add(
                .init(item.number),
                .init(item.title),
                .init(item.party ?? "-"),
                .init(title(of: item)),
                .init(item.at?.written ?? "-"),
                .init(item.partyOrder ?? "-"),
                .init(item.isOver ? "yes" : item.decision == .skipped ? "-" : "no")
            )
        }
        output.table(table)
    }

    /// The state in the words of an official.
    func title(of item: ItemSummary) -> String {
        if ["undecided", "skipped", "pending"].contains(item.state) {
            return titles.itemState(item.state)
        }
        let title = titles.itemState(item.state)
        if let opinion = item.opinion {
            return item.opinion?.rawValue == item.state
                ? "\(title)（意见，尚待决定）" : "\(title)（承办单位意见：\(opinion.title)）"
        }
        return item.decision == .dropped ? "\(title)（已不办理）" : title
    }

    private func printLimits(on output: Output) {
        guard !its.limits.isEmpty else { return }
        heading("Limits", output)
        var table = Table([
            .init("limit"), .init("item"), .init("state"), .init("due"), .init("why"),
        ])
        for limit in its.limits {
            let item = limit.item.flatMap { id in items?.first { $0.id == id }?.title ?? id } ?? "-"
            let late = limit.state == .met && limit.isLate ? "（逾期）" : ""
            let style: Output.Style? =
                limit.state == .overdue ? .red : limit.state == .warned ? .yellow : nil
            table.add(
                .init(limit.title),
                .init(item),
                .init(limit.state.title + late, style),
                .init(limit.state == .unstated ? "未规定" : limit.dueAt?.written ?? "-"),
                .init(limit.explanation)
            )
        }
        output.table(table)
    }

    /// Where the case builds, and who else builds there then.
    private func printWorks(on output: Output) {
        let near = its.neighbours.filter { !$0.shared.isEmpty }
        guard !its.works.isEmpty || !near.isEmpty else { return }
        heading("Works", output)
        for work in its.works { output.line("  \(shown(work.place))  \(work.period)") }
        for neighbour in near {
            for work in neighbour.shared {
                output.line(
                    "  \(output.styled("with case \(neighbour.number)", .yellow))"
                        + " at \(shown(work.place))  \(work.period)"
                )
            }
        }
    }

    private func printHanging(on output: Output) {
        heading("What hangs", output)
        for message in hanging {
            let why = message.problems.first?.say ?? message.waitingFor.joined(separator: ", ")
            output.line(
                "  \(output.styled(message.disposition.rawValue, .yellow)) #\(message.id) \(message.kind.rawValue)"
                    + " \(message.party ?? ""): \(shown(why))  (lianban messages show \(message.id))"
            )
        }
        for message in unconfirmed {
            let reason = message.reason.map { ": \(printable($0))" } ?? ""
            output.line(
                "  \(output.styled(message.state.rawValue, .yellow)) out:\(message.sequence) \(message.kind.rawValue) → "
                    + "\(message.party)\(reason)  (lianban messages show out:\(message.sequence))"
            )
        }
        for alert in alerts {
            output.line(
                "  \(output.styled("alert", .yellow)) \(alert.at.written) \(alert.kind): \(shown(alert.text))"
            )
        }
        if hanging.isEmpty, unconfirmed.isEmpty, alerts.isEmpty { output.line("  nothing") }
    }
}

extension CodeTitles {
    /// The state of an item in the words of an official.
    func itemState(_ state: String) -> String {
        switch state {
        case "undecided": "待定"
        case "skipped": "不办理"
        case "pending": "待派单"
        default: title("state", state) ?? Milestone(rawValue: state)?.title ?? state
        }
    }
}

extension Cases.Limit.State {
    /// In the words of an official.
    var title: String {
        switch self {
        case .idle: "未开始"
        case .running: "计时中"
        case .warned: "已预警"
        case .overdue: "已逾期"
        case .met: "已完成"
        case .void: "不再适用"
        case .paused: "暂停计时"
        case .undated: "待放假安排公布"
        case .unstated: "未规定"
        }
    }
}
