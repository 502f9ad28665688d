import Contracts
import Values

/// What personal data, messages and parties are called in Chinese.
extension PersonalField.Kind {
    var title: String {
        switch self {
        case .name: "名称、姓名"
        case .id: "身份证号"
        case .certificate: "证照号码"
        case .phone: "电话"
        case .address: "地址"
        case .account: "户号"
        }
    }
}

extension Lineage.Kind {
    var title: String {
        switch self {
        case .order: "派单"
        case .update: "变更"
        case .cancel: "撤单"
        case .notice: "通知"
        case .outcome: "出件"
        case .rejection: "退回"
        case .refusal: "不再受理"
        }
    }
}

extension Party.Kind {
    var title: String {
        switch self {
        case .utility: "公用企业"
        case .operator: "通信企业"
        case .bureau: "审批部门"
        case .platform: "受理系统"
        case .hall: "政务大厅"
        case .credit: "信用平台"
        case .messenger: "消息渠道"
        }
    }

    /// The order in which a picture groups parties: from where applications come to where results go.
    static let inOrder: [Party.Kind] = [
        .platform, .hall, .utility, .operator, .bureau, .credit, .messenger,
    ]
}
