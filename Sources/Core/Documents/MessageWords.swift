import Contracts
import Expressions
import Values

/// The Chinese names of the contract language's messages, states and moments, as partner documents use them.
enum MessageWords {
    private static let kinds: [(stem: String, title: String)] = [
        ("order", "工单"), ("update", "变更"), ("cancel", "撤销"), ("outcome", "统一出件"),
        ("rejection", "申报退回"),
        ("refusal", "拒收通知"),
    ]

    /// Of a message that the hub sends.
    static func kind(_ stem: String) -> String {
        kinds.first { $0.stem == stem }?.title ?? "通知"
    }

    /// The order in which a document shows them.
    static func rank(_ stem: String) -> Int {
        kinds.firstIndex { $0.stem == stem } ?? kinds.count
    }

    /// Whether a message tells the result of an application.
    static func isResult(_ stem: String) -> Bool { stem == "outcome" || stem == "rejection" }

    static func kind(_ kind: InboundMessage.Kind) -> String {
        switch kind {
        case .application: "申请"
        case .update: "补正、更正"
        case .withdrawal: "撤件"
        case .reply: "回执"
        }
    }

    static func occasion(_ stem: String, _ changes: Contract.Changes) -> String {
        switch stem {
        case "order":
            switch changes {
            case .resend: "办件涉及贵方事项时派发；申请内容更正后，以相同编号整单重发，以最后一份为准。"
            case .update: "办件涉及贵方事项时派发一次；申请内容更正后另发变更报文。"
            case .ask: "办件涉及贵方事项时派发一次；申请内容更正后由工作人员联系贵方处理。"
            }
        case "update": "申请内容更正后发送，只对已派发的工单。"
        case "cancel": "申请人撤件或事项不再办理时发送，只对已派发的工单。收到后请停止办理。"
        case "outcome": "全部事项有结果后发送一次；结果有修订的，以更高的版本号重新发送，新版本取代旧版本。"
        case "rejection": "申请不能接收时发送一次，列明全部应改正的内容（一次告知）。"
        case "refusal": "贵方报文不能读取或不符合约定时发送，列明原因。"
        default: "相应情形发生时发送。"
        }
    }

    static func occasion(_ notice: NoticeRule) -> String {
        switch notice.per {
        case .case: notice.again == nil ? "每个办件一次。" : "每个办件一次；所通知的内容有变化的，重新发送。"
        case .item: notice.again == nil ? "每个子件一次。" : "每个子件一次；所通知的内容有变化的，重新发送。"
        case .change: "子件每发生一次相应的办理状态变化，发送一次。"
        case .limit: "时限预警时、逾期时各发送一次。"
        case .overlap: "发现同一地点、同一时段另有办件施工时发送；共同的时段有变化的，重新发送。"
        case .update: "每收到一次补正、更正，发送一次。"
        }
    }

    static func occasion(_ kind: InboundMessage.Kind) -> String {
        switch kind {
        case .application: "申请人提交后发送，一份申请一条。"
        case .update: "申请人补交材料、更正内容、预约接通或选择验收方式时发送。"
        case .withdrawal: "申请人撤回申请时发送。"
        case .reply: "每到一个环节发送一条；允许迟到、重发和乱序。"
        }
    }

    /// What a reported state does.
    static func effect(_ state: Milestone) -> String {
        switch state {
        case .failed: "表示贵方系统未能读取工单。平台不改变办理状态，转人工核查后重发"
        case .ordered: "由平台登记，贵方不上报"
        case .connected: "办结（办成）。视同此前各环节均已完成；计入统一出件"
        case .granted, .grantedTolerance, .filed: "办结（办成）。计入统一出件"
        case .notAccepted, .rejected, .refused: "办结（未办成）。请填写原因，原因告知申请人并计入统一出件"
        case .withdrawn, .cancelled: "办结（撤件、取消）。计入统一出件"
        case .supplementing: "进入补正，时限暂停；所列应补材料一次告知申请人"
        case .supplemented: "补正结束，时限继续计算"
        case .suspended: "进入特别程序，时限暂停"
        case .resumed: "特别程序结束，时限继续计算"
        case .recalled, .revoked: "对已作出的决定撤回、撤销；统一出件相应修订"
        case .processing, .note: "仅记录，不改变办理环节"
        case .checked, .rectify, .breach: "事后核查情况，仅记录"
        case .received, .accepted, .surveyed, .planned, .built, .inspected:
            "到达该环节；视同此前各环节均已完成"
        }
    }

    static func moment(_ moment: LimitRule.Moment, _ titles: CodeTitles) -> String {
        switch moment {
        case .state(let state): titles.title("state", state.rawValue) ?? state.rawValue
        case .decided: "作出结果"
        case .ended: "办结"
        case .expression(let expression): "按规则 \(expression.text)"
        }
    }

    static func span(_ span: Span?) -> String {
        switch span {
        case .workdays(0)?: "当个工作日内"
        case .workdays(let count)?: "\(count) 个工作日"
        case .workhours(let hours)?:
            "\(hours == hours.rounded() ? String(Int64(hours)) : String(hours)) 个工作小时"
        case .days(let count)?: "\(count) 日"
        case .until(let instant)?: "至 \(instant.rfc3339())"
        case .unstated(let reason)?: "未规定（\(reason)）"
        case nil: "视办件情况计算"
        }
    }

    static func kind(_ kind: Party.Kind) -> String {
        switch kind {
        case .utility: "公用企业"
        case .operator: "通信企业"
        case .bureau: "审批或牵头部门"
        case .platform: "统一受理系统"
        case .hall: "政务大厅"
        case .credit: "信用平台"
        case .messenger: "消息服务"
        }
    }

    static func channel(_ way: Wiring.Way) -> String {
        switch way {
        case .orders: "工单、变更、撤销"
        case .notices: "通知"
        case .outcomes: "统一出件、申报退回"
        case .replies: "回执"
        case .applications: "申请、更新、撤件"
        }
    }
}
