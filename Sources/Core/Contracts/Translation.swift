package import Expressions
package import Formats
import Schemas
package import Values

/// What makes one message of the hub itself: given from outside, so that the same inputs give the same bytes.
package struct MessageStamp: Sendable, Hashable {
    /// 32 hexadecimal digits.
    package var id: String
    package var time: Instant

    package init(id: String, time: Instant) {
        self.id = id
        self.time = time
    }

    /// 16 hexadecimal digits that follow from the id.
    package var nonce: String { String(Fingerprint.hex(of: Array("\(id)|nonce".utf8)).prefix(16)) }
}

/// A message as it will be sent, with the stages it went through.
package struct ComposedMessage: Sendable {
    /// What the map made.
    package var mapped: Value
    /// The encoded message, before its envelope.
    package var content: [UInt8]
    package var sealed: SealedMessage
    package var contentType: String
    /// Whether headers are made anew at each attempt.
    package var isFresh: Bool

    /// SM3 over the content, 32 bytes.
    package var contentDigest: [UInt8] { Fingerprint.bytes(of: content) }
}

/// Why a message could not be translated, and at which stage.
package struct TranslationFault: Error, Sendable {
    package enum Stage: String, Sendable { case envelope, decode, validate, map, encode }

    package var stage: Stage
    /// Whether the sender is at fault: an application is then rejected, else it is parked.
    package var isTheirs: Bool
    package var problems: [Problem]
    /// `<contract>/<stem>`: for grouping failures.
    package var message: String
    /// The message, where it could be decoded: an answer may name what it says.
    package var decoded: Value?

    package init(
        stage: Stage,
        isTheirs: Bool,
        problems: [Problem],
        message: String,
        decoded: Value? = nil
    ) {
        self.stage = stage
        self.isTheirs = isTheirs
        self.problems = problems
        self.message = message
        self.decoded = decoded
    }
}

extension OutboundMessage {
    /// Maps, validates, encodes and seals. `scope` holds what the map reads beside `party` and `message`.
    package func compose(
        _ scope: Scope,
        party: Party,
        stamp: MessageStamp,
        keys: @escaping KeyRing
    ) throws(TranslationFault) -> ComposedMessage {
        let scope = scope.with(party: party, stamp: stamp)
        let mapped: Value
        do throws(MapFaults) {
            mapped = try map.evaluate(scope)
        } catch {
            throw fault(.map, error.list.map { $0.problem(codec.place(of: $0.pointer)) })
        }
        let errors = schema.validate(mapped).filter { $0.level == .error }
        if !errors.isEmpty { throw fault(.validate, errors.map { $0.problem.placed(by: codec) }) }
        let content: [UInt8]
        do throws(Problems) {
            content = try codec.encode(mapped)
        } catch {
            throw fault(.encode, error.list)
        }
        do throws(EnvelopeFault) {
            let sealed = try envelope.seal(content, scope, keys)
            return ComposedMessage(
                mapped: mapped,
                content: content,
                sealed: sealed,
                contentType: codec.contentType,
                isFresh: envelope.isFresh
            )
        } catch {
            throw fault(.envelope, [error.problem])
        }
    }

    private func fault(_ stage: TranslationFault.Stage, _ problems: [Problem]) -> TranslationFault {
        TranslationFault(stage: stage, isTheirs: false, problems: problems, message: name)
    }
}

/// A message as a party sent it.
package struct ReceivedMessage: Sendable {
    package var body: [UInt8]
    package var headers: [Header]
    /// AMQP `type`.
    package var type: String?
    /// When the broker took it; nil where it does not say.
    package var brokerTime: Instant?

    package init(body: [UInt8], headers: [Header], type: String?, brokerTime: Instant?) {
        self.body = body
        self.headers = headers
        self.type = type
        self.brokerTime = brokerTime
    }
}

/// A message of a party, opened and decoded, not yet mapped.
package struct OpenedMessage: Sendable {
    package var message: InboundMessage
    /// The message within its envelope.
    package var content: [UInt8]
    package var decoded: Value
    /// What is doubtful but no error.
    package var warnings: [Problem]

    /// SM3 over the content, 32 bytes.
    package var contentDigest: [UInt8] { Fingerprint.bytes(of: content) }
}

extension InboundMessage {
    /// Opens, decodes and validates. Everything that is wrong with the message is the sender's fault but a missing key.
    package func open(
        _ received: ReceivedMessage,
        party: Party,
        keys: @escaping KeyRing
    ) throws(TranslationFault) -> OpenedMessage {
        let (content, decoded) = try decode(received, party: party, keys: keys)
        let violations = schema.validate(decoded)
        let errors = violations.filter { $0.level == .error }
        if !errors.isEmpty {
            throw fault(
                .validate,
                isTheirs: true,
                schema.complaints(errors, codec),
                decoded: decoded
            )
        }
        return OpenedMessage(
            message: self,
            content: content,
            decoded: decoded,
            warnings: violations.map { $0.problem.placed(by: codec) }
        )
    }

