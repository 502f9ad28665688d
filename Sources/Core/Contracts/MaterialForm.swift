/// The form in which a material was handed in: `materials[].form` of the canonical application.
package enum MaterialForm: String, Sendable, CaseIterable {
    case original = "ORIGINAL"
    case electronic = "ELECTRONIC"
    case sealedCopy = "SEALED_COPY"
    case copy = "COPY"

    /// The form in the words of an official.
    package var title: String {
        switch self {
        case .original: "原件"
        case .electronic: "电子证照"
        case .sealedCopy: "加盖公章的复印件"
        case .copy: "复印件"
        }
    }

    /// The least form that a rule is content with; what is better does as well.
    package enum Wanted: String, Sendable, CaseIterable {
        case copy = "COPY"
        case sealedCopy = "SEALED_COPY"
        case original = "ORIGINAL"
        /// An original on paper, for the few matters whose law says so.
        case paperOriginal = "PAPER_ORIGINAL"

        /// The form in the words of an official.
        package var title: String {
            switch self {
            case .copy: "复印件"
            case .sealedCopy: "加盖公章的复印件"
            case .original: "原件"
            case .paperOriginal: "纸质原件"
            }
        }

        /// An electronic licence is worth the paper one (国务院令第716号第十条), unless a law or an administrative
        /// regulation says otherwise (第十一条).
        package func accepts(_ form: MaterialForm) -> Bool {
            switch self {
            case .copy: true
            case .sealedCopy: form != .copy
            case .original: form == .original || form == .electronic
            case .paperOriginal: form == .original
            }
        }
    }
}

extension MaterialRule {
    /// What `item.missing` and a rejection call the material: its title and, in brackets, the forms that are wanted.
    package var missingTitle: String {
        let wanted = MaterialForm.Wanted.allCases.compactMap { form -> String? in
            let titles = kinds.filter { $0.form == form }.map(\.title)
            guard !titles.isEmpty else { return nil }
            return titles.count == kinds.count
                ? "须\(form.title)" : "\(titles.joined(separator: "、"))须\(form.title)"
        }
        return wanted.isEmpty ? title : "\(title)（\(wanted.joined(separator: "；"))）"
    }
}
