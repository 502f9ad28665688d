import Values

// Which files a contract has (contracts/LANGUAGE.md, section 4, `messages`).
extension ContractCompiler {
    /// The files of a folder are those that its contract lists: one that is lost would else be a message that the party
    /// seems never to have had, or one that the folder takes over from another.
    mutating func checkListed(_ folder: String) {
        let main = "\(folder)/contract.yaml"
        guard let node = loader.node(main) else { return }
        guard node["messages"] != nil || node["extends"] != nil else {
            let key = node.entries?.first?.key.span ?? node.span
            reader.report(
                "LB2013",
                key,
                "messages is missing: it lists the messages of this folder, such as [order, reply]"
            )
            return
        }
        var listed: Set<String> = []
        for (text, _) in reader.places(node["messages"], "messages") {
            let files = Self.files(of: text, isAnswer: isAnswer(text))
            listed.formUnion(files)
            for file in files where !loader.files.contains("\(folder)/\(file)") {
                isIncomplete = true
                missing("\(folder)/\(file)", because: "messages of \(main) names \(text)")
            }
        }
        var told: Set<Substring> = []
        for file in loader.files.names(in: folder) where !listed.contains(file) {
            guard let stem = Self.stem(of: file), told.insert(stem).inserted else { continue }
            reader.report(
                "LB2077",
                SourceSpan(file: "\(folder)/\(file)", line: 1, column: 1),
                "messages of \(main) does not list \(stem)",
                hint: "add it there, or take the file away"
            )
        }
    }

    /// `order` has a map and a schema; `order.map` and `order.schema` stand for one of them, where the other one is
    /// another folder's. An answer is written by the schema of its reply.
    private static func files(of name: String, isAnswer: Bool) -> [String] {
        if name.hasSuffix(".map") { return ["\(name).yaml"] }
        if name.hasSuffix(".schema") { return ["\(name).json"] }
        return isAnswer ? ["\(name).map.yaml"] : ["\(name).map.yaml", "\(name).schema.json"]
    }

    private static func stem(of file: String) -> Substring? {
        for ending in [".map.yaml", ".schema.json"] where file.hasSuffix(ending) {
            return file.dropLast(ending.count)
        }
        return nil
    }

    /// A schema without a map would be a message that is never sent and never read.
    mutating func checkPairs(_ names: [String], _ stems: [String], _ chain: [String]) {
        for name in names where name.hasSuffix(".schema.json") {
            let stem = name.dropLast(".schema.json".count)
            if stems.contains(String(stem)) { continue }
            missing("\(stem).map.yaml", beside: name, chain)
        }
        let isProgram = names.contains("application.map.yaml")
        if isProgram, role == .partner {
            missing(
                "\(path)/program.yaml",
                because: "the messages of an acceptance system belong to a program"
            )
        }
    }

    /// A file that belongs to another one, which stands in the folder or in one that it extends.
    mutating func missing(_ name: String, beside other: String, _ chain: [String]) {
        let folder = chain.last { loader.files.contains("\($0)/\(other)") } ?? path
        missing("\(folder)/\(name)", because: "\(other) stands there without it")
    }

    mutating func missing(_ file: String, because hint: String? = nil) {
        guard absent.insert(file).inserted else { return }
        reader.report(
            "LB2002",
            SourceSpan(file: file, line: 1, column: 1),
            "\(file) is missing",
            hint: hint
        )
    }
}
