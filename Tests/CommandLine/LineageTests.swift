import Cases
import Contracts
import Formats
import Pipeline
import Stores
import System
import Testing
import Values

@testable import lianban

/// Who gets which personal data under the shipped contracts, and whether what lineage says is true.
@Suite struct LineageTests {
    private func lineage(_ more: String...) -> (exit: ExitCode, printed: Printed) {
        Workspace.run(["lineage", Workspace.contracts] + more)
    }

    /// A party's row: name, phone, address, certificate, account.
    private static let matrix: [String: [String]] = [
        "platform": [
            "rejection quoted", "rejection quoted", "outcome rejection", "rejection quoted",
            "outcome rejection",
        ],
        "lead": ["order notice", "order notice", "order", "", ""],
        "water": unit,
        "power": unit.enumerated().map { $0 == 3 ? "order rejection" : $1 },
        "gas": unit,
        "heat": unit,
        "telecom": unit,
        "urban-management": ["order notice", "order notice", "order", "order", ""],
        "police": ["notice", "notice", "", "", ""],
        "planning": ["order notice", "order notice", "order notice", "order", ""],
        "transport": ["order", "order", "", "order", ""],
        "credit": ["notice", "", "", "notice", ""],
    ]
    /// A company that also hands in applications for works outside.
    private static let unit = [
        "order notice rejection", "order notice rejection", "order notice outcome rejection",
        "rejection quoted", "outcome rejection",
    ]

    @Test func theMatrixOfTheShippedContracts() throws {
        let (exit, printed) = lineage("--json")
        #expect(exit == .ok)
        let report = try JSON.decode(Array(printed.out.utf8))
        let classes = (report["classes"]?.array ?? []).compactMap { $0["class"]?.string }
        #expect(Set(classes) == ["name", "phone", "address", "certificate", "account", "id"])
        var found: [String: [String]] = [:]
        for row in report["parties"]?.array ?? [] {
            let cells = row["personal"]?.array ?? []
            found[row["party"]?.string ?? ""] = [
                "name", "phone", "address", "certificate", "account",
            ]
            .map { name in
                guard let cell = cells.first(where: { $0["class"]?.string == name }) else {
                    return ""
                }
                let kinds = (cell["messages"]?.array ?? []).compactMap(\.string)
                return (kinds + (cell["quoted"] == true ? ["quoted"] : []))
                    .joined(separator: " ")
            }
        }
        #expect(found == Self.matrix)
        // What only other regions ask for, and who handled it.
        let kept = report["reachesNobody"]?.array?.compactMap { $0["field"]?.string } ?? []
        #expect(kept.contains("reply.operator") && kept.contains("app.invoice.account"))
        #expect(!kept.contains("app.applicant.name") && !kept.contains("app.contact.phone"))
    }

    @Test func noHeaderCarriesPersonalData() throws {
        let (_, printed) = lineage("--json", "--fields")
        let messages = try JSON.decode(Array(printed.out.utf8))["messages"]?.array ?? []
        let headers = messages.flatMap { $0["envelope"]?.array ?? [] }
        #expect(messages.count > 30 && !headers.isEmpty)
        #expect(headers.allSatisfy { $0["personal"] == .array([]) })
    }

    /// What of a party's order stands behind a field.
    @Test(arguments: [
        ("heat", "电话 ", "app.contact.phone ← platform /qyxx/lxdh"),
        ("heat", "用热类型", "app.heat.useType ← platform /yr/yrlx"),
        ("power", "/ORDER/DATA/CONS_NAME", "app.applicant.name ← platform /qyxx/qymc"),
        ("water", "/fjlb/*/clmc", "app.materials.*.name ← platform /cl/*/clmc"),
        ("telecom", "header X-Sign", "body"),
    ])
    func aPartysFieldsLeadBack(_ party: String, _ field: String, _ sources: String) {
        let (exit, printed) = lineage("--party", party)
        #expect(exit == .ok)
        let lines = printed.out.split(separator: "\n")
        #expect(lines.contains { $0.contains(field) && $0.contains(sources) }, "\(printed.out)")
    }

    @Test func thePictureIsWellFormedAndNamesEveryParty() throws {
        let folder = try Directory.createTemporary(prefix: "lianban-lineage-")
        defer { try? Directory.removeTree(folder) }
        let path = "\(folder)/lineage.svg"
        #expect(lineage("--svg", path).exit == .ok)
        let picture = String(decoding: try File.read(path), as: UTF8.self)
        for title in ["焦作市供热公司", "焦作市公共信用信息共享平台", "派单·通知", "退回"] {
            #expect(picture.contains(title), "\(title)")
        }
        #expect(picture.hasPrefix("<svg ") && picture.hasSuffix("</svg>\n"))
        #expect(!picture.contains("<script") && !picture.contains("href"))
        let opened = picture.ranges(of: "<text ").count
        #expect(opened == picture.ranges(of: "</text>").count && opened > 50)
    }

