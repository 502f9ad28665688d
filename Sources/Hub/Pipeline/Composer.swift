import Cases
import Contracts
import Expressions
import Formats
import OpenSSL
import Stores
import Values

/// Makes the messages that a decision wants sent: mapped, validated, encoded and sealed (design, section 3, step 5).
struct Composer: Sendable {
    let policy: Policy
    /// Distinguishes this store's message-ids from any other's.
    let epoch: String

    /// A message of a case.
    func message(
        _ outgoing: Outgoing,
        of its: Case,
        program: Program,
        region: Region,
        now: Instant
    ) throws(TranslationFault) -> Stores.OutboundMessage {
        guard let party = region.party(outgoing.party) else {
            throw .ours(
                "\(program.name)/\(outgoing.kind.rawValue)",
                "\(region.name) has no party '\(outgoing.party)'"
            )
        }
        let id = messageID(of: outgoing, its, party, outgoing.sequence)
        let composed = try content(outgoing, party, program, MessageStamp(id: id, time: now))
        var message = try composed.outbound(
            id: id,
            kind: outgoing.kind.rawValue,
            party: party,
            to: destination(outgoing.kind, party),
            now: now
        )
        message.caseNumber = CaseNumber(its.number)
        message.item = outgoing.item.flatMap { its.item($0) }.flatMap { ItemNumber($0.number) }
        message.properties = composed.properties(
            correlation: message.item.map { "\($0)" } ?? its.number,
            case: its.number
        )
        if let superseded = outgoing.supersedes {
            message.supersedes = MessageID(messageID(of: outgoing, its, party, superseded))
        }
        if composed.isFresh {
            message.freshness = [
                "region": .string(region.name), "party": .string(party.name),
                "message": .string(composed.name),
            ]
        }
        return message
    }

    private func messageID(
        of outgoing: Outgoing,
        _ its: Case,
        _ party: Party,
        _ sequence: Int
    ) -> String {
        Fingerprint.messageID(
            epoch: epoch,
            case: its.number,
            kind: outgoing.kind.rawValue,
            item: outgoing.key,
            party: party.name,
            sequence: sequence
        )
    }

    /// The answer to an application that is not taken. Two senders may give their messages the same identity, and
    /// two regions their acceptance systems the same name: only the queue tells them apart.
    func rejection(
        _ problems: [Problem],
        of identity: String,
        from source: String,
        input: Value?,
        program: Program,
        region: Region,
        party: Party,
        now: Instant
    ) throws(TranslationFault) -> Stores.OutboundMessage {
        guard let message = program.contract.outbound["rejection"] else {
            throw .ours("\(program.name)/rejection", "\(program.name) has no rejection.map.yaml")
        }
        let id = Fingerprint.messageID(
            epoch: epoch,
            case: identity,
            kind: "rejection",
            item: source,
            party: party.name,
            sequence: 1
        )
        var scope = Scope.empty
        scope[.region] = .host(RegionObject(region))
        scope[.problems] = .list(problems.map(\.expressionValue))
        scope[.input] = input.map { CELValue($0) } ?? .map(CELMap(Object()))
        let composed = try Composed(
            message,
            scope,
            party,
            MessageStamp(id: id, time: now),
            policy.keys(of: party)
        )
        var outbound = try composed.outbound(
            id: id,
            kind: "rejection",
            party: party,
            to: Routes.outcomes(party),
            now: now
        )
        outbound.properties = composed.properties(correlation: identity, case: nil)
        return outbound
    }

    /// The stamp of a message that is only compared with another.
    private static let noStamp = MessageStamp(
        id: String(repeating: "0", count: 32),
        time: Instant(seconds: 0)
    )

    /// What a message would say under a scope, whatever its id: for comparing an order before and after an update.
    func mapped(
        _ scope: Scope,
        stem: String,
        party: Party,
        contract: Contract
    ) throws(TranslationFault) -> Value? {
        guard let message = contract.outbound[stem] else { return nil }
        let keys = policy.keys(of: party)
        return try message.compose(scope, party: party, stamp: Self.noStamp, keys: keys).mapped
    }

    /// The same of an item's own body, for a party that gets the hub's JSON.
    func mapped(
        _ scope: Scope,
        body: MapTree,
        party: Party,
        name: String
    ) throws(TranslationFault) -> Value {
        try body.evaluate(scope, party: party, stamp: Self.noStamp, name: name)
    }

