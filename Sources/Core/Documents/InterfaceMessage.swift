import Contracts
import Formats
import Schemas
import Values

/// One message between the hub and a party, as its document shows it.
struct InterfaceMessage: Sendable {
    /// Within the party, and in file names: `order`, `reply-decision`.
    var id: String
    /// In the contract, or the notice's name.
    var stem: String
    /// Of an order that no contract describes: the item.
    var item: String?
    var title: String
    /// 工单, 回执 …
    var kind: String
    /// When it is sent.
    var occasion: String
    var isToParty: Bool
    /// The AMQP type that the hub writes, or by which it may know the message.
    var type: String
    var channel: Wiring.Channel?
    /// Of the rule that sends it.
    var rule: Program.Provenance?
    var shape: Shape
    var samples: [ShownSample] = []

    enum Shape: Sendable {
        /// Under a contract.
        case contract(Described)
        /// The hub's own JSON, made by a tree of a rule.
        case tree(MapTree)
    }

    /// What a contract says of a message in either direction.
    struct Described: Sendable {
        var contract: Contract?
        var schema: Schema
        var codec: Codec
        var map: MapTree
        var envelope: Envelope
        var source: MessageSource
        var origin: Origin
    }

    enum Origin: Sendable {
        case outbound(OutboundMessage)
        case inbound(InboundMessage)
    }

    struct ShownSample: Sendable {
        var body: [UInt8]
        /// Within the envelope.
        var content: [UInt8]
        var value: Value
        var headers: [Header]
        var sentAt: Instant
        /// What it shows.
        var caption: String
        /// `samples/order-1.xml`
        var file: String
    }

    var described: Described? { if case .contract(let its) = shape { its } else { nil } }
    var format: Format { described?.codec.format ?? .json }
    var charset: Charset { described?.codec.charset ?? .utf8 }
    var contentType: String { described?.codec.contentType ?? Self.canonicalContentType }
    static let canonicalContentType = "application/json; charset=UTF-8"

    var basis: String? {
        described?.schema.basis ?? described?.source.provenance.basis ?? rule?.basis
    }

    var assumption: String? {
        let parts = [
            described?.schema.assumption, described?.source.provenance.assumption, rule?.assumption,
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "；")
    }
}

extension InterfaceMessage.Described {
    init(_ message: OutboundMessage, _ contract: Contract?) {
        self.init(
            contract: contract,
            schema: message.schema,
            codec: message.codec,
            map: message.map,
            envelope: message.envelope,
            source: message.source,
            origin: .outbound(message)
        )
    }

    init(_ message: InboundMessage, _ contract: Contract?) {
        self.init(
            contract: contract,
            schema: message.schema,
            codec: message.codec,
            map: message.map,
            envelope: message.envelope,
            source: message.source,
            origin: .inbound(message)
        )
    }
}

extension Format {
    /// `定长记录`
    var title: String {
        switch self {
        case .json: "JSON"
        case .xml: "XML"
        case .fixed: "定长记录"
        case .csv: "CSV 表格"
        case .keyvalue: "键值文本"
        case .form: "表单编码"
        }
    }

    /// Of a sample file.
    var fileExtension: String {
        switch self {
        case .json: "json"
        case .xml: "xml"
        case .fixed, .keyvalue, .form: "txt"
        case .csv: "csv"
        }
    }
}
