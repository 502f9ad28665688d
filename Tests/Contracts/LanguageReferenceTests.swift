import Formats
import Foundation
import Testing
import Values

@testable import Contracts
@testable import Expressions
@testable import Schemas

/// contracts/LANGUAGE.md names what the compilers know: every key where it belongs, every word of a choice, every
/// variable with its members and every function.
@Suite struct LanguageReferenceTests {
    /// The words in code of each numbered section.
    private static let sections: [Int: Set<String>] = {
        var sections: [Int: Set<String>] = [:]
        var section = 0
        let page = try? String(contentsOfFile: "\(root)/contracts/LANGUAGE.md", encoding: .utf8)
        for line in (page ?? "").split(separator: "\n") {
            if let number = line.wholeMatch(of: /## (\d+)\. .*/)?.1 { section = Int(number) ?? 0 }
            for (index, part) in line.split(separator: "`", omittingEmptySubsequences: false)
                .enumerated() where index % 2 == 1
            {
                let words = part.matches(of: /[A-Za-z$][A-Za-z0-9._-]*|-?[0-9]+/)
                    .map { String($0.0) }
                let steps = words.flatMap { $0.split(separator: ".").map(String.init) }
                sections[section, default: []].formUnion(words + steps)
            }
        }
        return sections
    }()

    private static let root = (0..<3).reduce(#filePath) { path, _ in
        String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
    }

    private func expect(_ words: some Sequence<String>, in numbers: Int..., of what: String) {
        let named = numbers.reduce(into: Set<String>()) { $0.formUnion(Self.sections[$1] ?? []) }
        for word in Set(words).sorted() where !named.contains(word) {
            Issue.record("LANGUAGE.md, section \(numbers), does not name '\(word)' of \(what)")
        }
    }

    // MARK: Keys

    /// What the compiler calls a mapping, the section that describes it, and how an unknown key gets into one.
    private static let mappings: [(what: String, section: Int, file: String, at: String)] = [
        ("a region", 3, "jiaozuo/region.yaml", "calendar: china\n"),
        ("hours", 3, "jiaozuo/region.yaml", "  - { from: \"01-01\""),
        ("party 'platform'", 3, "jiaozuo/region.yaml", "    kind: platform\n"),
        ("a contract", 4, "jiaozuo/heat/contract.yaml", "changes: resend\n"),
        ("a map", 5, "jiaozuo/heat/order.map.yaml", "body:\n"),
        ("an answer", 5, "jiaozuo/heat/answer.map.yaml", "refusal: notAccepted\n"),
        ("hmac-sm3", 8, "shared/telecom/contract.yaml", "  - hmac-sm3: { of: [sent"),
        ("fresh", 8, "shared/telecom/contract.yaml", "  - fresh: { of: sent"),
        ("sm3", 8, "jiaozuo/gas/contract.yaml", "  - sm3: { of: body"),
        ("sm3-sorted", 8, "jiaozuo/gas/contract.yaml", "  - sm3-sorted: { of: body"),
        (
            "sm4-cbc", 8, "jiaozuo/gas/contract.yaml",
            "  - sm4-cbc: { of: body, key: app, iv: prefix"
        ),
        ("iv", 8, "jiaozuo/gas/contract.yaml", "iv: { as: vector"),
        ("base64", 8, "jiaozuo/gas/contract.yaml", "  - base64: { of: body"),
        ("a program", 9, "jiaozuo/installation/program.yaml", "late-reply: amend"),
        ("intake", 9, "jiaozuo/installation/program.yaml", "intake: { from"),
        ("a check", 9, "jiaozuo/installation/program.yaml", "  - that: isWorkday(app"),
        ("item 'sewage'", 9, "jiaozuo/installation/program.yaml", "    group: permits\n"),
        ("a mode", 9, "jiaozuo/installation/program.yaml", "      - is: normal\n"),
        ("a condition", 9, "jiaozuo/installation/program.yaml", "          - { that: item.missing"),
        ("a material", 9, "jiaozuo/installation/program.yaml", "  - { title: 用水个性材料"),
        ("limit 'tellOnce'", 9, "jiaozuo/installation/program.yaml", "    title: 排水许可受理或一次告知补正\n"),
        ("notice 'progress'", 9, "jiaozuo/installation/program.yaml", "    title: 办件进度\n"),
        ("works", 9, "jiaozuo/installation/program.yaml", "works: { each"),
        ("outcome", 9, "jiaozuo/installation/program.yaml", "outcome: { when"),
        ("a register", 11, "jiaozuo/requirements.yaml", "requirements:\n"),
        ("requirement 'JZ-05'", 11, "jiaozuo/requirements.yaml", "    title: 一张表、一次申请\n"),
        ("a calendar", 1, "calendars/china.yaml", "calendar: china\n"),
        ("a year", 1, "calendars/china.yaml", "    source: 国办发明电〔2023〕7号\n"),
        ("a holiday", 1, "calendars/china.yaml", "      - { name: 元旦, from: \"2024-01-01\""),
    ]

    private static let unknown = "qqqqqqqq"

    /// The shipped contracts with what they do not use, so that each kind of mapping stands somewhere.
    private static func files() throws -> ContractFiles {
        var files = try shippedFiles(of: "jiaozuo")
        let more = [
            "jiaozuo/gas/contract.yaml": """
            envelope:
              - sm3: { of: body, as: digest, text: hex }
              - base64: { of: body, as: content }
              - sm3-sorted: { of: body, skip-empty: true, between: "&", key: app, as: mac, text: hex }
              - sm4-cbc: { of: body, key: app, iv: { as: vector, text: hex }, as: cipher, text: hex }
              - sm4-cbc: { of: body, key: app, iv: prefix, as: cipher, text: hex }

            """,
            "jiaozuo/installation/program.yaml": """
            outcome: { when: units >= 1 }
            works: { each: "[app.number]", as: r, place: r, from: case.acceptedAt, to: case.acceptedAt }

            """,
        ]
        for (file, text) in more { files.bytes[file, default: []] += Array(text.utf8) }
        return files
    }

    /// An unknown key in front of a line, at its depth, or behind the brace or dash that the text holds.
    private static func spoil(_ files: inout ContractFiles, _ file: String, _ at: String) throws {
        let text = String(decoding: files.bytes[file] ?? [], as: UTF8.self)
        try #require(text.contains(at), "\(file) does not hold '\(at)' any more")
        var parts = at
        if let brace = at.firstIndex(of: "{") {
            parts.insert(contentsOf: " \(unknown): 1,", at: at.index(after: brace))
        } else {
            let depth = at.prefix { $0 == " " || $0 == "-" }
            parts = "\(depth)\(unknown): 1\n" + depth.map { _ in " " } + at.dropFirst(depth.count)
        }
        let found = try #require(text.firstRange(of: at))
        files.bytes[file] = Array(text.replacingCharacters(in: found, with: parts).utf8)
    }

    /// What a compiler says it knows, by what it calls the mapping.
    private static func known(_ diagnostics: [Diagnostic]) -> [String: [String]] {
        var known: [String: [String]] = [:]
        for diagnostic in diagnostics {
            guard let hint = diagnostic.hint,
                let what = diagnostic.message.wholeMatch(of: /(.*) has no key 'qqqqqqqq'/)?.1,
                let list = hint.wholeMatch(of: /(?:known|keys) are (.*)/)?.1
            else { continue }
            known[String(what)] = list.split(separator: ", ").map(String.init)
        }
        return known
    }

    @Test func everyKeyOfAMapping() throws {
        // A calendar with a mistake hides the rest, so it comes second.
        for isCalendar in [false, true] {
            let some = Self.mappings.filter { $0.file.hasPrefix("calendars") == isCalendar }
            var files = try Self.files()
            for mapping in some { try Self.spoil(&files, mapping.file, mapping.at) }
            let known = Self.known(Catalogue.compile(files).diagnostics)
            for mapping in some {
                let keys = try #require(known[mapping.what], "\(mapping.what): \(known.keys)")
                expect(keys, in: mapping.section, 2, of: mapping.what)
            }
        }
    }

    /// A mapping that a compiler reads and this test does not try.
    @Test func noKindOfMappingIsLeftOut() throws {
        let folder = "\(Self.root)/Sources/Core/Contracts"
        let tried = Set(Self.mappings.map { $0.what.prefix { $0 != "'" } })
        for file in try FileManager.default.contentsOfDirectory(atPath: folder)
        where file.hasSuffix(".swift") {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            for call in text.matches(of: /entries\([^"()]*of: "([^"']*)/) {
                #expect(tried.contains(call.1), "\(file) reads \(call.1)")
            }
        }
    }

    @Test func everyKeywordOfASchema() throws {
        expect(SchemaVocabulary.known, in: 7, of: "a schema")
        expect(TextFormat.allCases.map(\.rawValue), in: 7, of: "format")
        expect(Absence.allCases.map(\.rawValue), in: 7, of: "absent")
        expect(PersonalData.allCases.map(\.rawValue), in: 7, of: "personal")
        expect(RecordField.Alignment.allCases.map(\.rawValue), in: 7, of: "align")
        var files = try shippedFiles(of: "jiaozuo")
        let spots = [
            ("heat", "\"record\": { \"length\""), ("heat", "\"record\": { \"width\""),
            ("gas", "\"xml\": { \"name\""),
        ]
        for (party, at) in spots {
            let file = "jiaozuo/\(party)/order.schema.json"
            let text = String(decoding: files.bytes[file] ?? [], as: UTF8.self)
            let found = try #require(text.firstRange(of: at))
            let spoilt = at.replacingOccurrences(of: "{ ", with: "{ \"\(Self.unknown)\": 1, ")
            files.bytes[file] = Array(text.replacingCharacters(in: found, with: spoilt).utf8)
        }
        let known = Self.known(Catalogue.compile(files).diagnostics)
        #expect(known.count == 3, "\(known)")
        for (what, keys) in known { expect(keys, in: 7, of: what) }
    }

    @Test func everyDirectiveAndStep() throws {
        var files = try shippedFiles(of: "jiaozuo")
        files.bytes["jiaozuo/heat/order.map.yaml", default: []] += Array("  $qqqqqqqq: 1\n".utf8)
        files.bytes["jiaozuo/gas/contract.yaml", default: []] += Array("envelope: [1]\n".utf8)
        let found = Catalogue.compile(files).diagnostics
        let directives = found.compactMap { $0.hint?.wholeMatch(of: /directives are (.*)/)?.1 }
        let steps = found.compactMap { $0.message.wholeMatch(of: /a step is one of (.*)/)?.1 }
        #expect(directives.count == 1 && steps.count == 1)
        for list in directives {
            expect(list.split(separator: " ").map(String.init), in: 5, of: "a map")
        }
        for list in steps {
            expect(list.split(separator: ", ").map(String.init), in: 8, of: "an envelope")
        }
    }

    // MARK: Words

    @Test func everyWordOfAChoice() {
        expect(Party.Kind.allCases.map(\.rawValue), in: 3, of: "kind")
        expect(Format.allCases.map(\.rawValue), in: 4, of: "format")
        expect(Charset.allCases.map(\.rawValue), in: 4, of: "charset")
        expect(Contract.Changes.allCases.map(\.rawValue), in: 4, of: "changes")
        expect(Envelope.Text.allCases.map(\.rawValue), in: 8, of: "text")
        expect(Envelope.VectorText.allCases.map(\.rawValue), in: 8, of: "text of an iv")
        expect(Milestone.allCases.map(\.rawValue), in: 9, of: "states")
        expect(UpdateKind.names, in: 5, of: "kind of an update")
        expect(Check.Level.allCases.map(\.rawValue), in: 9, of: "level")
        expect(NoticeRule.Per.allCases.map(\.rawValue), in: 9, of: "per")
        expect(LateReply.Policy.allCases.map(\.rawValue), in: 9, of: "late-reply")
        expect(MaterialForm.allCases.map(\.rawValue), in: 9, of: "form")
        expect(MaterialForm.Wanted.allCases.map(\.rawValue), in: 9, of: "kinds")
    }

    @Test func everyVariableWithItsMembers() throws {
        let readable = Variable.allCases.filter { $0 != .leads }
        expect(readable.map(\.name), in: 10, of: "the variables")
        let catalogue = try #require(Catalogue.compile(try shippedFiles(of: "jiaozuo")).catalogue)
        let region = try #require(catalogue.regions.first)
        let program = try #require(region.programs.first)
        let types = PlaceTypes(
            region: region,
            program: program,
            app: .dyn,
            reply: catalogue.canonicalReply.schema,
            reports: [:]
        )
        var all: [(String, Expressions.`Type`)] = [
            ("message", PlaceTypes.message), ("sent", PlaceTypes.sent),
            ("problems", PlaceTypes.problems), ("outcome", types.outcome(overall: nil)),
            ("region", PlaceTypes.region(region)),
        ]
        for view in [Dialect.View.item, .change, .limit, .overlap, .update] {
            let names = ["case", "item", "change", "limit", "overlap", "update"]
            all += types.rules(view).filter { names.contains($0.key) }.map { ($0.key, $0.value) }
        }
        for (name, type) in all {
            var type = type
            if case .list(let element) = type { type = element }
            guard case .object(let object) = type else {
                Issue.record("\(name) is no object")
                continue
            }
            // What a reply told is described where replies are.
            expect(object.fields.map(\.name), in: 10, 5, of: name)
        }
    }

    @Test func everyFunction() {
        let base = Dialect.Base(
            calendar: WorkCalendar(name: "none", years: [:]),
            titles: CodeTitles(),
            leads: [:],
            region: "",
            code: ""
        )
        let own = ContractFunctions(base: base, codes: [:]).all + LanguageFunctions.all
        let environment = Environment(functions: own)
        for isMember in [false, true] {
            let names = environment.functionNames(isMember: isMember)
            #expect(names.count > 20)
            expect(names, in: 10, of: "the functions")
        }
    }
}