    private func content(
        _ outgoing: Outgoing,
        _ party: Party,
        _ program: Program,
        _ stamp: MessageStamp
    ) throws(TranslationFault) -> Composed {
        switch outgoing.content {
        case .contract(let stem):
            guard let contract = program.contract(for: stem, to: party, named: outgoing.contract),
                let message = contract.outbound[stem]
            else {
                throw .ours(
                    "\(program.name)/\(stem)",
                    "party '\(party.name)' has no \(stem).map.yaml"
                )
            }
            let scope = try noticed(outgoing, stem, party, program, stamp)
            return try Composed(message, scope, party, stamp, policy.keys(of: party))
        case .canonical(let tree):
            // A notice's key says what fired it, which is no part of what the message is.
            let key = outgoing.key.prefix { $0 != "@" }
            let name = "\(program.name)/\(key.isEmpty ? Substring(outgoing.kind.rawValue) : key)"
            return try Composed(canonical: tree, name, outgoing.scope, party, stamp)
        }
    }

    /// A notice's own body is what a party's map of the same name reads as `notice`.
    private func noticed(
        _ outgoing: Outgoing,
        _ stem: String,
        _ party: Party,
        _ program: Program,
        _ stamp: MessageStamp
    ) throws(TranslationFault) -> Scope {
        guard let body = outgoing.body else { return outgoing.scope }
        var scope = outgoing.scope
        scope[.notice] = try body.expressionValue(
            outgoing.scope,
            party: party,
            stamp: stamp,
            name: "\(program.name)/\(stem)"
        )
        return scope
    }

    private func destination(_ kind: Outgoing.Kind, _ party: Party) -> String {
        switch kind {
        case .order, .update, .cancel, .refusal: Routes.orders(party)
        case .notice: Routes.notices(party)
        case .outcome, .rejection: Routes.outcomes(party)
        }
    }
}

/// A message made under a contract, or the hub's own JSON.
private struct Composed {
    var name: String
    var body: [UInt8]
    var headers: [Header]
    var contentType: String
    var contentDigest: [UInt8]
    var isFresh: Bool

    init(
        _ message: Contracts.OutboundMessage,
        _ scope: Scope,
        _ party: Party,
        _ stamp: MessageStamp,
        _ keys: @escaping KeyRing
    ) throws(TranslationFault) {
        let composed = try message.compose(scope, party: party, stamp: stamp, keys: keys)
        name = message.name
        body = composed.sealed.body
        headers = composed.sealed.headers
        contentType = composed.contentType
        contentDigest = composed.contentDigest
        isFresh = composed.isFresh
    }

    init(
        canonical tree: MapTree,
        _ name: String,
        _ scope: Scope,
        _ party: Party,
        _ stamp: MessageStamp
    ) throws(TranslationFault) {
        self.name = "canonical/\(name)"
        body = JSON.encode(try tree.evaluate(scope, party: party, stamp: stamp, name: name))
        headers = []
        contentType = "application/json; charset=UTF-8"
        contentDigest = Fingerprint.bytes(of: body)
        isFresh = false
    }

    func outbound(
        id: String,
        kind: String,
        party: Party,
        to destination: String,
        now: Instant
    ) throws(TranslationFault) -> Stores.OutboundMessage {
        guard let id = MessageID(id), let digest = Stores.Digest(contentDigest),
            let kind = Stores.OutboundMessage.Kind(rawValue: kind)
        else { throw .ours(name, "the message has no id") }
        return Stores.OutboundMessage(
            id: id,
            party: party.name,
            kind: kind,
            destination: destination,
            body: body,
            contentDigest: digest,
            createdAt: now
        )
    }

    /// AMQP properties and the headers that stay the same at each attempt.
    func properties(correlation: String, case number: String?) -> Value {
        var object: Object = Object([
            ("type", .string(name)), ("content-type", .string(contentType)),
            ("correlation-id", .string(correlation)),
        ])
        var named = Object()
        for header in headers { named[header.name] = .string(header.value) }
        if let number { named["x-lianban-case"] = .string(number) }
        if !named.isEmpty { object["headers"] = .object(named) }
        return .object(object)
    }
}

extension TranslationFault {
    static func ours(_ message: String, _ text: String) -> TranslationFault {
        TranslationFault(
            stage: .map,
            isTheirs: false,
            problems: [Problem(code: "contract", place: Place(), expected: text, found: "")],
            message: message
        )
    }
}

extension Problem {
    /// As a rejection map reads it: `{at, say, found}`.
    fileprivate var expressionValue: CELValue {
        var object = Object([
            ("at", .string(place.description)), ("say", .string(say)),
            ("expected", .string(expected)),
            ("code", .string(code)),
        ])
        // Where nothing stood, nothing was found.
        if !found.isEmpty { object["found"] = .string(found) }
        return .map(CELMap(object))
    }
}
