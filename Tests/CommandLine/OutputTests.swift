import Testing

@testable import lianban

@Suite struct OutputTests {
    func run(_ line: String) -> (ExitCode, Printed) {
        let printed = Printed()
        let words = line.split(separator: " ").map(String.init)
        return (Sample.program.run(words, on: printed.terminal()), printed)
    }

    @Test(
        arguments: [
            ("submit a", .ok, "submitted\n", ""),
            ("--version", .ok, "sample 1.2.3\n", ""),
            (
                "submt", .usage, "",
                "error: sample: unknown command submt. Did you mean submit?\n  see: sample --help\n"
            ),
            ("cases show 7", .notFound, "", "error: no case 7\n  see: sample cases list\n"),
        ] as [(String, ExitCode, String, String)]
    )
    func runs(_ line: String, _ exit: ExitCode, _ out: String, _ error: String) {
        let (code, printed) = run(line)
        #expect(code == exit)
        #expect(printed.out == out)
        #expect(printed.error == error)
    }

    @Test func anUnknownErrorIsAFaultOfOurs() {
        let (code, printed) = run("broken")
        #expect(code == .internalError && printed.error.contains("please report it"))
    }

    @Test(arguments: [
        ("abc", 3), ("办件", 4), ("m³/时", 5), ("𠮷䶮", 4), ("", 0), ("e\u{301}", 1), ("（）", 4),
        ("—", 1),
        ("ｱＡ", 3), ("한글", 4), ("a\u{200D}b", 2), ("😀", 2), ("\u{1B}", 0), ("é", 1),
    ])
    func knowsTheWidth(_ text: String, _ width: Int) {
        #expect(displayWidth(text) == width)
    }

    @Test(arguments: [
        ("联合报装", 8, "联合报装"), ("联合报装", 7, "联合报…"), ("联合报装", 6, "联合…"), ("abc", 2, "a…"),
        ("abc", 0, ""),
    ])
    func fitsAText(_ text: String, _ columns: Int, _ expected: String) {
        #expect(fitted(text, columns: columns) == expected)
        #expect(displayWidth(fitted(text, columns: columns)) <= columns)
    }

    @Test func makesATextHarmless() {
        #expect(printable("a\u{1B}[2J\r\n\u{202E}b\u{9B}") == "a\\u{1b}[2J\\r\\n\\u{202e}b\\u{9b}")
        #expect(printable("𠮷 m³") == "𠮷 m³")
    }

    var table: Table {
        var table = Table([.init("办件"), .init("天", right: true), .init("状态", flexible: true)])
        table.add("4108", "12", "办理中")
        table.add("41080001", "3", "已办结，等待统一出件")
        return table
    }

    @Test func alignsChinese() {
        let printed = Printed()
        Output(printed.terminal()).table(table)
        let expected = """
            办件      天  状态
            4108      12  办理中
            41080001   3  已办结，等待统一出件

            """
        #expect(printed.out == expected)
    }

    @Test func shortensOnANarrowTerminalOnly() {
        let printed = Printed()
        Output(printed.terminal(isInteractive: true, columns: 28)).table(table)
        #expect(printed.out.split(separator: "\n").last == "41080001   3  已办结，等待…")
    }

    @Test func coloursOnlyWhereItMay() {
        let plain = Printed()
        Output(plain.terminal()).warning("x")
        #expect(plain.error == "warning: x\n")
        let coloured = Printed()
        let output = Output(coloured.terminal(hasColours: true))
        output.warning("x")
        #expect(coloured.error == "\u{1B}[33mwarning: \u{1B}[0mx\n")
        var table = Table([.init("a"), .init("b")])
        table.add(.init("办", .red), "c")
        output.table(table)
        #expect(coloured.out == "\u{1B}[1ma   b\u{1B}[0m\n\u{1B}[31m办\u{1B}[0m  c\n")
    }

    @Test func choosesBetweenPeopleAndPrograms() {
        for isJSON in [false, true] {
            let printed = Printed()
            let output = Output(printed.terminal(), isJSON: isJSON)
            output.show(json: { "[]" }, people: { output.line("none") })
            #expect(printed.out == (isJSON ? "[]\n" : "none\n"))
        }
    }

    @Test func progressOnATerminalIsOneLine() {
        let printed = Printed()
        let output = Output(printed.terminal(isInteractive: true))
        let progress = output.progress("sending", total: 4)
        progress.advance()
        printed.wait(.seconds(2))
        progress.advance(by: 1, "slow")
        output.line("a result")
        progress.finish("4 sent")
        #expect(
            printed.error == "\r/ sending 0% (0/4)\u{1B}[K\r- sending 50% (2/4) 2.0 s slow\u{1B}[K"
                + "\r\u{1B}[Ksending: 4 sent (2.0 s)\n"
        )
        #expect(printed.out == "a result\n")
    }

    @Test func progressElsewhereIsALineNowAndThen() {
        let printed = Printed()
        let progress = Output(printed.terminal()).progress("sending")
        for _ in 0..<40 {
            printed.wait(.milliseconds(200))
            progress.advance()
        }
        progress.finish("done")
        #expect(printed.error == "sending\nsending 25 5.0 s\nsending: done (8.0 s)\n")
    }
}
