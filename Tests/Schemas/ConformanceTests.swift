import Schemas
import Testing
import Values

/// The official JSON Schema test suite, draft 2020-12.
@Suite(.enabled(if: Suite.isInstalled, "the JSON Schema suite is not installed"))
struct ConformanceTests {
    /// What is refused when a schema is loaded, and why: these cases must be refused, not passed over.
    static let refusedFiles = [
        "dynamicRef": "contracts have no use for references that depend on the way to them",
        "vocabulary": "a message schema does not define a vocabulary",
        "refRemote": "a contract's schema is complete in its file",
    ]
    static let refusedCases: Set = [
        // Nothing could ever be valid: surely a mistake of the author.
        "enum / empty enum",
        // The dialect's own schema is another file and uses $dynamicRef.
        "defs / validate definition against metaschema",
        "ref / remote ref, containing refs itself",
        "unevaluatedItems / unevaluatedItems with $dynamicRef",
        "unevaluatedProperties / unevaluatedProperties with $dynamicRef",
    ]

    /// Patterns that cannot be matched in time linear in the text are no patterns here.
    static let differences: Set = [
        "optional/format/ecmascript-regex / an ECMA 262 named backreference \\k<name>",
        "optional/format/ecmascript-regex / a variable-width lookbehind (ES2018)",
    ]

    @Test(arguments: Suite.files().filter { refusedFiles[$0] == nil })
    func required(_ file: String) throws {
        var options = SchemaOptions()
        options.assertsFormats = false
        try run(file, options)
    }

    /// What the formats of the domain and of messages share with the suite.
    @Test(arguments: [
        "date", "time", "date-time", "duration", "uuid", "ipv4", "ipv6", "email", "uri",
        "uri-reference", "json-pointer", "regex", "ecmascript-regex",
    ])
    func formats(_ file: String) throws { try run("optional/format/\(file)", SchemaOptions()) }

    @Test(arguments: refusedFiles.keys.sorted())
    func refusals(_ file: String) throws {
        let codes: Set = ["LB1105", "LB1112", "LB1113", "LB1109", "LB1110"]
        for group in try Suite.read(file).elements ?? [] {
            let schema = try #require(group["schema"])
            let error = #expect(throws: Diagnostics.self, "\(group.title)") {
                try Schema.compile(schema, options: SchemaOptions())
            }
            #expect(error?.list.allSatisfy { codes.contains($0.code) } == true)
        }
    }

    private func run(_ file: String, _ options: SchemaOptions) throws {
        var ran = 0
        for group in try Suite.read(file).elements ?? [] {
            let name = "\(file) / \(group.title)"
            let node = try #require(group["schema"])
            if Self.refusedCases.contains(name) {
                #expect(throws: Diagnostics.self, "\(name)") {
                    try Schema.compile(node, options: options)
                }
                ran += 1
                continue
            }
            let schema: Schema
            do {
                schema = try Schema.compile(node, options: options)
            } catch {
                Issue.record("\(name): \(error.list.map(\.description))")
                continue
            }
            for test in group["tests"]?.elements ?? [] {
                let data = try #require(test["data"]).value
                let isDifferent = Self.differences.contains("\(file) / \(test.title)")
                let expected = (test["valid"]?.value == .bool(true)) != isDifferent
                let comment: Comment = "\(name) / \(test.title)"
                #expect(schema.isValid(data) == expected, comment)
                let errors = schema.validate(data).filter { $0.level == .error }
                #expect(errors.isEmpty == expected, comment)
                ran += 1
            }
        }
        #expect(ran > 0)
    }
}

extension Node {
    fileprivate var title: String { self["description"]?.scalar?.text ?? "" }
}
