import Testing
import Values

@Suite struct PointerTests {
    /// RFC 6901, sections 3 and 5, and names that begin with a mark, which joins the character before it.
    @Test(arguments: [
        ("", []), ("/", [""]), ("/a/0", ["a", "0"]), ("//a/", ["", "a", ""]), ("/a~1b", ["a/b"]),
        ("/m~0n", ["m~n"]), ("/~01", ["~1"]), ("/\u{301}x", ["\u{301}x"]),
        ("/a/\u{301}/b", ["a", "\u{301}", "b"]), ("/~1\u{301}", ["/\u{301}"]),
        ("/~0\u{20E3}~1", ["~\u{20E3}/"]), ("/名/称", ["名", "称"]),
    ])
    func textAndSteps(_ text: String, _ steps: [String]) throws {
        let pointer = try #require(Pointer(text))
        #expect(pointer.steps == steps)
        #expect(Pointer(steps).description == text)
    }

    @Test(arguments: ["a", "a/b", " /a", "#/a", "\u{301}/a"])
    func notAPointer(_ text: String) {
        #expect(Pointer(text) == nil)
    }
}
