import Expressions
import Formats
package import Values

/// One passage of a message through its envelope with every value on the way, so that a partner's programmer can
/// check code against it.
package struct EnvelopeTrace: Sendable {
    package enum Kind: Sendable, Hashable {
        case base64, wrap, add, headers
        case sm3(Envelope.Text)
        /// The key's name in the contract.
        case hmacSM3(key: String, Envelope.Text)
        case sm3Sorted(key: String, isSkippingEmpty: Bool, between: String, Envelope.Text)
        case sm4CBC(key: String, Vector, Envelope.Text)
        case fresh(withinSeconds: Int64)
    }

    /// How the receiver of a cipher text gets the initial vector.
    package enum Vector: Sendable, Hashable {
        case prefix
        case named(String, Envelope.Text)
        case given(Envelope.VectorText)
    }

    /// A value that a step reads or writes.
    package struct Part: Sendable, Hashable {
        /// The name of a header or field; nil for an operand.
        package var name: String?
        /// As the contract writes it: `body`, `sent.millis`, `party.appId`, `'\n'`.
        package var operand: String
        package var bytes: [UInt8]
        /// Whether it is a text of the contract itself.
        package var isLiteral: Bool
    }

    package struct Step: Sendable, Hashable {
        package var kind: Kind
        /// The name of what it gives.
        package var name: String?
        /// In order.
        package var parts: [Part]
        package var result: [UInt8]?
        /// The initial vector of a cipher text, 16 bytes.
        package var vector: [UInt8]?
        /// What a sorted signature signs, without the secret.
        package var signed: [UInt8]?
        /// Why the step may be weaker than it ought to be.
        package var assumption: String?
    }

    package var steps: [Step]
    /// As it travels.
    package var body: [UInt8]
    package var headers: [Header]
}

extension Envelope {
    package var isEmpty: Bool { steps.isEmpty }

    /// Names of the keys that it uses.
    package var keyNames: [String] {
        steps.compactMap { step in
            switch step.action {
            case .hmacSM3(_, let key, _): key
            case .sm3Sorted(let fields): fields.key
            case .sm4CBC(let cipher): cipher.key
            default: nil
            }
        }
    }

    /// Names of the keys that are SM4 keys, and so are written as hexadecimal or Base64 of 16 bytes.
    package var cipherKeyNames: [String] {
        steps.compactMap { if case .sm4CBC(let cipher) = $0.action { cipher.key } else { nil } }
    }

    /// How old a stamp may be, in seconds; nil where none is checked.
    package var freshSeconds: Int64? {
        steps.lazy.compactMap {
            if case .fresh(_, let seconds) = $0.action { seconds } else { nil }
        }
        .first
    }

    /// The headers that it writes, or inbound reads.
    package var headerNames: [String] {
        steps.flatMap { step -> [String] in
            if case .headers(let members) = step.action { members.map(\.name) } else { [] }
        }
    }

    /// The encoded message within one of our own, which needs no proof.
    package func content(
        of sealed: [UInt8],
        party: Party,
        stamp: MessageStamp,
        keys: @escaping KeyRing
    ) throws(EnvelopeFault) -> [UInt8] {
        try content(of: sealed, Scope.empty.with(party: party, stamp: stamp), keys)
    }

    /// Closes the envelope around a message and notes what each step did.
    package func trace(
        _ content: [UInt8],
        party: Party,
        stamp: MessageStamp,
        sentAt: Instant,
        keys: @escaping KeyRing
    ) throws(EnvelopeFault) -> EnvelopeTrace {
        var scope = Scope.empty.with(party: party, stamp: stamp)
        scope[.sent] = .host(SentObject(sentAt))
        var run = Run(envelope: self, scope: scope, keys: keys)
        run.bind("body", content)
        var trace = EnvelopeTrace(steps: [], body: content, headers: [])
        for step in steps {
            let parts = try Self.operands(of: step.action).map {
                (name, operand) throws(EnvelopeFault) in
                EnvelopeTrace.Part(
                    name: name,
                    operand: operand.name ?? operand.expression.text,
                    bytes: try run.bytes(operand),
                    isLiteral: operand.expression.constant != nil
                )
            }
            try run.perform(step)
            switch step.action {
            case .headers(let members): trace.headers += try run.headers(members)
            case .wrap(let members):
                trace.body = JSON.encode(.object(Object(try run.fields(members))))
            case .add(let members): trace.body = try run.add(members, to: trace.body, step)
            case .fresh, .base64, .sm3, .hmacSM3, .sm3Sorted, .sm4CBC: break
            }
            var noted = EnvelopeTrace.Step(
                kind: Self.kind(of: step.action),
                name: step.name,
                parts: parts,
                result: step.name.flatMap { run.values[$0] }
            )
            if case .sm3Sorted(let fields) = step.action { noted.signed = try run.signed(fields) }
            if case .sm4CBC(let cipher) = step.action, let name = step.name {
                noted.vector = try run.vector(cipher, name)
                noted.assumption = cipher.assumption
            }
            trace.steps.append(noted)
        }
        return trace
    }

    private static func operands(of action: Action) -> [(name: String?, operand: Operand)] {
        switch action {
        case .base64(let operand), .fresh(let operand, _): [(nil, operand)]
        case .sm3(let operands, _), .hmacSM3(let operands, _, _): operands.map { (nil, $0) }
        case .sm3Sorted(let fields):
            [(nil, fields.message)] + fields.more.map { ($0.name, $0.operand) }
        case .sm4CBC(let cipher):
            [(nil, cipher.plain)] + [cipher.vector.given].compactMap { $0.map { ("iv", $0) } }
        case .wrap(let members), .add(let members), .headers(let members):
            members.map { ($0.name, $0.operand) }
        }
    }

    private static func kind(of action: Action) -> EnvelopeTrace.Kind {
        switch action {
        case .base64: .base64
        case .sm3(_, let text): .sm3(text)
        case .hmacSM3(_, let key, let text): .hmacSM3(key: key, text)
        case .sm3Sorted(let fields):
            .sm3Sorted(
                key: fields.key,
                isSkippingEmpty: fields.isSkippingEmpty,
                between: fields.between,
                fields.text
            )
        case .sm4CBC(let cipher): .sm4CBC(key: cipher.key, kind(of: cipher.vector), cipher.text)
        case .wrap: .wrap
        case .add: .add
        case .headers: .headers
        case .fresh(_, let seconds): .fresh(withinSeconds: seconds)
        }
    }

    private static func kind(of vector: Cipher.Vector) -> EnvelopeTrace.Vector {
        switch vector {
        case .prefix: .prefix
        case .named(let name, let text): .named(name, text)
        case .given(_, let text): .given(text)
        }
    }
}
