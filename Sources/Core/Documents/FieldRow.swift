import Contracts
import Formats
import Schemas
import Values

/// One line of a message's field table.
struct FieldRow: Sendable {
    enum Presence: Sendable, Hashable {
        case required, optional
        /// When it is required.
        case conditional(String)

        var title: String {
            switch self {
            case .required: "必填"
            case .optional: "选填"
            case .conditional: "条件"
            }
        }
    }

    struct Choice: Sendable, Hashable {
        var value: String
        var meaning: String?
    }

    /// `5.1`
    var number: String
    var depth: Int
    /// The property's names from the root; `*` for elements.
    var path: [String]
    /// As it stands on the wire: key, element, `@attribute`.
    var wireName: String
    var title: String
    var type: String
    var length: String
    var presence: Presence
    var choices: [Choice] = []
    /// `固定值 RH` rather than a choice.
    var isFixed = false
    /// How absence stands on the wire; nil where it cannot be absent.
    var absence: String?
    var remarks: [String] = []
    var basis: String?
    var assumption: String?
    /// Fixed-width records: counted from 1.
    var bytes: ClosedRange<Int>?
    /// Fixed-width records.
    var column: RecordField?
}
