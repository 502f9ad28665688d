import Formats
import System
import Testing
import Values

@testable import lianban

@Suite struct ExplainTests {
    private func explain(_ example: String, _ more: String...) -> (exit: ExitCode, printed: Printed)
    {
        Self.explain(example, more)
    }

    private static func explain(
        _ example: String,
        _ more: [String]
    ) -> (exit: ExitCode, printed: Printed) {
        Workspace.run(
            [
                "explain", "\(Workspace.examples)/\(example)/application.json", "--contracts",
                Workspace.contracts,
                "--at", "2024-09-02T09:00:00+08:00",
            ] + more
        )
    }

    /// Party → the file of its order, byte for byte.
    @Test func theCompleteExampleGivesItsOrders() throws {
        let (exit, printed) = explain("full-set", "--json", "--reveal", "--hex")
        #expect(exit == .ok)
        let report = try JSON.decode(Array(printed.out.utf8))
        let orders = (report["messages"]?.array ?? []).filter { $0["kind"] == "order" }
        let files = [
            "water": "water.order.json", "power": "power.order.xml", "gas": "gas.order.xml",
            "heat": "heat.order.txt",
            "telecom": "telecom.order.json", "urban-management": "urban-management.order.xml",
            "lead": "jointSurvey.order.json",
        ]
        #expect(Set(orders.compactMap { $0["party"]?.string }) == Set(files.keys))
        for order in orders {
            let file = try #require(files[order["party"]?.string ?? ""])
            let expected = MessageText.hex(try Workspace.example("full-set/\(file)"))
            #expect(order["hex"]?.string == expected, "\(file)")
        }
        let heat = try #require(orders.first { $0["party"] == "heat" })
        #expect(heat["messageId"] == "95d74d4f947227f6e8e4f58015872fbc")
        let skipped = (report["items"]?.array ?? []).filter { $0["decision"] == "skipped" }
        #expect(skipped.compactMap { $0["id"]?.string } == ["jointAcceptance"])
        #expect(
            report["limits"]?.array?.contains { $0["dueAt"] == "2024-09-09T18:00:00+08:00" } == true
        )
    }

    @Test func personalDataIsMaskedUnlessRevealed() throws {
        let personal = ["𠮷海燕", "13839112233", "91410800083123451M", "新型建材有限公司", "1688号"]
        let (_, masked) = explain("full-set")
        let (_, shown) = explain("full-set", "--reveal")
        for text in personal {
            #expect(!masked.out.contains(text), "\(text)")
            #expect(shown.out.contains(text), "\(text)")
        }
        #expect(masked.out.contains("138****2233") && masked.out.contains("Orders to send now: 7"))
        let (exit, _) = explain("full-set", "--hex")
        #expect(exit == .usage)
    }

    /// Byte of a party's order, counted from 1 → pointer, rule, source and the place in what was received.
    @Test(arguments: [
        ("heat", 90, "/phone", "jiaozuo/heat/order.map.yaml:4", "/contact/phone", "/qyxx/lxdh"),
        ("heat", 23, "/name", "jiaozuo/heat/order.map.yaml:3", "/applicant/name", "/qyxx/qymc"),
        (
            "water", 540, "/fjlb/1/fjid", "jiaozuo/water/order.map.yaml:20", "/materials/1/id",
            "/cl/1/clid"
        ),
        (
            "power", 705, "/DATA/EXPECT_DATE", "shared/state-grid/order.map.yaml:20",
            "/power/expectedDate", "/yd/qwsj"
        ),
        (
            "jointSurvey", 240, "/phone", "jiaozuo/installation/program.yaml:", "/contact/phone",
            "/qyxx/lxdh"
        ),
    ])
    func aByteLeadsBackToWhatWasReceived(
        _ order: String,
        _ byte: Int,
        _ pointer: String,
        _ rule: String,
        _ canonical: String,
        _ received: String
    ) throws {
        let (exit, printed) = explain("full-set", "--order", order, "--byte", "\(byte)", "--json")
        #expect(exit == .ok)
        let field = try #require(try JSON.decode(Array(printed.out.utf8))[0])
        #expect(field["pointer"]?.string == pointer)
        #expect(field["rule"]?.string?.hasPrefix(rule) == true)
        #expect(field["from"]?[0]?["pointer"]?.string == canonical)
        #expect(field["from"]?[0]?["received"]?[0]?["pointer"]?.string == received)
        let bytes = field["bytes"]?.array?.compactMap(\.int) ?? []
        #expect(bytes.count == 2 && (bytes[0]...bytes[1]).contains(byte))
    }

    @Test func fieldsAreMaskedUnlessRevealed() throws {
        let personal = [
            "𠮷海燕", "13839112233", "１３８３９１１２２３３", "91410800083123451M", "新型建材有限公司", "1688号",
        ]
        for party in ["water", "power", "gas", "heat", "telecom", "urban-management", "lead"] {
            for form in [["--json"], []] {
                let words = ["--order", party] + form
                let masked = Self.explain("full-set", words).printed.out
                #expect(!masked.isEmpty && !personal.contains { masked.contains($0) }, "\(party)")
                let shown = Self.explain("full-set", words + ["--reveal"]).printed.out
                #expect(shown.contains("13839112233"), "\(party)")
            }
        }
        let (_, printed) = explain("full-set", "--fields")
        #expect(!personal.contains { printed.out.contains($0) })
        #expect(printed.out.contains("app.contact.phone") && printed.out.contains("138****2233"))
    }

    @Test func aFieldThatIsNotThereSaysWhatIs() {
        let (exit, printed) = explain("full-set", "--order", "gas", "--field", "/LXDB")
        #expect(exit == .notFound && printed.error.contains("did you mean '/LXDH'"))
        #expect(explain("full-set", "--order", "gas", "--byte", "1").exit == .notFound)
        #expect(explain("full-set", "--order", "nobody").exit == .notFound)
        #expect(explain("full-set", "--order", "gas", "--field", "LXDH").exit == .usage)
        #expect(explain("full-set", "--byte", "1").exit == .usage)
    }

    @Test func theRulerCountsBytes() throws {
        let (_, printed) = explain("full-set", "--reveal")
        let lines = printed.out.split(separator: "\n").map(String.init)
        let ruler = try #require(lines.firstIndex { $0.contains("....5...10") })
        // Field 2 of the record stands in bytes 23 to 82: the second row begins with byte 81.
        #expect(lines[ruler + 1].contains(" 1 RH41080020240902000001"))
        #expect(lines[ruler + 2].contains(" 81   13839112233"))
        #expect(displayWidth(lines[ruler + 1]) == displayWidth(lines[ruler]))
    }

    @Test func aRejectedApplicationNamesEveryProblem() throws {
        let (exit, printed) = explain("five-faults", "--json")
        #expect(exit == .findings)
        let report = try JSON.decode(Array(printed.out.utf8))
        #expect(report["disposition"] == "rejected" && report["case"] == .null)
        let places = Set((report["problems"]?.array ?? []).compactMap { $0["place"]?.string })
        #expect(places == ["/qyxx/lxr", "/qyxx/lxdh", "/xmxx/tkrq", "/ys/ywlx", "/ys/ysl"])
        #expect(
            report["messages"]?.array?.count == 1 && report["messages"]?[0]?["kind"] == "rejection"
        )
        #expect(!printed.out.contains("0391-12"))
    }

    @Test func whatIsNoApplicationIsRejectedOrWaits() throws {
        let order = "\(Workspace.examples)/full-set/gas.order.xml"
        let (exit, printed) = Workspace.run([
            "explain", order, "--contracts", Workspace.contracts, "--party", "platform",
        ])
        #expect(exit == .findings && printed.out.contains("Rejections to send now: 1"))
        let withdrawal = "\(Workspace.examples)/withdrawal/withdrawal.json"
        let (other, waits) = Workspace.run([
            "explain", withdrawal, "--contracts", Workspace.contracts, "--party", "platform",
        ])
        #expect(
            other == .findings && waits.out.contains("应为新的申请") && waits.out.contains("none is sent")
        )
    }

    @Test func wrongNamesSayWhatThereIs() {
        let (exit, printed) = explain("full-set", "--party", "credit")
        #expect(exit == .usage && printed.error.contains("--region jiaozuo --party platform"))
        let (missing, _) = Workspace.run([
            "explain", "/nonexistent", "--contracts", Workspace.contracts,
        ])
        #expect(missing == .notFound)
    }

    @Test(arguments: [
        ("2024-09-02T09:00:00+08:00", "2024-09-02T09:00:00+08:00"),
        ("2024-09-02", "2024-09-02T09:00:00+08:00"),
    ])
    func readsTimes(_ text: String, _ expected: String) {
        #expect(ValueKind<Instant>.instant.read(text)?.rfc3339() == expected)
        #expect(ValueKind<Instant>.instant.read("tomorrow") == nil)
    }
}
