import Testing
import Values

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("phnoe", ["phone", "name"], "phone"),
        ("UTF8", ["UTF-8", "GBK"], "UTF-8"),
        ("maxLenght", ["minLength", "maxLength"], "maxLength"),
        ("ap", ["app", "at"], "app"),
        ("Case", ["case"], "case"),
        ("a", ["c", "b"], "b"),
    ])
    func findsASlipOfTheHand(_ word: String, _ known: [String], _ meant: String) {
        #expect(nearest(to: word, among: known) == meant)
        #expect(didYouMean(word, among: known) == "did you mean '\(meant)'?")
    }

    @Test(arguments: [
        ("name", ["phone", "address"]),
        ("item", ["term"]),
        ("", ["x"]),
        ("address", []),
        (String(repeating: "x", count: 101), [String(repeating: "x", count: 100)]),
    ])
    func leavesAnotherWordAlone(_ word: String, _ known: [String]) {
        #expect(nearest(to: word, among: known) == nil)
    }

    /// A swap of neighbours is one slip, and the alphabet decides between equals.
    @Test func weighs() {
        #expect(nearest(to: "itme", among: ["time", "item"]) == "item")
        #expect(nearest(to: "bat", among: ["cat", "hat", "at"]) == "at")
    }
}
