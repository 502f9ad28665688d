import Cases
import Contracts
import Formats
import Pipeline
import Stores
import Values

/// How a field of a message leads back to the application that was received.
struct ExplainField {
    let rehearsal: Rehearsal
    let lineage: Lineage
    let sent: Stores.OutboundMessage
    /// What the contracts say of the message; nil where they have no such message.
    let message: Lineage.Message
    /// The message as its receiver reads it.
    let decoded: Value
    let ranges: [FieldRange]
    private let codec: Codec
    /// How many bytes it takes within its envelope.
    let size: Int
    /// Whether these are the bytes that are sent, with nothing around them.
    let isWhole: Bool

    /// A value in the application, and where it stands.
    struct Found {
        var source: Lineage.Source
        /// In the canonical application; nil for what the hub makes itself.
        var pointer: Pointer?
        var value: Value?
        var received: [Received]
    }

    /// The same in the message that was received.
    struct Received {
        var origin: Lineage.Origin
        var pointer: Pointer
        var wire: String
        var value: Value?
    }

    init?(
        _ sent: Stores.OutboundMessage,
        _ rehearsal: Rehearsal,
        _ lineage: Lineage,
        _ policy: Policy
    ) {
        let name = sent.properties["type"]?.string ?? ""
        let item = rehearsal.opened?.items.first { $0.number == sent.item.map { "\($0)" } }?.id
        let region = rehearsal.sender.region
        guard
            let message = lineage.message(
                name,
                party: sent.party,
                item: item,
                program: rehearsal.program?.name
            ),
            let decoded = policy.stages(of: sent).mapped
        else { return nil }
        let codec =
            region.party(sent.party).flatMap {
                policy.catalogue.outbound(name, of: $0, in: region.name)?.codec
            } ?? (try? Codec(format: .json, charset: .utf8, layout: nil))
        guard let codec, let content = try? codec.encode(decoded),
            let ranges = try? codec.fieldRanges(of: decoded)
        else { return nil }
        self.sent = sent
        self.rehearsal = rehearsal
        self.lineage = lineage
        self.message = message
        self.decoded = decoded
        self.ranges = ranges
        self.codec = codec
        size = content.count
        isWhole = content == sent.body
    }

    /// A value as it may be shown. What is personal and not known to the masking, such as one that a function changed,
    /// is hidden whole.
    func shown(_ value: Value, of sources: [Lineage.Source], _ masking: Masking) -> Value {
        let masked = masking.masked(value)
        guard !masking.isRevealing, masked == value, value.string?.isEmpty != true else {
            return masked
        }
        return sources.allSatisfy { lineage.personal($0).isEmpty } ? value : .string("***")
    }

    /// The scalars of the message in the order of its bytes, each with its field.
    var fields: [(range: FieldRange, field: Lineage.Field)] {
        ranges.filter { range in
            switch decoded.at(range.pointer) {
            case .object?, .array?: false
            default: true
            }
        }.compactMap { range in message.field(at: range.pointer).map { (range, $0) } }
    }

    /// A place of the message in the words of the wire.
    func wire(of pointer: Pointer) -> String { codec.place(of: pointer).wire }

    // MARK: Where a value comes from

    /// What a field of the message is made of, with the values that stand there now.
    ///
    /// Of a list's elements those are kept whose value is the one that was sent, where it was only copied.
    func found(_ field: Lineage.Field, at pointer: Pointer) -> [Found] {
        let value = decoded.at(pointer)
        return field.sources.flatMap { source in
            let all = found(source)
            guard field.via.isEmpty, all.count > 1 else { return all }
            let same = all.filter { $0.value == value }
            return same.isEmpty ? all : same
        }
    }

    private func found(_ source: Lineage.Source) -> [Found] {
        guard source.root == .app else {
            return [Found(source: source, pointer: nil, value: own(source), received: [])]
        }
        let application = rehearsal.opened?.case.app ?? rehearsal.stages.canonical.first ?? .null
        return Self.places(source.path[...], in: application).map { pointer in
            Found(
                source: source,
                pointer: pointer,
                value: application.at(pointer),
                received: received(source, pointer)
            )
        }
    }

    private func received(_ source: Lineage.Source, _ pointer: Pointer) -> [Received] {
        guard let input = rehearsal.stages.message, let decoded = rehearsal.stages.decoded else {
            return []
        }
        let star = Lineage.Source.anyElement
        let indices = zip(source.path, pointer.steps).filter { $0.0 == star }.map(\.1)
        let origins = lineage.origins(of: source, in: message.program)
        return origins.filter { $0.message == input.name }.flatMap { origin in
            var rest = indices[...]
            let isAlike = origin.source.path.count { $0 == star } == indices.count
            let path = origin.source.path.map { $0 == star && isAlike ? rest.removeFirst() : $0 }
            return Self.places(path[...], in: decoded).map { place in
                Received(
                    origin: origin,
                    pointer: place,
                    wire: input.codec.place(of: place).wire,
                    value: decoded.at(place)
                )
            }
        }
    }

    /// What the hub itself, the region or the party gives.
    private func own(_ source: Lineage.Source) -> Value? {
        let region = rehearsal.sender.region
        let item = rehearsal.opened?.items.first { $0.id == message.item }
        switch (source.root, source.path) {
        case (.case, ["number"]): return Value(rehearsal.opened?.case.number)
        case (.item, ["number"]): return Value(item?.number)
        case (.item, ["title"]): return Value(item?.title)
        case (.item, ["id"]): return Value(item?.id)
        case (.region, ["code"]): return .string(region.code)
        case (.region, ["title"]): return .string(region.title)
        case (.message, ["id"]): return .string("\(sent.id)")
        case (.message, ["time"]): return .string(sent.createdAt.rfc3339())
        case (.party, _):
            guard let name = source.path.first, let party = region.party(message.party) else {
                return nil
            }
            return party.parameters[name]
        default: return nil
        }
    }

    /// The places of a tree that a path with `*` fits.
    static func places(_ path: ArraySlice<String>, in value: Value) -> [Pointer] {
        guard let step = path.first else { return [Pointer()] }
        let rest = path.dropFirst()
        func below(_ name: String, _ child: Value) -> [Pointer] {
            places(rest, in: child).map { Pointer([name] + $0.steps) }
        }
        switch value {
        case .array(let elements) where step == Lineage.Source.anyElement:
            return elements.enumerated().flatMap { below(String($0), $1) }
        case .object(let object) where step == Lineage.Source.anyElement:
            return object.flatMap { below($0, $1) }
        default:
            return value.at(Pointer([step])).map { below(step, $0) } ?? []
        }
    }
}
