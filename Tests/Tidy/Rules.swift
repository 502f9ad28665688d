/// The C modules, by the folders that declare them.
let cModules: Set<String> = Set(
    SourceTree.files.filter { $0.isIn("Sources/C") }.map {
        String($0.path.split(separator: "/")[2])
    }
)
private let systemModules: Set = ["Glibc", "Musl", "Dispatch", "Synchronization"]
private let isSwift: @Sendable (SourceFile) -> Bool = {
    $0.hasExtension("swift") && $0.isIn("Sources")
}

/// Put together, so that this file is not found by its own rules.
private let leftOvers = ["TO" + "DO", "FIX" + "ME"]
private let regions = [
    "焦作", "新县", "武陟", "叶县", "通许", "jiaozuo", "xinxian", "wuzhi", "yexian", "tongxu",
]

let rules: [Rule] = importRules + unsafeRules + wordRules

private let importRules = [
    Rule(
        name: "core is pure",
        advice:
            "Core has no clock, files, threads or C: take what it needs as an argument, or move it to Hub",
        applies: { isSwift($0) && $0.isIn("Sources/Core") },
        broken: Rule.code("import") { line in
            importedModule(line).map { cModules.contains($0) || systemModules.contains($0) }
                ?? false
        },
        bad: ("Sources/Core/Cases/A.swift", "internal import Glibc"),
        good: "package import Values  // not Glibc"
    ),
    Rule(
        name: "no Foundation",
        advice:
            "Foundation is slow to start and rewrites numbers and text: use System or the standard library",
        applies: isSwift,
        broken: Rule.code("import") { importedModule($0)?.hasPrefix("Foundation") ?? false },
        bad: ("Sources/Hub/Console/A.swift", "import struct FoundationEssentials.Data"),
        good: "import Values"
    ),
    Rule(
        name: "C stays in its wrapper",
        advice:
            "import a C module only under Sources/Libraries, and give its wrapper what is missing",
        applies: { isSwift($0) && !$0.isIn("Sources/Libraries") },
        broken: Rule.code("import") { importedModule($0).map(cModules.contains) ?? false },
        bad: ("Sources/Hub/Broker/A.swift", "internal import CRabbitMQ"),
        good: "internal import RabbitMQ"
    ),
    Rule(
        name: "C modules are imported internally",
        advice: "write `internal import`, so that no C type shows in a wrapper's interface",
        applies: { isSwift($0) && $0.isIn("Sources/Libraries") },
        broken: Rule.code("import") { line in
            importedModule(line).map(cModules.contains) == true
                && !line.hasPrefix("internal import ")
        },
        bad: ("Sources/Libraries/Curl/A.swift", "package import CCurl"),
        good: "internal import CCurl"
    ),
]

private let unsafeRules = [
    Rule(
        name: "unsafe code says why it is safe",
        advice: "say why it is safe in a `// SAFETY:` comment at most 3 lines above",
        applies: isSwift,
        broken: { file in
            file.lines.indices.filter {
                file.mentions(
                    $0,
                    "nsafe",
                    "@",
                    "try!",
                    "nmanaged",
                    "Memory",
                    "mutating:",
                    "Unretained"
                )
                    && isUnsafe(file.code($0), in: file) && !isExplained(file, $0)
            }
        },
        bad: ("Sources/Hub/Broker/A.swift", "struct A: @unchecked Sendable {}"),
        good: "// SAFETY: only one thread has it.\nstruct A: @unchecked Sendable {}"
    ),
    Rule(
        name: "the formatter is not silenced",
        advice:
            "change the code instead, or explain a `swift-format-ignore` in a `// SAFETY:` line above it",
        applies: isSwift,
        broken: { file in
            file.lines.indices.filter {
                file.lines[$0].contains("swift-format-ignore") && !isExplained(file, $0)
            }
        },
        bad: ("Sources/Hub/Broker/A.swift", "// swift-format-ignore"),
        good: "// SAFETY: the count was checked.\n// swift-format-ignore: NeverForceUnwrap"
    ),
]

private let wordRules = [
    Rule(
        name: "nothing is left for later",
        advice: "do it now, or write an issue and take the remark out",
        applies: { $0.hasExtension("swift", "h", "c", "cpp", "sh", "yaml") },
        broken: Rule.text { line in leftOvers.contains { line.contains($0) } },
        bad: ("Sources/Hub/Broker/A.swift", "// \(leftOvers[0]): later"),
        good: "// done"
    ),
    Rule(
        name: "names say what a thing is",
        advice: "name the type after what it is or does, not Util, Manager or Helper",
        applies: { $0.hasExtension("swift") && $0.isIn("Sources", "Tests") },
        broken: { file in
            let word = /(Utils?|Utilities|Manager|Helpers?)$/
            let declaration = /\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/
            let named = file.lines.indices.filter { index in
                file.mentions(index, "Util", "Manager", "Helper")
                    && file.code(index).firstMatch(of: declaration)?.1.contains(word) == true
            }
            return (file.name.dropLast(6).contains(word) ? [0] : []) + named
        },
        bad: ("Sources/Hub/Broker/A.swift", "final class QueueManager {}"),
        good: "struct ManagerialRank {}"
    ),
    Rule(
        name: "only the command line prints",
        advice: "return it, log it, or give it to the command line's Output",
        applies: { isSwift($0) && !$0.isIn("Sources/lianban") },
        broken: Rule.code("rint(", "dump(") {
            $0.contains(/(^|[^.\w])(print|debugPrint|dump)\(/) && !$0.contains("func ")
        },
        bad: ("Sources/Hub/Broker/A.swift", "    print(x)"),
        good: "    footprint(x); out.print(x)  // print(x)"
    ),
    Rule(
        name: "no region in the sources",
        advice: "what differs between regions belongs under contracts/, never in the code",
        applies: { $0.isIn("Sources") && !$0.hasExtension("md") },
        broken: Rule.text { line in
            let line = line.lowercased()
            return regions.contains { line.contains($0) }
        },
        bad: ("Sources/Core/Cases/A.swift", "if region == \"\(regions[5])\" {"),
        good: "if region.isCounty {"
    ),
]

/// Words that need a reason everywhere, and pointer types that need one above the wrappers.
private func isUnsafe(_ code: String, in file: SourceFile) -> Bool {
    if code.contains(/@unchecked|nonisolated\(unsafe\)|@preconcurrency\s+import|\bUnmanaged\b|try!/)
    {
        return true
    }
    if code.contains(
        /unsafe(BitCast|Downcast)|assumingMemoryBound|bindMemory|\(mutating:|Unretained\(/
    ) {
        return true
    }
    return !file.isIn("Sources/Libraries") && code.contains(/\bUnsafe\w*Pointer\b|\bwithUnsafe\w+/)
}

/// True when a `// SAFETY:` comment stands on the line or above it, with at most 2 lines of code in between.
private func isExplained(_ file: SourceFile, _ index: Int) -> Bool {
    var codeLines = 0
    for line in file.lines[...index].reversed() {
        if line.contains("// SAFETY: ") { return true }
        if !line.drop(while: { $0 == " " }).hasPrefix("//") { codeLines += 1 }
        if codeLines > 3 { return false }
    }
    return false
}
