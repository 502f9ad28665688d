import Expressions
import Values

/// A place with variables as contracts have them, and values rendered as text.
struct Bench {
    var environment: Environment
    var scope: Scope

    static let application: Value = [
        "applicant": ["name": "通许县示范电子有限公司", "uscc": "91410222MA1234567X", "phone": "０３７１－２２１１"],
        "premises": ["address": "通许县产业大道８号"],
        "power": [
            "capacity": .number(Number(validated: "630.50")), "appliedKva": 800, "voltage": "10",
            "share": .number(Number(validated: "0.075")), "supplyMode": .null,
        ],
        "heat": ["area": 1200, "expectedDate": "2024-11-15", "at": "2024-09-14T16:30:05+08:00"],
        "roads": [
            ["name": "人民路", "address": "东段", "length": 12],
            ["name": "解放路", "address": "西段", "length": 30],
        ],
        "phones": ["1", "2", "1"], "nested": [[1, 2], [3], 4], "empty": "", "blank": " 　",
    ]

    init(functions: [Function] = []) {
        environment = Environment(functions: LanguageFunctions.all + functions)
        let app = environment.declare("app")
        let item = environment.declare("item")
        environment.declare("later")
        scope = Scope(environment)
        scope[app] = CELValue(Self.application)
        scope[item] = .host(Item())
    }

    static let span = SourceSpan(file: "jiaozuo/program.yaml", line: 12, column: 9)

    func compile(_ text: String) throws(Diagnostics) -> Expression {
        try Expression.compile(text, span: Self.span, in: environment)
    }

    /// The value as text, or `!` and why there is none.
    func run(_ text: String) -> String {
        do {
            return Self.text(try compile(text).evaluate(scope))
        } catch let error as EvaluationError {
            switch error.kind {
            case .absent(let path): return "!absent \(path)"
            default: return "!\(error.kind) \(error.message)"
            }
        } catch {
            return "!\(error)"
        }
    }

    static func text(_ value: CELValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .int(let number): "\(number)"
        case .uint(let number): "\(number)u"
        case .double(let double): "double \(double)"
        case .number(let number): "number \(number.text)"
        case .string(let text): "'\(text)'"
        case .bytes(let bytes): "\(bytes)"
        case .list(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
        case .map(let map):
            "{"
                + map.entries.map { "\(text($0.key.value)): \(text($0.value))" }.joined(
                    separator: ", "
                ) + "}"
        case .timestamp(let instant): instant.rfc3339()
        case .duration(let duration): "\(duration)"
        case .optional(let inner): inner.map { "some(\(text($0)))" } ?? "none"
        case .type(let name): "type \(name)"
        case .host(let object): object.typeName
        }
    }
}

/// An item as another module would give it: computed when it is asked.
final class Item: HostObject {
    let typeName = "item"

    func member(_ name: String) -> CELValue? {
        switch name {
        case "id": .string("road")
        case "over": .bool(true)
        case "reply": .map(CELMap(names: ["reason"], values: [.string("缺少材料")]))
        default: nil
        }
    }
}
