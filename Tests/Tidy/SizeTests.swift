import Testing

/// Files and functions that a person can take in.
@Suite struct SizeTests {
    static let fileMax = 400
    static let functionMax = 70

    /// What is longer than it should be, with its length. A number may only become smaller; new ones need a reason.
    static let longFiles: [String: Int] = [:]
    static let longFunctions: [String: Int] = [:]

    static var swiftFiles: [SourceFile] {
        SourceTree.files.filter { $0.hasExtension("swift") && $0.isIn("Sources", "Tests") }
    }

    @Test func filesAreShort() {
        var long: [String: (Int, Int)] = [:]
        for file in Self.swiftFiles where file.lines.count > Self.fileMax {
            long[file.path] = (1, file.lines.count)
        }
        check(long, Self.longFiles, max: Self.fileMax, "split it by what its parts are about")
    }

    @Test func functionsFitAScreen() async {
        var long: [String: (Int, Int)] = [:]
        for file in Self.swiftFiles where file.isIn("Sources") {
            for function in functions(in: file) where function.length > Self.functionMax {
                long["\(file.path) \(function.name)"] = (function.line, function.length)
            }
            await Task.yield()
        }
        check(long, Self.longFunctions, max: Self.functionMax, "take its steps apart")
    }

    @Test func measuresFunctions() {
        let text =
            "struct A {\n    func f() {\n        if x {\n        }\n    }\n\n    init(\n    ) {\n    }\n    func g() {}\n}"
        let found = functions(in: SourceFile(path: "A.swift", text: text))
        #expect(
            found.map(\.name) == ["f", "init"] && found.map(\.length) == [4, 3]
                && found.map(\.line) == [2, 7]
        )
    }

    private func check(
        _ long: [String: (line: Int, length: Int)],
        _ allowed: [String: Int],
        max: Int,
        _ advice: String
    ) {
        for (place, (line, length)) in long.sorted(by: { $0.key < $1.key }) {
            let path = place.split(separator: " ")[0]
            let limit = allowed[place] ?? max
            if length > limit {
                Issue.record(
                    "\(path):\(line): \(place) has \(length) lines, \(limit) allowed: \(advice)"
                )
            }
        }
        for (place, limit) in allowed.sorted(by: { $0.key < $1.key }) {
            let length = long[place]?.length ?? 0
            if length < limit {
                Issue.record(
                    "\(place) has shrunk to \(length): lower its entry in SizeTests from \(limit)"
                )
            }
        }
    }
}

/// The functions of a formatted file: from the line of `func` to the closing brace at the same indentation.
func functions(in file: SourceFile) -> [(name: String, line: Int, length: Int)] {
    let beginning = /^( *)(?:@?[\w().]+ +)*(?:func +([^\s(<]+)|(init)\b)/
    var result: [(String, Int, Int)] = []
    for index in file.lines.indices
    where file.mentions(index, "func ", "init(", "init?(", "init<", "init?<") {
        guard let match = file.code(index).firstMatch(of: beginning),
            !file.lines[index].hasSuffix("}")
        else { continue }
        let end = match.1 + "}"
        guard let last = file.lines[index...].firstIndex(where: { $0.hasPrefix(end) }) else {
            continue
        }
        result.append((String(match.2 ?? match.3 ?? ""), index + 1, last - index + 1))
    }
    return result
}