    @Test func wrongNamesSayWhatThereIs() {
        let (exit, printed) = lineage("--party", "nobody")
        #expect(exit == .notFound && printed.error.contains("heat"))
        #expect(lineage("--region", "nowhere").exit == .notFound)
    }

    // MARK: Is it true?

    /// Changes one field of an application after the other and looks at what changes in what is sent: each field that
    /// does must name, as value or condition, a canonical field that was changed.
    @Test(arguments: ["full-set", "joint-acceptance", "minimal-heat"])
    func whatChangesIsNamed(_ example: String) throws {
        let workspace = try Workspace()
        let lineage = Lineage(workspace.policy.catalogue)
        let bytes = try Workspace.example("\(example)/application.json")
        let original = try JSON.decode(bytes)
        let before = try #require(try sent(original, workspace.policy))
        var (tried, changed) = (0, 0)
        for pointer in Self.leaves(original, Pointer()) {
            for variant in Self.variants(original.at(pointer)) {
                let message = Self.replacing(original, pointer.steps[...], with: variant)
                guard let after = try sent(message, workspace.policy) else { continue }
                let sources = Self.differences(before.application, after.application)
                    .map { Lineage.Source(.app, $0.steps) }
                tried += 1
                for (key, old) in before.messages {
                    guard let new = after.messages[key] else { continue }
                    let its = try #require(
                        lineage.message(key.name, party: key.party, item: key.item)
                    )
                    for place in Self.differences(old, new) {
                        changed += 1
                        let field = try #require(its.field(at: place), "\(key.name) \(place)")
                        let named = field.sources + field.conditions + its.conditions
                        #expect(
                            named.contains { name in sources.contains { name.overlaps($0) } },
                            "\(key.name) \(place) after \(pointer): \(named), not \(sources)"
                        )
                    }
                }
            }
        }
        #expect(tried > 8 && changed > 8, "\(tried) changes, \(changed) fields")
    }

    private struct Key: Hashable {
        var name: String
        var party: String
        var item: String?
    }

    /// What is sent when an application comes in; nil where it is not accepted.
    private func sent(
        _ message: Value,
        _ policy: Policy
    ) throws -> (application: Value, messages: [Key: Value])? {
        let sender = try #require(policy.senders.first)
        // What does not fit the sender's schema costs no store.
        let received = ReceivedMessage(
            body: JSON.encode(message),
            headers: [],
            type: nil,
            brokerTime: Workspace.start
        )
        let messages = sender.region.programs.flatMap(\.contract.inbound)
        guard
            (try? messages.open(received, party: sender.party, keys: policy.keys(of: sender.party)))
                != nil
        else { return nil }
        let rehearsal = try Rehearsal(
            JSON.encode(message),
            from: sender,
            policy: policy,
            now: Workspace.start
        )
        guard let opened = rehearsal.opened else { return nil }
        var found: [Key: Value] = [:]
        for sent in rehearsal.messages.map(\.message) {
            let item = opened.items.first { $0.number == sent.item.map { "\($0)" } }?.id
            let name = sent.properties["type"]?.string ?? ""
            found[Key(name: name, party: sent.party, item: item)] =
                policy.stages(of: sent).mapped
        }
        return (opened.case.app, found)
    }

    private static func leaves(_ value: Value, _ pointer: Pointer) -> [Pointer] {
        switch value {
        case .object(let object): object.flatMap { leaves($1, pointer.appending($0)) }
        case .array(let list):
            list.enumerated().flatMap { leaves($1, pointer.appending($0)) }
        default: [pointer]
        }
    }

    /// Texts that may stand there instead: those of every kind of field, since a wrong one is only rejected.
    private static func variants(_ value: Value?) -> [Value] {
        switch value {
        case .number(let number): return [.number(Number((number.int64 ?? 1) + 1))]
        case .string(let text):
            let known: [Value] = [
                "改后的文字", "13700000001", "914108007167234251", "2024-09-25", "上午", "下午",
                "新装", "企业", "是", "否",
            ]
            return known.filter { $0 != .string(text) } + [.string(text + "1")]
        default: return []
        }
    }

    private static func replacing(
        _ value: Value,
        _ path: ArraySlice<String>,
        with new: Value
    ) -> Value {
        guard let step = path.first else { return new }
        switch value {
        case .object(var object):
            object[step] = object[step].map { replacing($0, path.dropFirst(), with: new) }
            return .object(object)
        case .array(var list):
            if let index = Int(step) {
                list[index] = replacing(list[index], path.dropFirst(), with: new)
            }
            return .array(list)
        default: return new
        }
    }

    /// The scalars that stand in one of two trees only, or differently.
    private static func differences(_ one: Value, _ other: Value) -> [Pointer] {
        let places = Set(leaves(one, Pointer()) + leaves(other, Pointer()))
        return places.filter { one.at($0) != other.at($0) }
            .sorted { $0.description < $1.description }
    }
}