    /// Opens and decodes only.
    package func decode(
        _ received: ReceivedMessage,
        party: Party,
        keys: @escaping KeyRing
    ) throws(TranslationFault) -> (content: [UInt8], decoded: Value) {
        let content: [UInt8]
        do throws(EnvelopeFault) {
            content = try envelope.open(
                received.body,
                headers: received.headers,
                brokerTime: received.brokerTime,
                Scope.empty.with(party: party),
                keys
            )
        } catch {
            throw fault(.envelope, isTheirs: error.isTheirs, [error.problem])
        }
        do throws(Problems) {
            return (content, try codec.decode(content))
        } catch {
            throw fault(.decode, isTheirs: true, error.list)
        }
    }

    /// The canonical messages that a decoded one stands for: one, or for a list of replies several.
    package func canonical(
        of decoded: Value,
        party: Party,
        region: Region
    ) throws(TranslationFault) -> [Value] {
        var scope = Scope.empty.with(party: party)
        scope[.region] = .host(RegionObject(region))
        scope[.input] = input.read(decoded)
        do throws(MapFaults) {
            let value = try map.evaluate(scope)
            return value.array ?? [value]
        } catch {
            throw fault(
                .map,
                isTheirs: false,
                error.list.map { $0.problem(place(ofCanonical: $0.pointer)) }
            )
        }
    }

    private func fault(
        _ stage: TranslationFault.Stage,
        isTheirs: Bool,
        _ problems: [Problem],
        decoded: Value? = nil
    ) -> TranslationFault {
        TranslationFault(
            stage: stage,
            isTheirs: isTheirs,
            problems: problems,
            message: name,
            decoded: decoded
        )
    }
}

extension Problem {
    /// With its place in the words of the wire.
    func placed(by codec: Codec) -> Problem {
        var problem = self
        problem.place = codec.place(of: place.pointer)
        return problem
    }
}

extension MapFault {
    func problem(_ place: Place) -> Problem {
        Problem(code: "map", place: place, expected: message, found: span.description)
    }
}

extension Codec {
    /// The AMQP content-type: the media type with the charset.
    package var contentType: String {
        switch format {
        case .json: "application/json; charset=\(charset.rawValue)"
        case .xml: "application/xml; charset=\(charset.rawValue)"
        case .fixed, .keyvalue: "text/plain; charset=\(charset.rawValue)"
        case .csv: "text/csv; charset=\(charset.rawValue)"
        case .form: "application/x-www-form-urlencoded; charset=\(charset.rawValue)"
        }
    }
}

extension OutboundMessage {
    /// The headers that belong to one attempt to send a sealed message.
    package func freshHeaders(
        of sealed: [UInt8],
        party: Party,
        stamp: MessageStamp,
        sentAt: Instant,
        keys: @escaping KeyRing
    ) throws(TranslationFault) -> [Header] {
        var scope = Scope.empty.with(party: party, stamp: stamp)
        scope[.sent] = .host(SentObject(sentAt))
        do throws(EnvelopeFault) {
            return try envelope.freshHeaders(of: sealed, scope, keys)
        } catch {
            throw fault(.envelope, [error.problem])
        }
    }

    /// The message within the bytes that were sent, as its receiver reads it.
    package func decode(
        sealed: [UInt8],
        party: Party,
        stamp: MessageStamp,
        keys: @escaping KeyRing
    ) throws(TranslationFault) -> Value {
        let content: [UInt8]
        do throws(EnvelopeFault) {
            content = try envelope.content(
                of: sealed,
                Scope.empty.with(party: party, stamp: stamp),
                keys
            )
        } catch {
            throw fault(.envelope, [error.problem])
        }
        do throws(Problems) {
            return try codec.decode(content)
        } catch {
            throw fault(.decode, error.list)
        }
    }

    /// The message as its receiver reads it: opened and decoded.
    package func read(
        _ received: ReceivedMessage,
        party: Party,
        keys: @escaping KeyRing
    ) throws(TranslationFault) -> Value {
        do {
            let content = try envelope.open(
                received.body,
                headers: received.headers,
                brokerTime: received.brokerTime,
                Scope.empty.with(party: party),
                keys
            )
            return try codec.decode(content)
        } catch let error as EnvelopeFault {
            throw fault(.envelope, [error.problem])
        } catch let error as Problems {
            throw fault(.decode, error.list)
        } catch {
            throw fault(.decode, [])
        }
    }
}
