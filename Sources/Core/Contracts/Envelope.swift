package import Expressions
import Formats
package import Values

/// The steps around an encoded message: digests, signatures, wrappers and headers (contracts/LANGUAGE.md, section 8).
///
/// Outbound the steps run in order, outward from `body`; inbound the same list is bound, undone and verified.
package struct Envelope: Sendable {
    /// How a digest or signature is written.
    package enum Text: String, Sendable, CaseIterable { case hex, HEX, base64 }

    /// What a step reads: a value that a step or the message gives by name, or an expression over them.
    struct Operand: Sendable {
        /// `body`, a step's name, `sent.millis` …: can be bound on the way in.
        var name: String?
        var expression: Expression
        /// Whether it reads the moment of the attempt.
        var isFresh: Bool
    }

    struct Member: Sendable {
        var name: String
        var operand: Operand
    }

    enum Action: Sendable {
        case base64(of: Operand)
        case sm3(of: [Operand], Text)
        case hmacSM3(of: [Operand], key: String, Text)
        case sm3Sorted(SortedFields)
        case sm4CBC(Cipher)
        case wrap([Member])
        case add([Member])
        case headers([Member])
        case fresh(of: Operand, withinSeconds: Int64)

        /// What the step reads, in the order in which it is written.
        var operands: [Operand] {
            switch self {
            case .base64(let operand), .fresh(let operand, _): [operand]
            case .sm3(let operands, _), .hmacSM3(let operands, _, _): operands
            case .sm3Sorted(let fields): [fields.message] + fields.more.map(\.operand)
            case .sm4CBC(let cipher): [cipher.plain] + [cipher.vector.given].compactMap(\.self)
            case .wrap(let members), .add(let members), .headers(let members):
                members.map(\.operand)
            }
        }
    }

    struct Step: Sendable {
        var action: Action
        /// The name of the value it gives.
        var name: String?
        /// Whether it depends on the moment of the attempt: such steps flow into headers only.
        var isFresh: Bool
        var span: SourceSpan

        /// The names of all that it gives: what is computed, and an initial vector of its own.
        var given: [String] {
            var names = name.map { [$0] } ?? []
            if case .sm4CBC(let cipher) = action, case .named(let vector, _) = cipher.vector {
                names.append(vector)
            }
            return names
        }
    }

    var steps: [Step]
    /// The slots that step values have in a scope, by name; `body` among them.
    var slots: [String: Int]
    /// What its expressions can name, for checking them.
    var environment: Environment
    /// The format of the message, for steps that go by its fields; nil: a JSON object.
    var codec: Codec?

    /// Nothing around the message.
    package static let none = Envelope(steps: [], slots: [:], environment: Environment())

    /// Whether headers have to be made anew at each attempt.
    package var isFresh: Bool { steps.contains { $0.isFresh } }
}

/// Why an envelope could not be closed or opened.
package struct EnvelopeFault: Error, Sendable {
    /// Whether the other side is at fault: a missing header, a wrong signature, an old stamp.
    package var isTheirs: Bool
    package var problem: Problem
}

/// A message as it goes out, without the headers that belong to the moment of an attempt.
package struct SealedMessage: Sendable, Equatable {
    package var body: [UInt8]
    package var headers: [Header]
}

package struct Header: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// The secrets of a party, by the key's name in the contract.
package typealias KeyRing = @Sendable (_ key: String) -> [UInt8]?

extension Envelope {
    /// Closes the envelope around an encoded message. `scope` holds party and message.
    package func seal(
        _ content: [UInt8],
        _ scope: Scope,
        _ keys: @escaping KeyRing
    ) throws(EnvelopeFault) -> SealedMessage {
        var run = Run(envelope: self, scope: scope, keys: keys)
        run.bind("body", content)
        var sealed = SealedMessage(body: content, headers: [])
        for step in steps where !step.isFresh {
            switch step.action {
            case .headers(let members): sealed.headers += try run.headers(members)
            case .wrap(let members):
                sealed.body = JSON.encode(.object(Object(try run.fields(members))))
            case .add(let members):
                sealed.body = try run.add(members, to: sealed.body, step)
            case .fresh: break
            case .base64, .sm3, .hmacSM3, .sm3Sorted, .sm4CBC: try run.perform(step)
            }
        }
        return sealed
    }

    /// The headers of one attempt. `scope` holds party, message and `sent`; the body is the sealed one.
    package func freshHeaders(
        of sealed: [UInt8],
        _ scope: Scope,
        _ keys: @escaping KeyRing
    ) throws(EnvelopeFault) -> [Header] {
        guard isFresh else { return [] }
        var run = Run(envelope: self, scope: scope, keys: keys)
        try run.unwrap(sealed)
        var headers: [Header] = []
        for step in steps {
            switch step.action {
            case .headers(let members) where step.isFresh: headers += try run.headers(members)
            case .base64, .sm3, .hmacSM3, .sm3Sorted, .sm4CBC: try run.perform(step)
            default: break
            }
        }
        return headers
    }

    /// Opens what a party sent and verifies it. Gives the encoded message within.
    ///
    /// `brokerTime` is when the broker took the message: an old stamp is judged by it, so that a message which
    /// waited for the hub is not refused. Where the broker does not say, no stamp is too old: how long the message
    /// waited is not known, and that it is not an old one sent again is known by its key.
    package func open(
        _ bytes: [UInt8],
        headers: [Header],
        brokerTime: Instant?,
        _ scope: Scope,
        _ keys: @escaping KeyRing
    ) throws(EnvelopeFault) -> [UInt8] {
        if steps.isEmpty { return bytes }
        var run = Run(envelope: self, scope: scope, keys: keys)
        for step in steps {
            if case .headers(let members) = step.action { try run.take(members, from: headers) }
        }
        try run.unwrap(bytes)
        for step in steps { try run.verify(step, brokerTime) }
        if run.isBroken { throw .cipher }
        return run.values["body"] ?? bytes
    }
}

extension Envelope {
    /// The encoded message within one of our own, which needs no proof.
    func content(
        of sealed: [UInt8],
        _ scope: Scope,
        _ keys: @escaping KeyRing
    ) throws(EnvelopeFault) -> [UInt8] {
        if steps.isEmpty { return sealed }
        var run = Run(envelope: self, scope: scope, keys: keys)
        try run.unwrap(sealed)
        return run.values["body"] ?? sealed
    }
}
