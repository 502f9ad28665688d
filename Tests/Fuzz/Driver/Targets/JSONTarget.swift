import Formats
import Values

/// JSON: the first byte chooses charset and limits, the rest is the message.
struct JSONTarget: Target {
    static let name = "json"
    static let summary = "decode, encode and decode again, in every charset"

    private let seeds: [[UInt8]]
    private let mutation: Mutation
    private let maker = ValueMaker()
    private let codecs: [Codec]

    init(_ corpus: Corpus) throws {
        seeds = corpus.examples(".json") + Self.handmade.map { Array($0.utf8) }
        mutation = Mutation(others: seeds, words: Self.words)
        let small = Limits(sizeMax: 2000, depthMax: 8, stringMax: 40, problemsMax: 3)
        codecs = try Charset.allCases.flatMap { charset in
            try [Limits(), small].map { limits in
                try Codec(format: .json, charset: charset, layout: nil, limits: limits)
            }
        }
    }

    func input(_ random: inout Randomness) -> [UInt8] {
        let choice = UInt8(random.isOne(in: 3) ? random.below(codecs.count) : 0)
        var bytes =
            random.isOne(in: 3)
            ? JSON.encode(maker.value(&random)) : random.choose(seeds)
        if random.isOne(in: 2), choice > 1 { bytes = encoded(bytes, Int(choice)) }
        if !random.isOne(in: 10) { bytes = mutation.apply(to: bytes, &random) }
        return [choice] + bytes
    }

    private func encoded(_ bytes: [UInt8], _ choice: Int) -> [UInt8] {
        guard let value = try? JSON.decode(bytes) else { return bytes }
        return (try? codecs[choice].encode(value)) ?? bytes
    }

    func run(_ input: [UInt8]) throws(Finding) -> Outcome {
        guard let choice = input.first else { return Outcome(isAccepted: false) }
        let codec = codecs[Int(choice) % codecs.count]
        guard let value = try Rules.roundTrip(codec, Array(input.dropFirst())) else {
            return Outcome(isAccepted: false)
        }
        try numbers(in: value)
        guard codec.limits == Limits() else { return Outcome(isAccepted: true) }
        let again = try? JSON.decode(JSON.encodePretty(value))
        if again != value { throw Finding("reads differently when it is written for people") }
        return Outcome(isAccepted: true)
    }

    /// Every number says what its text says, in each of its forms.
    private func numbers(in value: Value) throws(Finding) {
        switch value {
        case .number(let number):
            guard Number(number.text) == number else { throw Finding("no number: \(number.text)") }
            _ = (number.double, number.decimal.text(places: 2, rounding: .exact))
            _ = number.decimal.text(places: 6, rounding: .halfUp)
            if let int = number.int64,
                number.decimal.text(places: 0, rounding: .exact) != "\(int)"
            {
                throw Finding("another whole number: \(number.text) as \(int)")
            }
        case .array(let elements): for element in elements { try numbers(in: element) }
        case .object(let object): for (_, member) in object { try numbers(in: member) }
        case .null, .bool, .string: break
        }
    }

    private static let words = [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\uD800", "\\uDC00", "\\uD83D\\uDE00",
        "\\u0000", "\\/", "true", "false", "null", "nul", "NaN", "Infinity", "-", "1.", ".5", "1e",
        "+1", "01", "\"a\":", "{\"a\":1,\"a\":2}", "[[[[[[[[", "]]]]]]]]", "{\"a\":{\"a\":", "/*",
        "//",
    ]
    private static let handmade = [
        "", "null", "{}", "[]", "0", "-0", "1e5", "\"\"", "\"\\uD83D\\uDE00\"", "[1,2.50,-3e-7]",
        "{\"\":{\"\":[]}}", "  [ ] \n", "\u{FEFF}{}",
    ]
}
