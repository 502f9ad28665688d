import Contracts
import Examples
import Formats
import System
import Testing
import Values

@testable import lianban

/// What the notices ask for, held against the examples that ship.
@Suite struct RequirementsTests {
    private func requirements(_ more: String...) -> (exit: ExitCode, printed: Printed) {
        Workspace.run(["requirements", Workspace.shipped] + more)
    }

    private func lines(_ printed: Printed) -> [String] {
        printed.out.split(separator: "\n").map(String.init)
    }

    @Test func everyRequirementIsShownOrSaysWhyNot() throws {
        let proofs = try ExampleSuite(folder: Workspace.shipped).proofs()
        #expect(proofs.faults.isEmpty)
        for register in proofs.requirements {
            let missing = proofs.missing(in: register)
            #expect(missing == [], "\(register.region): no example names these")
        }
    }

    @Test func everyRegionHasARegister() throws {
        for entry in try Directory.list(Workspace.shipped) where entry.kind == .directory {
            let folder = "\(Workspace.shipped)/\(entry.name)"
            guard try Directory.status("\(folder)/region.yaml") != nil else { continue }
            #expect(try Directory.status("\(folder)/requirements.yaml") != nil, "\(entry.name)")
        }
    }

    @Test func thePageIsWhatTheCommandWrites() throws {
        let page = String(
            decoding: try File.read("\(Workspace.shipped)/REQUIREMENTS.md"),
            as: UTF8.self
        )
        let isWritten = requirements("--markdown").printed.out == page
        #expect(
            isWritten,
            "write it anew: lianban requirements contracts --markdown > contracts/REQUIREMENTS.md"
        )
    }

    @Test func everyCommandThatShowsSomethingExists() throws {
        let proofs = try ExampleSuite(folder: Workspace.shipped).proofs()
        var count = 0
        for requirement in proofs.requirements.flatMap(\.all) {
            guard case .command(let text) = requirement.shown else { continue }
            count += 1
            let words = text.split(separator: " ").map(String.init)
            var command = Lianban.program.root
            #expect(words.first == command.name, "\(requirement.id)")
            for word in words.dropFirst() where !word.hasPrefix("-") {
                command = try #require(
                    command.subcommands.first { $0.name == word },
                    "\(requirement.id): there is no command '\(text)'"
                )
            }
            #expect(command.action != nil, "\(requirement.id)")
        }
        #expect(count > 0)
    }

    @Test func aRequirementIsShownWithItsExamples() throws {
        let (_, printed) = requirements("--region", "jiaozuo")
        let all = lines(printed)
        #expect(all.first == "jiaozuo 焦城管〔2024〕71号 焦作市水电气热网联合报装“一件事”联办工作实施方案")
        let holiday = try #require(all.first { $0.hasPrefix("JZ-F1b ") })
        #expect(
            holiday.contains("installation/survey-adjusted-saturday, installation/survey-holiday")
        )
        #expect(all.contains { $0.hasPrefix("JZ-N9 ") && $0.hasSuffix("no message: 会议制度，不产生报文") })
        #expect(!all.contains { $0.hasPrefix("WZ-") })
    }

    @Test func programsReadJSON() throws {
        let (exit, printed) = requirements("--json")
        let report = try JSON.decode(Array(printed.out.utf8))
        let regions = report["regions"]?.array ?? []
        #expect(regions.count >= 5)
        let isOK = regions.allSatisfy { $0["missing"] == .array([]) }
        #expect(report["ok"] == .bool(isOK) && exit == (isOK ? .ok : .findings))
        let jiaozuo = try #require(regions.first { $0["region"] == "jiaozuo" })
        let all = jiaozuo["requirements"]?.array ?? []
        let holiday = try #require(all.first { $0["id"] == "JZ-F1b" })
        #expect(holiday["examples"]?.array?.count == 2 && holiday["notAMessage"] == .null)
        #expect(all.first { $0["id"] == "JZ-N9" }?["notAMessage"] == "会议制度，不产生报文")
    }

    // MARK: A folder of its own

    /// The contracts of one region whose only example names some requirements.
    private func folder(proving ids: String) throws -> String {
        let folder = try Directory.createTemporary(prefix: "lianban-requirements-")
        for name in ["calendars", "canonical", "shared", "jiaozuo"] {
            try copy("\(Workspace.shipped)/\(name)", "\(folder)/\(name)")
        }
        let register = """
            region: jiaozuo
            title: 方案
            basis: 焦城管〔2024〕71号
            requirements:
              JZ-05: { title: 一张|表, says: 一次申请, basis: 三（二） }
              JZ-06: { title: 点单, says: 点单式, basis: 三（二） }
              JZ-N9: { title: 会商, says: 定期会商, basis: 六（二）, not-a-message: 会议制度 }
            """
        try File.write(Array(register.utf8), to: "\(folder)/jiaozuo/requirements.yaml")
        let story =
            "title: 一\nregion: jiaozuo\nproves: [\(ids)]\nsteps: [{ wait: \"2024-09-02T09:00:00Z\" }]\n"
        try Directory.create("\(folder)/jiaozuo/heat/examples/one")
        try File.write(Array(story.utf8), to: "\(folder)/jiaozuo/heat/examples/one/story.yaml")
        return folder
    }

    private func copy(_ from: String, _ to: String) throws {
        try Directory.create(to)
        for entry in try Directory.list(from) where entry.name != "examples" {
            if entry.kind == .directory {
                try copy("\(from)/\(entry.name)", "\(to)/\(entry.name)")
            } else {
                try File.write(try File.read("\(from)/\(entry.name)"), to: "\(to)/\(entry.name)")
            }
        }
    }

    @Test func whatNoExampleNamesIsListedAndExitsWithOne() throws {
        let folder = try folder(proving: "JZ-05")
        defer { try? Directory.removeTree(folder) }
        let (exit, printed) = Workspace.run(["requirements", folder, "--missing"])
        #expect(exit == .findings)
        #expect(
            lines(printed) == [
                "jiaozuo 焦城管〔2024〕71号 方案",
                "id     asked  where     shown by",
                "JZ-06  点单   三（二）  no example yet",
                "3 requirements: 1 shown by examples, 1 not shown yet, 0 by a command, 1 no message",
                "1 requirement without an example that names it",
            ]
        )
        let (_, page) = Workspace.run(["requirements", folder, "--markdown"])
        let row =
            "| JZ-05 | 一张\\|表 | 「一次申请」 | 三（二） | [heat/one](jiaozuo/heat/examples/one/story.yaml) |"
        #expect(page.out.contains("\n\(row)\n"), "\(page.out)")
    }

    @Test func allShownIsGreen() throws {
        let folder = try folder(proving: "JZ-05, JZ-06")
        defer { try? Directory.removeTree(folder) }
        let (exit, printed) = Workspace.run(["requirements", folder])
        #expect(exit == .ok && printed.error.isEmpty)
        #expect(lines(printed).last == "ok: every requirement is shown, or says why it is not")
    }

    @Test func aStoryThatCannotBeReadIsTold() throws {
        let folder = try folder(proving: "JZ-05, JZ-07")
        defer { try? Directory.removeTree(folder) }
        let (exit, printed) = Workspace.run(["requirements", folder])
        #expect(exit == .findings)
        let place = "\(folder)/jiaozuo/heat/examples/one/story.yaml:3:17"
        #expect(
            printed.error.contains("\(place): LB2310: the register of jiaozuo has no 'JZ-07'"),
            "\(printed.error)"
        )
    }

    @Test func whatIsNotThere() {
        let (exit, printed) = requirements("--region", "jiaozou")
        #expect(exit == .notFound)
        #expect(
            printed.error == "error: there is no register of 'jiaozou'\n  did you mean 'jiaozuo'?\n"
        )
        #expect(Workspace.run(["requirements", "/nonexistent-contracts"]).exit == .notFound)
    }
}
