import Contracts
import Formats
import Values

/// Finds for each message of a party the samples that show it best.
struct SampleShelf {
    private let its: PartyInterface
    private let samples: [Sample]
    /// How many messages of the party each story has.
    private var storySizes: [String: Int] {
        Dictionary(samples.map { ($0.story, 1) }, uniquingKeysWith: +)
    }
    private static let countMax = 4

    /// The interface with samples at its messages.
    static func filled(_ its: PartyInterface, _ samples: [Sample]) -> PartyInterface {
        let shelf = SampleShelf(
            its: its,
            samples: samples.filter {
                $0.region == its.region.name && $0.party == its.party.name
            }
        )
        var filled = its
        for at in filled.messages.indices {
            filled.messages[at].samples = shelf.shown(for: filled.messages[at])
        }
        return filled
    }

    private struct Read {
        var sample: Sample
        var content: [UInt8]
        var value: Value
        /// What tells it from others of the message: the state that it reports.
        var state: Milestone?
    }

    private func shown(for message: InterfaceMessage) -> [InterfaceMessage.ShownSample] {
        var seen: Set<[UInt8]> = []
        let readable = samples.compactMap { read($0, as: message) }
            .filter { seen.insert($0.content).inserted }
        let chosen = message.isToParty ? fullest(readable) : telling(readable, message)
        return chosen.prefix(Self.countMax).enumerated().map { at, choice in
            InterfaceMessage.ShownSample(
                body: choice.read.sample.body,
                content: choice.read.content,
                value: choice.read.value,
                headers: choice.read.sample.headers,
                sentAt: choice.read.sample.sentAt,
                caption: choice.caption,
                file: "samples/\(message.id)-\(at + 1).\(message.format.fileExtension)"
            )
        }
    }

    private typealias Choice = (read: Read, caption: String)

    /// The sample with the most in it and the one with the least.
    private func fullest(_ readable: [Read]) -> [Choice] {
        let ranked = readable.enumerated().map { at, read in
            (read: read, rank: (Self.weight(read.value), storySizes[read.sample.story] ?? 0, -at))
        }
        // Among messages with as much in them, one of the story in which the party has most to do.
        guard let most = ranked.max(by: { $0.rank < $1.rank })?.read,
            let least = readable.min(by: { Self.weight($0.value) < Self.weight($1.value) })
        else { return [] }
        let first: Choice = (most, "字段较全（例：\(most.sample.story)）")
        guard Self.weight(least.value) < Self.weight(most.value) else { return [first] }
        return [first, (least, "字段较少（例：\(least.sample.story)）")]
    }

    /// One sample for each state that is reported, in the order of progress; else as above.
    private func telling(_ readable: [Read], _ message: InterfaceMessage) -> [Choice] {
        let meanings = its.stateTitles
        var found: [Choice] = []
        for state in Milestone.allCases {
            guard let read = readable.first(where: { $0.state == state }) else { continue }
            found.append((read, "上报“\(meanings[state] ?? state.rawValue)”"))
        }
        return found.isEmpty ? fullest(readable) : found
    }

    /// How many values a message holds.
    private static func weight(_ value: Value) -> Int {
        switch value {
        case .array(let elements): elements.reduce(0) { $0 + weight($1) }
        case .object(let object): object.values.reduce(0) { $0 + weight($1) }
        case .null, .bool, .number, .string: 1
        }
    }

    private func read(_ sample: Sample, as message: InterfaceMessage) -> Read? {
        switch (sample.direction, message.isToParty) {
        case (.toParty(let stem), true):
            guard stem == message.stem, message.item == nil || message.item == sample.item,
                program(of: message).map({ $0 == sample.program }) ?? true,
                message.described == nil || !isCanonicalOrder(sample, stem)
            else { return nil }
        case (.fromParty, false): break
        default: return nil
        }
        guard let its = message.described else {
            return (try? JSON.decode(sample.body)).map {
                Read(sample: sample, content: sample.body, value: $0)
            }
        }
        switch its.origin {
        case .outbound(let message): return outbound(sample, message)
        case .inbound(let message): return inbound(sample, message)
        }
    }

    /// Whether an order went as the hub's own JSON to a party that has a contract: it shows nothing of that contract.
    private func isCanonicalOrder(_ sample: Sample, _ stem: String) -> Bool {
        stem == "order"
            && its.items.contains {
                $0.program.name == sample.program && $0.item.id == sample.item
                    && $0.item.contract(with: its.party) == nil
            }
    }

    /// The program that a message belongs to; nil for one of the party's own contract. Two programs may call theirs the
    /// same.
    private func program(of message: InterfaceMessage) -> String? {
        its.region.programs.first {
            message.type == "\($0.contract.name)/\(message.stem)"
                || message.type.hasPrefix("canonical/\($0.name)/")
        }?.name
    }

    private func keys(_ sample: Sample) -> KeyRing {
        let names = its.party.keys
        return { key in names[key].flatMap { sample.secrets[$0] }.map { Array($0.utf8) } }
    }

    private func outbound(_ sample: Sample, _ message: OutboundMessage) -> Read? {
        let stamp = MessageStamp(id: String(repeating: "0", count: 32), time: sample.sentAt)
        guard
            let opened = try? message.envelope.content(
                of: sample.body,
                party: its.party,
                stamp: stamp,
                keys: keys(sample)
            ), let value = try? message.codec.decode(opened)
        else { return nil }
        return Read(sample: sample, content: opened, value: value)
    }

    private func inbound(_ sample: Sample, _ message: InboundMessage) -> Read? {
        let received = ReceivedMessage(
            body: sample.body,
            headers: sample.headers,
            type: nil,
            brokerTime: nil
        )
        guard let opened = try? message.open(received, party: its.party, keys: keys(sample)) else {
            return nil
        }
        let canonical = try? message.canonical(
            of: opened.decoded,
            party: its.party,
            region: its.region
        )
        let state = canonical?.first?["state"]?.string.flatMap(Milestone.init(rawValue:))
        return Read(
            sample: sample,
            content: opened.content,
            value: opened.decoded,
            state: message.kind == .reply ? state : nil
        )
    }
}
