import Formats
import Values

/// Tables, lines of keys and forms: the first byte chooses format, layout and charset, the rest is the message.
struct FlatTarget: Target {
    static let name = "flat"
    static let summary = "csv, keyvalue and form in GB18030, GBK and UTF-8, both ways"

    private let subjects: [MessageSubject]
    private let mutation: Mutation

    init(_ corpus: Corpus) throws {
        subjects = try Layouts.flat.flatMap { format, layouts in
            try MessageSubject.all(format, layouts, corpus)
        }
        mutation = Mutation(
            others: corpus.examples(".csv") + corpus.examples(".txt"),
            words: Self.words
        )
    }

    func input(_ random: inout Randomness) -> [UInt8] {
        let choice = random.below(subjects.count)
        var bytes = subjects[choice].message(&random)
        if random.isOne(in: 6) {
            bytes = (0..<random.below(30)).flatMap { _ in Array(random.choose(Self.words).utf8) }
        }
        if !random.isOne(in: 3) { bytes = mutation.apply(to: bytes, &random) }
        return [UInt8(choice % 256)] + bytes
    }

    func run(_ input: [UInt8]) throws(Finding) -> Outcome {
        guard let choice = input.first else { return Outcome(isAccepted: false) }
        let subject = subjects[Int(choice) % subjects.count]
        let message = Array(input.dropFirst())
        try putInAndTakenOut(subject.codec, message)
        return try subject.run(message)
    }

    /// A field that is added comes out again, and what is left is the message.
    private func putInAndTakenOut(_ codec: Codec, _ message: [UInt8]) throws(Finding) {
        guard codec.takesFields, let value = try? codec.decode(message) else { return }
        let name = "sign-of-nobody"
        guard let sealed = try? codec.adding([(name, "a b+c")], to: message) else { return }
        guard let taken = try? codec.taking([name], from: sealed) else {
            throw Finding("what was added cannot be taken out")
        }
        if taken.fields != [name: "a b+c"] || (try? codec.decode(taken.rest)) != value {
            throw Finding("another message is left: \(String(decoding: sealed, as: UTF8.self))")
        }
    }

    private static let words = [
        "\r\n", "\n", "\r", "\"", "\"\"", "'", "~", ",", ";", "|", "\t", "=", "&", "%", "%2", "%20",
        "%E4%B8%AD",
        "+", "name", "load", "名 称", "文", "END", "END\n", "true", "false", "1e5", "-1.50", "filler=",
        "any=x", "\u{FEFF}", "丂", "\u{1A}", "count=5\r\n", "中,𠮷,\"x\"\r\n",
    ]
}
