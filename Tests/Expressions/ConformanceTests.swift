import Expressions
import Foundation
import Testing
import Values

/// The official tests of CEL, which say what the standard's own authors expect.
///
/// They are data beside the package, or where `LIANBAN_CEL_SUITE` points, and are not part of it.
@Suite struct ConformanceTests {
    static let folder: URL? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["LIANBAN_CEL_SUITE"].map {
            [URL(filePath: $0)]
        }
        let beside = ["../shared", "../../shared"].map {
            root.appending(path: "\($0)/conformance/cel")
        }
        return (named ?? beside).first { FileManager.default.fileExists(atPath: $0.path()) }
    }()

    static let files: [URL] = {
        guard let folder else { return [] }
        let inside = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (inside?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "json" }
            .sorted { $0.path() < $1.path() }
    }()

    /// Tests whose expected bytes hold a backslash that their expression does not; other implementations skip them too.
    static let wrong: Set<String> = [
        "parse.json bytes_literals/triple_single_quoted_unescaped_punctuation",
        "parse.json bytes_literals/triple_double_quoted_unescaped_punctuation",
    ]

    @Test(.enabled(if: folder != nil, "the conformance data is not here: set LIANBAN_CEL_SUITE"))
    func passes() throws {
        var failures: [String] = []
        var report: [String] = []
        var totals = (passed: 0, checked: 0, wrong: 0, all: 0)
        for file in Self.files {
            let suite = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
            )
            var (passed, checked) = (0, 0)
            let stem = file.lastPathComponent
            let cases = try #require(suite["tests"] as? [[String: Any]])
            for test in cases {
                let isChecked = test["disableCheck"] as? Bool != true
                let failure =
                    (test["checkOnly"] as? Bool == true ? nil : Self.failure(of: test))
                    ?? (isChecked ? Self.mistyping(of: test) : nil)
                if isChecked { checked += 1 }
                if let failure {
                    let name = "\(stem) \(test["section"] ?? "")/\(test["name"] ?? "")"
                    if Self.wrong.contains(name) {
                        totals.wrong += 1
                    } else {
                        failures.append("\(name): \(test["expr"] ?? ""): \(failure)")
                    }
                } else {
                    passed += 1
                }
            }
            report.append("\(stem): \(passed) of \(cases.count) pass, \(checked) type-checked")
            totals.passed += passed
            totals.checked += checked
            totals.all += cases.count
        }
        print(report.joined(separator: "\n"))
        print(
            "CEL conformance: \(totals.passed) of \(totals.all) pass, \(totals.checked) type-checked, "
                + "\(totals.wrong) expect what is wrong"
        )
        #expect(failures.isEmpty, "\(failures.count) fail:\n\(failures.joined(separator: "\n"))")
        #expect(totals.passed + totals.wrong == totals.all && totals.all > 1000)
    }

    /// What is wrong with the outcome of a test; nil where it is as expected.
    static func failure(of test: [String: Any]) -> String? {
        let environment = environment(of: test)
        var scope = Scope(environment)
        for (name, value) in test["bindings"] as? [String: [String: Any]] ?? [:] {
            if let slot = environment.slot(of: name) { scope[slot] = decoded(value) }
        }
        let text = test["expr"] as? String ?? ""
        let span = SourceSpan(file: "suite", line: 1, column: 1)
        do {
            let value = try Expression.compile(text, span: span, in: environment).evaluate(scope)
            guard let expected = test["value"] as? [String: Any] else {
                return "is \(value), not an error"
            }
            return same(value, decoded(expected)) ? nil : "is \(value)"
        } catch {
            return test["value"] == nil ? nil : "fails: \(error)"
        }
    }

    private static func environment(of test: [String: Any]) -> Environment {
        var environment = Environment(
            checksNames: test["disableCheck"] as? Bool != true,
            zoneOffset: zoneOffset
        )
        let bindings = test["bindings"] as? [String: [String: Any]] ?? [:]
        let types = test["types"] as? [String: Any] ?? [:]
        for name in Set(bindings.keys).union(types.keys).sorted() { environment.declare(name) }
        return environment
    }

    // MARK: Types

    /// What is wrong with the checker's opinion of a test; nil where it has no fault to find, or one is to be found.
    static func mistyping(of test: [String: Any]) -> String? {
        let environment = environment(of: test)
        let types = (test["types"] as? [String: Any] ?? [:]).mapValues(type)
        let span = SourceSpan(file: "suite", line: 1, column: 1)
        do {
            let text = test["expr"] as? String ?? ""
            let expression = try Expression.compile(text, span: span, in: environment)
            let checked = expression.check(TypeScope(environment, types), as: .condition)
            if let expected = test["deducedType"] {
                let deduced = checked.type.withoutFacts
                if deduced != type(expected) { return "has type \(deduced)" }
            }
            if test["value"] == nil, test["checkOnly"] == nil { return nil }
            // What may be absent is read in any way in CEL, as it is in conditions here; those are also bool.
            let found = checked.diagnostics.first {
                $0.code != "LB2127" || $0.span != expression.root.span
            }
            return found.map { "is refused: \($0)" }
        } catch {
            return test["value"] == nil ? nil : "does not compile: \(error)"
        }
    }

    static func type(_ tagged: Any) -> Type {
        switch tagged {
        case let name as String:
            switch name {
            case "bool": return .bool
            case "int": return .int
            case "uint": return .uint
            case "double": return .double
            case "string": return .string
            case "bytes": return .bytes
            case "null": return .null
            default: return .dyn
            }
        case let compound as [String: Any]:
            if let element = compound["list"] { return .list(type(element)) }
            if let parts = compound["map"] as? [Any] {
                return .map(key: type(parts[0]), value: type(parts[1]))
            }
            if let parts = compound["optional_type"] as? [Any] { return .optional(type(parts[0])) }
            return .dyn
        default: return .dyn
        }
    }

    /// Equal, and of one type all through; NaN is NaN.
    static func same(_ value: CELValue, _ expected: CELValue) -> Bool {
        guard value.typeName == expected.typeName else { return false }
        switch (value, expected) {
        case (.list(let a), .list(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { same($0, $1) }
        case (.map(let a), .map(let b)):
            return a.count == b.count
                && b.entries.allSatisfy { key, its in a[key].map { same($0, its) } ?? false }
        case (.double(let a), .double(let b)): return a == b || (a.isNaN && b.isNaN)
        default: return CELValue.equal(value, expected)
        }
    }

    static func decoded(_ tagged: [String: Any]) -> CELValue {
        guard let (tag, content) = tagged.first else { return .null }
        let text = content as? String ?? ""
        switch tag {
        case "bool": return .bool(content as? Bool ?? false)
        case "int": return .int(Int64(text) ?? 0)
        case "uint": return .uint(UInt64(text) ?? 0)
        case "double": return .double(Double(text) ?? .nan)
        case "string": return .string(text)
        case "bytes": return .bytes(Array(Data(base64Encoded: text) ?? Data()))
        case "list": return .list((content as? [[String: Any]] ?? []).map(decoded))
        case "map":
            let entries = (content as? [[[String: Any]]] ?? []).compactMap { pair in
                MapKey(building: decoded(pair[0])).map { ($0, decoded(pair[1])) }
            }
            return (try? CELMap(entries: entries)).map(CELValue.map) ?? .null
        case "timestamp", "duration":
            let parts = content as? [String: Any] ?? [:]
            let seconds = Int64("\(parts["seconds"] ?? 0)") ?? 0
            let nanos = Int64("\(parts["nanos"] ?? 0)") ?? 0
            if tag == "timestamp" {
                return .timestamp(Instant(seconds: seconds, nanoseconds: Int32(nanos)))
            }
            return .duration(CELDuration(nanoseconds: seconds * 1_000_000_000 + nanos))
        case "type": return .type(text)
        default: return .null
        }
    }

    /// Named zones are given to the language from outside; here Foundation knows them.
    static let zoneOffset: Environment.ZoneOffset = { name, instant in
        TimeZone(identifier: name)?.secondsFromGMT(
            for: Date(timeIntervalSince1970: Double(instant.seconds))
        )
    }
}
