import Contracts
import Expressions
import Schemas
import Values

// 办理状态, 时限
extension PartyPage {
    mutating func states() {
        let replies = its.inbound.filter { $0.channel?.way == .replies }
        guard !replies.isEmpty else { return }
        heading("可上报的办理状态")
        html.paragraph(
            "环节依次为：\(path)。贵方只须上报实际发生的环节；到达后面的环节，视同前面的环节均已完成。已有结果后再报不同结果的，平台不覆盖，转人工处理。"
        )
        for message in replies {
            guard let described = message.described else { continue }
            let states = ReportedStates(described, wireNames: wireNames(of: message))
            guard !states.rows.isEmpty else { continue }
            subheading(message.title, id: "states-\(message.id)")
            let fields = states.fields.map(HTML.code).joined(separator: " + ")
            if !fields.isEmpty {
                html.paragraph(
                    states.fields.count > 1
                        ? "由字段 \(fields) 的取值依次相连后确定。" : "由字段 \(fields) 确定。"
                )
            }
            html.table(
                ["办理状态", "报文取值", "作用"],
                rows: states.rows.map { row in
                    [
                        HTML.escaped(meanings.title(of: row.state)),
                        row.values.isEmpty
                            ? "由报文内容判定，见下"
                            : row.values.map(HTML.code).joined(separator: "、"),
                        HTML.escaped(MessageWords.effect(row.state)),
                    ]
                }
            )
            if let rule = states.rule {
                html.paragraph("判定规则：\(HTML.code(rule))", class: "soft")
            }
            if !states.parked.isEmpty {
                let values = states.parked.map(HTML.code).joined(separator: "、")
                html.paragraph("取值 \(values) 后续办理未约定，平台挂起待人工处理。")
            }
        }
    }

    private var path: String {
        Milestone.path.map { meanings.title(of: $0) }.joined(separator: " → ")
    }

    mutating func times() {
        let limits = self.limits
        let freshness = self.freshness
        guard !limits.isEmpty || !freshness.isEmpty || !its.items.isEmpty else { return }
        heading("时间与时限")
        html.list(
            freshness + [
                "报文中未写明时区的时间均为北京时间（UTC+8）。",
                "回执中的办理时间为环节实际发生的时间；未填的，以平台收到的时间为准。",
            ]
        )
        guard !limits.isEmpty else { return }
        html.paragraph("平台对贵方承办的事项计算下列时限，工作日按国务院办公厅公布的节假日安排计算：")
        html.table(
            ["时限", "适用事项", "起算", "截止", "期限", "预警", "依据"],
            rows: limits.map { limit, items in
                var basis = HTML.escaped(limit.provenance.basis ?? "")
                if let guess = limit.provenance.assumption {
                    assumptions.append("时限“\(limit.title)”：\(guess)")
                    basis += (basis.isEmpty ? "" : "<br/>") + Self.guess(guess)
                }
                let warning = limit.warn.map { "用时达 \(Int(($0 * 100).rounded()))%" } ?? "—"
                return [
                    HTML.escaped(limit.title), HTML.escaped(items.joined(separator: "、")),
                    HTML.escaped(MessageWords.moment(limit.from, meanings.titles)),
                    HTML.escaped(MessageWords.moment(limit.until, meanings.titles)),
                    HTML.escaped(MessageWords.span(limit.fixedSpan)), warning, basis,
                ]
            }
        )
        let isPaused = limits.contains { !$0.limit.pause.isEmpty }
        if isPaused { html.paragraph("补正、特别程序期间暂停计时，结束后继续计算。") }
    }

    private var limits: [(limit: LimitRule, items: [String])] {
        its.region.programs.flatMap { program in
            program.limits.compactMap { limit in
                let items = its.items.filter {
                    $0.program.name == program.name && limit.covers($0.item)
                }
                return items.isEmpty ? nil : (limit, items.map(\.item.title))
            }
        }
    }

    /// Rules about stamps that a party sends.
    private var freshness: [String] {
        var found: [String] = []
        for message in its.inbound {
            guard let envelope = message.described?.envelope,
                let seconds = envelope.freshSeconds
            else { continue }
            let text = "时间戳与消息服务收到报文的时间相差超过 \(seconds) 秒的，平台不接收。请保持系统时间与国家授时一致（NTP）。"
            if !found.contains(text) { found.append(text) }
        }
        return found
    }
}
