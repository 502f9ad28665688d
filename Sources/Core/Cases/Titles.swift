package import Contracts

extension Milestone {
    /// The state in the words of an official.
    package var title: String {
        switch self {
        case .ordered: "派单"
        case .received: "接件"
        case .accepted: "受理"
        case .surveyed: "踏勘"
        case .planned: "出具方案"
        case .built: "施工完成"
        case .inspected: "验收"
        case .connected: "接通"
        case .granted: "准予"
        case .grantedTolerance: "容缺准予"
        case .filed: "备案"
        case .notAccepted: "不受理"
        case .rejected: "不予受理"
        case .refused: "不予许可"
        case .withdrawn: "撤件"
        case .cancelled: "取消"
        case .supplementing: "补正"
        case .supplemented: "补正完成"
        case .suspended: "特别程序"
        case .resumed: "特别程序结束"
        case .processing: "办理中"
        case .note: "备注"
        case .checked: "核查"
        case .rectify: "责令整改"
        case .breach: "失信"
        case .recalled: "撤回"
        case .revoked: "撤销"
        case .failed: "对方未能读取工单"
        }
    }
}

extension Limit.Level {
    /// The level in the words of an official.
    package var title: String { self == .warning ? "预警" : "逾期" }
}
