import Contracts
import Expressions
import Schemas
import Values

// 报文标识与重复, 校验与拒收, 推定, 联系
extension PartyPage {
    mutating func identity() {
        heading("报文标识、重复与对应")
        subheading("重复报文如何判定", id: "duplicates")
        if !its.outbound.isEmpty {
            html.paragraph(
                "平台所发：以 \(HTML.code("message-id")) 判定。相同 message-id 的报文体逐字节相同，贵方只处理一次，重复的直接确认。内容有更正的，是新的 message-id。"
            )
        }
        guard !its.inbound.isEmpty else { return }
        html.paragraph("贵方所发：\(duplicateRule)。重复的报文平台直接确认，不再处理，不另行答复。标识相同而内容不同的，平台挂起，由工作人员联系贵方。")
        let replies = its.inbound.filter { $0.channel?.way == .replies }
        guard !replies.isEmpty else { return }
        subheading("回执如何对应到工单", id: "correlation")
        html.paragraph(
            "一份回执可以带多个标识，平台逐个查找；所带标识须指向同一子件，互相矛盾的挂起。至少要有一个能找到子件的标识。所带工单号平台尚不认识的（如贵方先报工单号、后报对应关系），回执先等待，知道对应关系后自动处理。"
        )
        html.table(["标识", "报文位置", "说明"], rows: identifierRows(replies))
    }

    private var duplicateRule: String {
        let identities = its.contracts.map(\.identity)
        switch identities.first ?? .messageID {
        case .messageID: return "以 \(HTML.code("message-id")) 判定；没有 message-id 的，以报文全部字节判定"
        case .content: return "以报文内容（去掉封装和签名后的全部字节的 SM3）判定，与 message-id、时间戳和签名无关；重新签名后再发的同一份回执视为重复"
        case .fields(let pointers):
            let names = pointers.map { HTML.code($0.steps.joined(separator: ".")) }
            return "以字段 \(names.joined(separator: "、")) 的取值判定"
        }
    }

    private func identifierRows(_ replies: [InterfaceMessage]) -> [[String]] {
        let known: [(name: String, title: String, note: String)] = [
            ("item", "子件编号", "22 位，工单中平台所给，原样带回"),
            ("partyOrder", "贵方工单号", "贵方自编；首次上报后平台即记住它与子件的对应"),
            ("case", "办件编号", "20 位；贵方在一个办件中只有一个子件时可用"),
        ]
        var rows: [[String]] = []
        for (name, title, note) in known {
            var places: [String] = []
            for message in replies {
                guard let described = message.described else { continue }
                let names = wireNames(of: message)
                let leaves = described.map.fields.filter { $0.path.last == name }
                var inputs = leaves.flatMap(\.inputs).map { names[$0] ?? $0.joined(separator: ".") }
                if described.contract == nil,
                    described.schema.resolved.properties[name] != nil
                {
                    inputs = [name]
                }
                places += inputs.map { "\(HTML.escaped(message.title)) \(HTML.code($0))" }
            }
            if !places.isEmpty { rows.append([title, places.joined(separator: "<br/>"), note]) }
        }
        rows.append([
            "correlation-id", "AMQP 属性", "子件编号，或所答工单的 message-id；其他内容不采信，也不报错",
        ])
        return rows
    }

