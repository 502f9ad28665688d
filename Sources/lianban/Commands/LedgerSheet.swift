import Cases
import Contracts
import Values

/// The ledger as a table that office programs open (RFC 4180), for officials: Chinese, UTF-8 with a byte order mark.
struct LedgerSheet {
    private let catalogue: Catalogue

    init(_ catalogue: Catalogue) { self.catalogue = catalogue }

    private static let columns = [
        "类别", "区域", "联办事项", "办件编号", "申报流水号", "受理时间", "办件状态", "办理结果", "出件版次", "出件时间",
        "事项", "承办单位", "事项状态", "派单时间", "首次答复时间", "办结时间", "最近截止时间", "逾期时限数", "逾期工作日", "时限情况",
        "截止日依据",
    ]

    var heading: String { "\u{FEFF}" + Self.line(Self.columns) }

    /// The case's own line, and one for each item.
    func lines(_ entry: LedgerEntry) -> String {
        let region = catalogue.region(entry.region)
        let program = catalogue.program(entry.program)?.program
        let common = [
            region?.title ?? entry.region, program?.title ?? entry.program,
            Self.number(entry.number), Self.number(entry.applicationNumber),
            entry.acceptedAt.written, entry.closedAt == nil ? "在办" : "办结",
            entry.overall.map { catalogue.titles.title("overall", $0) ?? $0 } ?? "",
            entry.revision == 0 ? "" : "\(entry.revision)", entry.issuedAt?.written ?? "",
        ]
        let whole = ["", "", "", "", "", entry.closedAt?.written ?? ""]
        let own = Self.limits(entry.limits.filter { $0.item == nil })
        var text = Self.line(["办件"] + common + whole + own)
        for item in entry.items {
            let cells = [
                item.title, item.party.map { region?.party($0)?.title ?? $0 } ?? "",
                catalogue.titles.itemState(item.state), item.orderedAt?.written ?? "",
                item.answeredAt?.written ?? "", item.isOver ? item.endedAt?.written ?? "" : "",
            ]
            let limits = Self.limits(entry.limits.filter { $0.item == item.id })
            text += Self.line(["事项"] + common + cells + limits)
        }
        return text
    }

    /// 最近截止时间、逾期时限数、逾期工作日、时限情况、截止日依据.
    private static func limits(_ limits: [LedgerEntry.Limit]) -> [String] {
        let next = limits.filter { $0.standing == .running || $0.standing == .overdue }
            .compactMap(\.dueAt).min()
        let late = limits.filter { $0.standing == .overdue || $0.standing == .late }
        let days = late.compactMap(\.workdaysLate).max()
        return [
            next?.written ?? "", late.isEmpty ? "" : "\(late.count)", days.map { "\($0)" } ?? "",
            limits.map { "\($0.title)：\($0.standing.title)" }.joined(separator: "；"),
            late.map { "\($0.title)：\($0.explanation)" }.joined(separator: "。"),
        ]
    }

    /// A number of many digits, as text.
    private static func number(_ text: String) -> String { "\t" + text }

    private static func line(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    private static func cell(_ text: String) -> String {
        // What a sender began with one of these would be run as a formula.
        let isFormula = text.utf8.first.map { "=+-@".utf8.contains($0) } ?? false
        let text = isFormula ? "\t" + text : text
        let needsQuotes = text.utf8.contains { "\",\r\n\t".utf8.contains($0) }
        return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}

extension LedgerEntry.Standing {
    /// In the words of an official.
    var title: String {
        switch self {
        case .running: "计时中"
        case .overdue: "逾期未完成"
        case .inTime: "按期完成"
        case .late: "逾期完成"
        case .paused: "暂停计时"
        case .undated: "待放假安排公布"
        case .unstated: "未规定"
        case .void: "不再适用"
        }
    }
}
