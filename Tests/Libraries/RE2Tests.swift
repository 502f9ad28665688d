import RE2
import Testing

@Suite struct RE2Tests {
    @Test(arguments: [
        ("a+b", "xaab", true), ("^a+b$", "xaab", false), ("", "", true), ("^$", "", true),
        ("^.$", "联", true), ("\\d", "３", false), ("联|办", "经办", true), ("(?i)ABC", "abc", true),
    ])
    func searches(pattern: String, text: String, expected: Bool) throws {
        #expect(try Pattern(pattern).matches(text) == expected)
    }

    @Test func matchesWholeTexts() throws {
        let pattern = try Pattern("[0-9]{2}|[0-9]{4}")
        #expect(pattern.matchesWhole("2024"))
        #expect(!pattern.matchesWhole("024"))
        #expect(pattern.matches("024"))
    }

    @Test func findsGroups() throws {
        let pattern = try Pattern("(\\d+)-(x)?(\\d+)")
        #expect(pattern.groupCount == 3)
        #expect(pattern.firstMatch(in: "号12-34") == [3..<8, 3..<5, nil, 6..<8])
        #expect(pattern.firstMatch(in: "12-34", from: 2) == nil)
        #expect(pattern.firstMatch(in: "12-34", from: 99) == nil)
        #expect(try Pattern("(a)?").firstMatch(in: "") == [0..<0, nil])
    }

    @Test(arguments: [
        ("(", "missing ): ("), ("a**", "bad repetition operator: **"),
        ("(?=a)", "invalid perl operator: (?="),
        ("[z-a]", "invalid character class range: z-a"),
        ("a{2000}", "invalid repetition size: {2000}"),
    ])
    func saysWhatIsWrong(pattern: String, message: String) {
        #expect { try Pattern(pattern) } throws: { ($0 as? PatternError)?.message == message }
    }

    @Test func isLinearAndBounded() throws {
        let pattern = try Pattern("^(a+)+$")
        #expect(!pattern.matches(String(repeating: "a", count: 200_000) + "b"))
        #expect(throws: PatternError.self) { try Pattern("((a{100}){100}){100}") }
    }

    @Test(arguments: [
        ("^\\/a\\-b$", "/a-b", true), ("^\\cA$", "\u{1}", true),
        ("^(?<year>\\d{4})$", "2024", true),
        ("^\\d$", "߀", false), ("^\\w$", "é", false), ("^\\s$", "\u{feff}", true),
        ("^\\s$", "\u{b}", true),
        ("^\\S$", "\u{2029}", false), ("^[\\S]$", "联", true), ("^[^\\S]$", "\u{3000}", true),
        ("^\\u8054\\u{529e}$", "联办", true), ("^\\ud83d\\ude00$", "😀", true), ("^\\0$", "\0", true),
        ("^.$", "\u{2028}", false), ("^[^]$", "\n", true), ("[]", "a", false),
        ("^[[:a]]$", ":]", true),
        ("^\\p{Letter}+$", "联a", true), ("^\\p{Script=Han}$", "联", true), ("^\\P{Lu}$", "a", true),
        ("^[\\b]$", "\u{8}", true), ("^a$", "a\n", false), ("\\bab\\b", "x ab", true),
        ("^\\x41$", "A", true),
        ("^\\$[\\]\\\\]$", "$]", true), ("^[a\\-z]$", "-", true),
        ("^\\S(|(.|\\n)*\\S)\\Z", "", false),
    ])
    func translatesECMA(pattern: String, text: String, expected: Bool) {
        let compiled = try? Pattern(pattern, syntax: .ecma)
        #expect((compiled?.matches(text) ?? false) == expected)
    }

    @Test(arguments: [
        ("(?=a)", "lookahead"), ("(?<!a)b", "lookbehind"), ("(a)\\1", "back reference"),
        ("(?<n>a)\\k<n>", "back reference"),
        ("\\Z", "no escape"), ("\\a", "no escape"), ("[a", "not closed"), ("a\\", "backslash"),
        ("\\ud800", "surrogate"),
        ("\\u{110000}", "code point"), ("(?i)a", "'(?'"), ("\\p{Emoji=1}", "Unicode property"),
        ("\\c1", "letter"),
    ])
    func refusesECMAWithAReason(pattern: String, reason: String) {
        #expect { try Pattern(pattern, syntax: .ecma) } throws: {
            ($0 as? PatternError)?.message.contains(reason) == true
        }
    }
}