    mutating func refusals() {
        guard !its.inbound.isEmpty else { return }
        heading("校验与拒收")
        html.paragraph("平台收到贵方报文后依次核对，任一项不符即不处理：")
        var checks: [String] = []
        if its.inbound.contains(where: { $0.described?.envelope.isEmpty == false }) {
            checks.append("封装、消息头、签名、时间戳（见“封装与签名”）")
        }
        checks += [
            "字符集：出现该字符集以外的字节即拒收，不作替换", "格式：JSON、XML 的语法；定长记录的长度和结束符",
            "字段：必填、类型、长度、取值、格式；约定以外的字段不接收", "代码：代码表中没有的取值不处理",
            "对应关系：报文所指的办件、子件是否存在，是否属于贵方",
        ]
        html.list(checks, isOrdered: true)
        html.paragraph("一次列出全部问题，每个问题写明位置（JSON 指针、XPath 或字节位置）、应为、实为。")
        let isAnswered = its.outbound.contains { $0.stem == "refusal" }
        let isRejecting = its.outbound.contains { $0.stem == "rejection" }
        if isRejecting {
            html.paragraph(
                "申请不符合约定或不满足受理条件的：平台发出一份<a href=\"#m-rejection\">申报退回</a>，列明全部应改正的内容，不生成办件；改正后以新的 message-id 重新提交。平台自身原因（如代码表缺失）造成的不退回，由平台处理后继续。"
            )
            checkList()
        } else if isAnswered {
            html.paragraph("不能处理的报文：平台发出一份<a href=\"#m-refusal\">拒收通知</a>，原报文完整保存。")
        } else {
            html.paragraph(
                "不能处理的报文：平台完整保存并挂起，<strong>不另发拒收报文</strong>，由工作人员与贵方联系。属平台原因的，改正后重新处理原报文，贵方无须重发；属贵方原因的，请改正后以新的 message-id 重发。"
            )
        }
    }

    /// What an application must meet beyond its schema.
    private mutating func checkList() {
        for program in its.intake where !program.checks.isEmpty {
            html.paragraph("“\(HTML.escaped(program.title))”除字段校验外，还核对：")
            html.list(
                program.checks.map { check in
                    var text = HTML.escaped(check.say)
                    if check.level == .warning { text += "（只提示，不退回）" }
                    if let basis = check.provenance.basis {
                        text += "　<span class=\"soft\">依据：\(HTML.escaped(basis))</span>"
                    }
                    if let guess = check.provenance.assumption {
                        text += "　" + Self.guess(guess)
                        assumptions.append("核对“\(check.say)”：\(guess)")
                    }
                    return text
                }
            )
        }
    }

    mutating func openQuestions() {
        guard !assumptions.isEmpty else { return }
        heading("推定与待确认事项")
        html.paragraph("下列内容政策文件或贵方接口文档未写明，由平台推定。请逐条确认或更正，确认后由平台修改契约并重新生成本说明。")
        var seen: Set<String> = []
        html.list(
            assumptions.filter { seen.insert($0).inserted }.map(HTML.escaped),
            isOrdered: true
        )
    }

    mutating func contact() {
        heading("参数、联系与附件")
        let titled = its.contracts.flatMap { contract in
            contract.parameters.sorted { $0.key < $1.key }
        }
        if !titled.isEmpty {
            html.paragraph("约定参数：")
            var seen: Set<String> = []
            html.table(
                ["参数", "名称", "取值"],
                rows: titled.filter { seen.insert($0.key).inserted }.map { name, schema in
                    [
                        HTML.code(name), HTML.escaped(schema.title ?? ""),
                        HTML.code(its.party.parameters[name]?.wireText ?? ""),
                    ]
                }
            )
        }
        var rows: [(String, String)] = []
        if let hotline = its.party.hotline {
            rows.append(("贵方服务电话", "\(HTML.escaped(hotline))（随办件信息告知申请人）"))
        }
        if let uscc = its.party.uscc { rows.append(("贵方统一社会信用代码", HTML.code(uscc))) }
        let keys = Set(its.contracts.flatMap(\.keys)).sorted()
        if !keys.isEmpty {
            rows.append(
                ("密钥", "\(keys.map(HTML.code).joined(separator: "、"))；取值线下交换，不在本说明内")
            )
        }
        rows += [
            ("平台技术联系人", "由平台运维单位在联调通知中提供"), ("贵方技术联系人", "请贵方在联调前提供姓名、电话和值守时间"),
        ]
        html.facts(rows)
        html.paragraph("附件：")
        html.list(
            files.map {
                "<a href=\"\($0.name)\">\(HTML.escaped($0.name))</a>　\(HTML.escaped($0.title))"
            }
                + ["<a href=\"../asyncapi.json\">asyncapi.json</a>　全地区消息接口（AsyncAPI 3.0）"]
        )
    }
}
