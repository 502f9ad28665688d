import Explanations
import Testing

@testable import lianban

@Suite struct CodeHelpTests {
    private func help(_ words: String...) -> (exit: ExitCode, printed: Printed) {
        Workspace.run(["help"] + words)
    }

    @Test func tellsWhatACodeMeans() {
        let (exit, printed) = help("LB2082")
        #expect(exit == .ok)
        let expected = """
            LB2082: the message has no such field

            The map gives a field that the schema of the message does not list. The message is closed: the
            partner does not know the field, and what it should have carried would be missing from every
            order.

            Wrong, in toy/water/order.map.yaml:

                phnoe: app.?phone

            Right:

                phone: app.?phone

            What to do: Correct the name, or add the field to the schema if the partner's interface has it.

            """
        #expect(printed.out == expected)
        #expect(help("lb2082").printed.out == expected)
    }

    @Test func showsInvisibleCharacters() {
        #expect(help("LB1002").printed.out.contains("title: 供水\\u{2028}公司"))
    }

    @Test func listsTheCodesThatBeginSo() {
        let all = help("LB").printed.out.split(separator: "\n").filter { $0.hasPrefix("LB") }
        #expect(all.map { $0.prefix(6) } == Explanation.all.map { $0.code[...] })
        let some = help("LB211").printed.out.split(separator: "\n")
        #expect(some.count == 10 && some[0] == "LB2110  an envelope is a list of single steps")
        let stories = help("LB23").printed.out.split(separator: "\n")
        #expect(stories.count == 12 && stories[0] == "LB2300  a key that a story does not have")
    }

    @Test func namesTheNearestOfAnUnknownCode() {
        let (exit, printed) = help("LB2198")
        #expect(exit == .usage)
        #expect(printed.error.contains("there is no code LB2198. Did you mean LB21"))
        #expect(printed.error.contains("lianban help LB"))
    }

    @Test func aCommandIsStillACommand() {
        #expect(help("check").printed.out.hasPrefix("lianban check: "))
        #expect(help("LBX").exit == .usage)
    }

    @Test func everyTextFitsATerminal() {
        for explanation in Explanation.all {
            let text = help(explanation.code).printed.out
            let prose = text.split(separator: "\n").filter { !$0.hasPrefix("    ") }
            #expect(prose.allSatisfy { displayWidth($0) <= 100 }, "\(explanation.code)")
        }
    }
}
