import Schemas
import Values

/// An example of `contracts/`: what comes into the hub, what becomes of it and everything that goes out because of it
/// (contracts/README.md, "Examples are stories").
struct Story: Sendable {
    /// A message that comes in.
    struct Send: Sendable {
        var at: Instant
        var from: String
        var file: String
        var messageID: String?
        var correlationID: String?
        var type: String?
        var headers: [(name: String, value: String)]
        var gives: Gives
        var span: SourceSpan
    }

    /// What becomes of it.
    enum Gives: Sendable, Equatable {
        /// An application that opens this case, or an update or a withdrawal that is applied to it.
        case applied(case: String)
        case state(item: String, state: String)
        case rejected
        case duplicate
    }

    /// A message that goes out.
    struct Expectation: Sendable {
        var kind: String
        var to: [String]
        var item: String?
        var notice: String?
        var file: String
        var messageID: String?
        /// Headers that must be among those of the message.
        var headers: [(name: String, value: String)]
        var span: SourceSpan
    }

    /// One message in, and what goes out because of it, in any order.
    struct Round: Sendable {
        var send: Send
        var expected: [Expectation] = []
    }

    var title: String
    var program: String
    /// Notices that the story does not spell out.
    var ignore: Set<String>
    var secrets: [String: String]
    var rounds: [Round]
}

extension Story {
    /// Reads a `story.yaml`. Throws every fault of it, each with its place.
    static func read(_ bytes: [UInt8], file: String) throws(Diagnostics) -> Story {
        let node = try Node.read(yaml: bytes, file: file)
        var reader = StoryReader()
        let story = reader.story(node)
        guard reader.faults.isEmpty else { throw Diagnostics(reader.faults) }
        return story
    }
}

private struct StoryReader {
    private(set) var faults: [Diagnostic] = []
    private static let kinds: Set = [
        "order", "update", "cancel", "notice", "rejection", "refusal", "outcome",
    ]

    mutating func story(_ node: Node) -> Story {
        let keys = entries(node, ["title", "program", "proves", "ignore", "secrets", "steps"])
        var story = Story(
            title: text(keys["title"], "title", at: node) ?? "",
            program: text(keys["program"], "program", at: node) ?? "",
            ignore: Set((keys["ignore"]?.elements ?? []).compactMap { $0.scalar?.text }),
            secrets: Dictionary(pairs(keys["secrets"]), uniquingKeysWith: { $1 }),
            rounds: []
        )
        for step in keys["steps"]?.elements ?? [] {
            if step["send"] != nil {
                if let send = send(step) { story.rounds.append(Story.Round(send: send)) }
            } else if let expected = expectation(step) {
                if story.rounds.isEmpty {
                    report(step.span, "nothing was sent yet")
                } else {
                    story.rounds[story.rounds.count - 1].expected.append(expected)
                }
            }
        }
        if story.rounds.isEmpty { report(node.span, "a story needs steps") }
        return story
    }

    private mutating func send(_ node: Node) -> Story.Send? {
        let keys = entries(
            node,
            ["at", "from", "send", "message", "correlation", "type", "headers", "gives"]
        )
        guard let at = text(keys["at"], "at", at: node),
            let from = text(keys["from"], "from", at: node),
            let file = text(keys["send"], "send", at: node), let gives = gives(keys["gives"], node)
        else { return nil }
        guard let time = Instant(rfc3339: at) else {
            report(keys["at"]?.span ?? node.span, "'\(at)' is no time")
            return nil
        }
        return Story.Send(
            at: time,
            from: from,
            file: file,
            messageID: keys["message"]?.scalar?.text,
            correlationID: keys["correlation"]?.scalar?.text,
            type: keys["type"]?.scalar?.text,
            headers: pairs(keys["headers"]),
            gives: gives,
            span: node.span
        )
    }

    private mutating func gives(_ node: Node?, _ step: Node) -> Story.Gives? {
        guard let node else {
            report(step.span, "gives is missing: what becomes of the message")
            return nil
        }
        let keys = entries(node, ["case", "item", "state", "rejected", "duplicate"])
        if keys["rejected"] != nil { return .rejected }
        if keys["duplicate"] != nil { return .duplicate }
        if let number = keys["case"] {
            return text(number, "case", at: node).map { .applied(case: $0) }
        }
        guard let item = text(keys["item"], "item", at: node),
            let state = text(keys["state"], "state", at: node)
        else { return nil }
        return .state(item: item, state: state)
    }

    private mutating func expectation(_ node: Node) -> Story.Expectation? {
        let keys = entries(node, ["expect", "to", "item", "notice", "file", "message", "headers"])
        guard let kind = text(keys["expect"], "expect", at: node),
            let file = text(keys["file"], "file", at: node), let to = keys["to"]
        else { return nil }
        if !Self.kinds.contains(kind) {
            report(node.span, "nothing goes out that is called '\(kind)'")
        }
        return Story.Expectation(
            kind: kind,
            to: (to.elements ?? [to]).compactMap { $0.scalar?.text },
            item: keys["item"]?.scalar?.text,
            notice: keys["notice"]?.scalar?.text,
            file: file,
            messageID: keys["message"]?.scalar?.text,
            headers: pairs(keys["headers"]),
            span: node.span
        )
    }

    private mutating func entries(_ node: Node, _ known: [String]) -> [String: Node] {
        var keys: [String: Node] = [:]
        if node.entries == nil {
            report(node.span, "a mapping of \(known.joined(separator: ", "))")
        }
        for entry in node.entries ?? [] {
            if known.contains(entry.key.text) {
                keys[entry.key.text] = entry.value
            } else {
                report(entry.key.span, "there is no key '\(entry.key.text)' here")
            }
        }
        return keys
    }

    private func pairs(_ node: Node?) -> [(name: String, value: String)] {
        (node?.entries ?? []).compactMap { entry in
            entry.value.scalar.map { (entry.key.text, $0.text) }
        }
    }

    private mutating func text(_ node: Node?, _ what: String, at parent: Node) -> String? {
        guard let scalar = node?.scalar else {
            report(node?.span ?? parent.span, "\(what) is missing or no text")
            return nil
        }
        return scalar.text
    }

    private mutating func report(_ span: SourceSpan, _ message: String) {
        faults.append(Diagnostic(code: "story", span: span, message: message))
    }
}
