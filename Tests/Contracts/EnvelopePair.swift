import Expressions
import Formats
import Testing
import Values

@testable import Contracts

/// The envelope of the toy's water company, another one put in its place, seen from both sides.
struct EnvelopePair {
    let out: Envelope
    let back: Envelope
    let scope: Scope

    init(_ envelope: String, format: String = "json", _ more: [String: String] = [:]) throws {
        let hub = try Self.hub(envelope, format: format, more)
        out = try #require(hub.contract.outbound["order"]).envelope
        back = try #require(hub.contract.inbound.first).envelope
        scope = Scope.empty.with(party: hub.water, stamp: ToyHub.stamp)
    }

    /// The toy with another envelope, and other files beside it.
    static func hub(
        _ envelope: String,
        format: String = "json",
        _ more: [String: String] = [:]
    ) throws -> ToyHub {
        let contract = try #require(Toy.files["toy/water/contract.yaml"])
        let start = try #require(contract.firstRange(of: "envelope:")).lowerBound
        let end = try #require(contract.firstRange(of: "codes:")).lowerBound
        let text = String(contract[..<start] + envelope + "\n" + contract[end...])
            .replacing("format: json", with: "format: \(format)")
        let changes = more.merging(["toy/water/contract.yaml": text]) { $1 }
        return try ToyHub(Toy.folder(changes))
    }

    func seal(_ body: String, keys: @escaping KeyRing = ToyHub.keys) throws -> SealedMessage {
        try out.seal(Array(body.utf8), scope, keys)
    }

    /// What the envelope gives, or the fault in words.
    func open(
        _ body: String,
        _ headers: [(String, String)] = [],
        at millis: Int64 = 0,
        keys: @escaping KeyRing = ToyHub.keys
    ) -> String {
        do throws(EnvelopeFault) {
            let content = try back.open(
                Array(body.utf8),
                headers: headers.map { Header(name: $0.0, value: $0.1) },
                brokerTime: Instant(milliseconds: millis),
                scope,
                keys
            )
            return String(decoding: content, as: UTF8.self)
        } catch {
            let its = error.problem
            let whose = error.isTheirs ? "theirs" : "ours"
            return "\(whose) \(its.code) at \(its.place): \(its.expected) | \(its.found)"
        }
    }
}
