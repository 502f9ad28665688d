import SimdJSON
import Testing

@Suite struct SimdJSONTests {
    /// One letter or text for each token.
    private func tokens(
        _ text: String,
        depthMax: Int = 8,
        stringMax: Int = 100
    ) throws(JSONError) -> String {
        var tape = try JSONTape(Array(text.utf8).span, depthMax: depthMax, stringMax: stringMax)
        var result: [String] = []
        while let token = tape.next() {
            switch token {
            case .null: result.append("null")
            case .bool(let flag): result.append("\(flag)")
            case .number(let text): result.append(text)
            case .string(let text): result.append("'\(text)'")
            case .key(let text): result.append("\(text):")
            case .array(let count): result.append("[\(count)")
            case .object(let count): result.append("{\(count)")
            case .end: result.append("end")
            }
        }
        return result.joined(separator: " ")
    }

    @Test func everyTokenInOrder() throws {
        #expect(
            try tokens(#" {"a":[1.50,-2e3,true],"b\n":{"c":null,"d":"x\u00b3"},"e":false,"f":[]} "#)
                == "{4 a: [3 1.50 -2e3 true end b\n: {2 c: null d: 'x³' end e: false f: [0 end end"
        )
        #expect(try tokens(" \"\" ") == "''")
    }

    @Test(
        "Faults have a kind, a place and a path",
        arguments: [
            ("[1,{\"a\":[true,nul]}]", JSONError.Code.badLiteral, 14, ["1", "a", "1"]),
            ("{\"a\":{\"b\":1 2}}", .expectedComma, 12, ["a"]),
            ("[[[[[[[[[1]]]]]]]]]", .tooDeep, 8, Array(repeating: "0", count: 8)),
            ("[\"\(String(repeating: "x", count: 101))\"]", .tooLong, 1, ["0"]),
            ("", .empty, 0, []),
            ("[1,\"a\tb\"]", .controlCharacter, 5, []), ("[\"a]", .unclosedString, 1, []),
        ]
    )
    func faults(_ text: String, _ code: JSONError.Code, _ offset: Int, _ path: [String]) {
        #expect { try tokens(text) } throws: { error in
            guard let error = error as? JSONError else { return false }
            return error.code == code && error.offset == offset && error.path == path
        }
    }

    /// Blocks of simdjson are 64 bytes: tokens across every border are read the same.
    @Test func everyAlignment() throws {
        for padding in 0..<130 {
            let text =
                String(repeating: " ", count: padding) + #"["a\\\"b",{"k":"\\"},-12.5e+3,null,"𠮷"]"#
            #expect(try tokens(text) == #"[5 'a\"b' {1 k: '\' end -12.5e+3 null '𠮷' end"#)
            #expect(throws: JSONError.self) { try tokens(String(text.dropLast())) }
            #expect(throws: JSONError.self) { try tokens(text + ",") }
        }
    }

    @Test func smallAndLargeTextsOnManyThreads() async {
        let large = "[" + String(repeating: "\"0123456789\",", count: 20_000) + "1]"
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    for _ in 0..<20 {
                        let text = Array((number % 2 == 0 ? large : "[[1],{}]").utf8)
                        guard var tape = try? JSONTape(text.span, depthMax: 4, stringMax: 100),
                            case .array(let count)? = tape.next(),
                            count == (number % 2 == 0 ? 20_001 : 2)
                        else { return false }
                    }
                    return true
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
