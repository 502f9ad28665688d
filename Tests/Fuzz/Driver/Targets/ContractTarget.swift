import Contracts
import Pipeline
import Values

/// Contract folders: the first line is a path, the rest is the file that stands there instead of the one that is
/// shipped.
struct ContractTarget: Target {
    static let name = "contract"
    static let summary = "compile the shipped folder with one file spoiled, and use what compiles"

    private let corpus: Corpus
    private let paths: [String]
    private let mutation: Mutation
    private let lines: [[UInt8]]

    init(_ corpus: Corpus) throws {
        self.corpus = corpus
        paths = corpus.files.bytes.keys.sorted()
        let files = paths.compactMap { corpus.files.bytes[$0] }
        mutation = Mutation(others: files, words: Self.words + ExpressionMaker.words)
        lines = files.flatMap { $0.split(separator: 0x0A).map(Array.init) }
    }

    func input(_ random: inout Randomness) -> [UInt8] {
        let path = random.choose(paths)
        let bytes = corpus.files.bytes[path] ?? []
        let spoiled =
            random.isOne(in: 3)
            ? mutation.apply(to: bytes, &random) : rearranged(bytes, &random)
        return Array(path.utf8) + [0x0A] + spoiled
    }

    /// What a careless hand does: lines left out, twice, moved, taken from elsewhere, or with another word.
    private func rearranged(_ bytes: [UInt8], _ random: inout Randomness) -> [UInt8] {
        var own = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        for _ in 0...random.below(2) {
            let at = random.below(own.count)
            switch random.below(6) {
            case 0: own.remove(at: at)
            case 1: own.insert(own[at], at: random.below(own.count))
            case 2: own.insert(random.choose(lines), at: at)
            case 3: own[at] = mutation.apply(to: own[at], &random)
            case 4: own[at] = renamed(own[at], &random)
            default: own[at] = [0x20, 0x20] + own[at]
            }
            if own.isEmpty { break }
        }
        return Array(own.joined(separator: [0x0A]))
    }

    /// One word of the line becomes a word of another line.
    private func renamed(_ line: [UInt8], _ random: inout Randomness) -> [UInt8] {
        func words(_ line: [UInt8]) -> [ArraySlice<UInt8>] {
            line.split { !($0 >= 0x41 && $0 <= 0x5A || $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x80) }
        }
        let own = words(line)
        let others = words(random.choose(lines))
        guard !own.isEmpty, !others.isEmpty else { return line }
        let word = random.choose(own)
        var line = line
        line.replaceSubrange(word.startIndex..<word.endIndex, with: random.choose(others))
        return line
    }

    func run(_ input: [UInt8]) throws(Finding) -> Outcome {
        let end = input.firstIndex(of: 0x0A) ?? input.count
        let path = String(decoding: input[..<end], as: UTF8.self)
        var files = corpus.files
        guard files.contains(path) else { return Outcome(isAccepted: false) }
        let bytes = Array(input.dropFirst(end + 1))
        files.bytes[path] = bytes
        let (catalogue, found) = Catalogue.compile(files)
        if !found.isEmpty { try Rules.check(found) }
        for its in found where its.span.file == path {
            let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
            try Rules.check([its], lines: lines)
        }
        guard let catalogue else {
            if !found.contains(where: { $0.severity == .error }) {
                throw Finding("refused without an error")
            }
            return Outcome(isAccepted: false)
        }
        var random = Randomness(of: input)
        if random.isOne(in: 8) { try rehearse(catalogue, &random) }
        return Outcome(isAccepted: true)
    }

    /// Gives an application to a hub that runs on these contracts.
    private func rehearse(_ catalogue: Catalogue, _ random: inout Randomness) throws(Finding) {
        let bare = Policy(catalogue, secrets: Secrets())
        let secrets = Secrets().standingIn(for: bare.missingSecrets)
        let policy = Policy(catalogue, secrets: secrets)
        let applications = corpus.examples("application.json")
        guard let sender = policy.senders.first, !applications.isEmpty else { return }
        let now = Instant(seconds: 1_725_238_800)
        do {
            _ = try Rehearsal(random.choose(applications), from: sender, policy: policy, now: now)
        } catch {
            throw Finding("the hub cannot say what it would do: \(error)")
        }
    }

    private static let words = [
        "null", "true", "~", "[]", "{}", ": ", "- ", "\n", "\n  ", "|", ">", "'", "\"", "#", "&a",
        "*a", "<<",
        "extends: shared/spgl\n", "$each: ", "$when: ", "$value: ", "$fit: truncate", "$do: ",
        "$as: x\n",
        "when: ", "after: ", "let: ", "within: ", "workdays(", "unstated('", "until: decided",
        "party: ",
        "contract: canonical", "format: xml\n", "charset: GBK\n", "groups.", "item.at.", ".over",
        "mode:\n",
        "{ \"$ref\": \"#\" }", "\"$ref\": \"#/properties/", "\"maxLength\": 1,", "\"record\": {",
    ]
}
