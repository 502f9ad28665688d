/// What an update of an application is for (contracts/LANGUAGE.md, section 5).
package enum UpdateKind: String, Sendable, CaseIterable {
    case supplement, correction, appointment, commitment, acceptance
    /// A stage of the project began or ended, such as 施工许可受理.
    case stage
    /// How the documents were handed over, and whether they arrived.
    case delivery
    /// The applicant's opinion of the service.
    case evaluation
    /// A question, repair request or complaint about the case.
    case enquiry

    /// Whether it may still arrive when the outcome is out, which stays as it is.
    package var mayComeLate: Bool {
        switch self {
        case .supplement, .correction, .stage: false
        case .appointment, .commitment, .acceptance, .delivery, .evaluation, .enquiry: true
        }
    }

    /// In the words of the timeline: what the sender does.
    package var title: String {
        switch self {
        case .supplement: "补充材料"
        case .correction: "更正申请"
        case .appointment: "预约"
        case .commitment: "告知承诺"
        case .acceptance: "验收申请"
        case .stage: "变更项目阶段"
        case .delivery: "登记送达情况"
        case .evaluation: "评价"
        case .enquiry: "咨询、报修或投诉"
        }
    }

    /// All of them, for whoever has to choose one.
    package static var names: [String] { allCases.map(\.rawValue) }
}
