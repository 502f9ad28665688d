import Formats
import Values

/// A message as it would go out, headers of its first attempt included.
struct SentMessage: Sendable {
    var kind: String
    var party: String
    var item: String?
    /// Of a notice: its name in the program.
    var notice: String?
    var messageID: String
    var headers: [String: String]
    var body: [UInt8]
}

/// Compares what a story expects of one round with what went out.
struct StoryComparison {
    let round: Story.Round
    let ignore: Set<String>
    /// The bytes of a story's file; nil where it does not exist.
    let file: (String) -> [UInt8]?

    /// Every difference, in words that say what to look at; empty where there is none.
    func differences(_ sent: [SentMessage]) -> [String] {
        var found: [String] = []
        var rest = sent.filter { $0.notice.map { !ignore.contains($0) } ?? true }
        for expected in round.expected {
            for party in expected.to {
                let its = rest.indices.filter { matches(rest[$0], expected, party) }
                guard
                    let at = its.first(where: { file(expected.file) == rest[$0].body }) ?? its.first
                else {
                    found.append("\(expected.span): no \(name(expected, party)) went out")
                    continue
                }
                found += differences(rest.remove(at: at), expected)
            }
        }
        for message in rest {
            found.append(
                "\(round.send.span): not expected: \(name(message))\n\(ByteDifference.text(message.body))"
            )
        }
        return found
    }

    private func matches(
        _ message: SentMessage,
        _ expected: Story.Expectation,
        _ party: String
    ) -> Bool {
        message.kind == expected.kind && message.party == party
            && (expected.item == nil || expected.item == message.item)
            && (expected.notice == nil || expected.notice == message.notice)
    }

    private func differences(_ message: SentMessage, _ expected: Story.Expectation) -> [String] {
        var found: [String] = []
        let what = "\(expected.span): \(name(message))"
        if let id = expected.messageID, id != message.messageID {
            found.append("\(what): message-id is \(message.messageID), expected \(id)")
        }
        for header in expected.headers where message.headers[header.name] != header.value {
            found.append(
                "\(what): header \(header.name) is \(message.headers[header.name] ?? "absent"), expected \(header.value)"
            )
        }
        guard let bytes = file(expected.file) else {
            return found + ["\(what): there is no file \(expected.file)"]
        }
        if let difference = ByteDifference(expected: bytes, found: message.body) {
            found.append("\(what) is not \(expected.file):\n\(difference)")
        }
        return found
    }

    private func name(_ expected: Story.Expectation, _ party: String) -> String {
        "\(expected.kind) \(expected.notice ?? expected.item ?? "") to \(party)"
    }

    private func name(_ message: SentMessage) -> String {
        "\(message.kind) \(message.notice ?? message.item ?? "") to \(message.party)"
    }
}

/// Where two byte strings part, shown as text and as bytes.
struct ByteDifference: CustomStringConvertible {
    private let expected: [UInt8]
    private let found: [UInt8]
    /// The first byte that differs.
    let offset: Int

    /// Nil where they are the same.
    init?(expected: [UInt8], found: [UInt8]) {
        if expected == found { return nil }
        self.expected = expected
        self.found = found
        offset = zip(expected, found).prefix { $0 == $1 }.count
    }

    var description: String {
        """
          first difference at byte \(offset) (expected \(expected.count) bytes, found \(found.count))
            expected \(window(expected))
            found    \(window(found))
            expected \(hex(expected))
            found    \(hex(found))
        """
    }

    private func window(_ bytes: [UInt8]) -> String {
        let start = max(0, offset - 40)
        let end = min(bytes.count, offset + 80)
        guard start < end else { return "(ends)" }
        return "…\(Self.text(Array(bytes[start..<end])))…"
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.dropFirst(max(0, offset - 4)).prefix(20).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined(separator: " ")
    }

    /// As UTF-8, else as GB18030, a character cut at the border shown as U+FFFD.
    static func text(_ bytes: [UInt8]) -> String {
        for cut in 0..<4 where cut <= bytes.count {
            let inner = Array(bytes.dropFirst(cut))
            for end in 0..<4 where end <= inner.count {
                if let text = String(validating: inner.dropLast(end), as: UTF8.self) { return text }
            }
        }
        for cut in 0..<2 {
            for end in 0..<4 {
                let inner = Array(bytes.dropFirst(cut).dropLast(end))
                if let text = try? Charset.gb18030.decode(inner) { return text }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
