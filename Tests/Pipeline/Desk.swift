import Cases
import Contracts
import Stores
import System
import Testing
import Values

@testable import Pipeline

/// The hub with what the shipped examples send, for tests that send something else.
struct Desk {
    let hub: TrialHub
    static let secrets = ["jiaozuo-telecom-app-secret": "lianban-example-secret"]
    static let start = Instant(seconds: 1_725_238_800)

    init() throws { try self.init(Shipped.catalogue()) }

    init(_ catalogue: Catalogue) throws {
        let secrets = Secrets(Self.secrets.mapValues { Array($0.utf8) })
        hub = try TrialHub(Policy(catalogue, secrets: secrets))
    }

    /// The bytes of a file of a shipped example.
    static func example(_ path: String) throws -> [UInt8] {
        try File.read("\(Shipped.folder)/jiaozuo/installation/examples/\(path)")
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try example(path), as: UTF8.self)
    }

    /// Sends, and proves that the sums of G5 hold and that the message is kept whole.
    @discardableResult
    func send(
        _ party: String,
        _ body: [UInt8],
        id: String?,
        after seconds: Int64 = 0,
        change: (inout TrialHub.Message) -> Void = { _ in }
    ) throws -> (id: Int64, verdict: Verdict) {
        let region = try #require(hub.policy.catalogue.region("jiaozuo"))
        let its = try #require(region.party(party))
        var message = hub.message(from: its, of: region, body, id: id)
        change(&message)
        let taken = try hub.take(message, at: Self.start.adding(seconds: seconds))
        try check(taken.id, message)
        return taken
    }

    @discardableResult
    func send(
        _ party: String,
        _ body: String,
        id: String?,
        after seconds: Int64 = 0,
        change: (inout TrialHub.Message) -> Void = { _ in }
    ) throws -> (id: Int64, verdict: Verdict) {
        try send(party, Array(body.utf8), id: id, after: seconds, change: change)
    }

    private func check(_ id: Int64, _ message: TrialHub.Message) throws {
        let stored = try #require(try hub.read { try $0.inbound(id: id) })
        let first = try stored.links.duplicateOf.flatMap { first in
            try hub.read { try $0.inbound(id: first) }
        }
        #expect(stored.body ?? first?.body == message.body, "message \(id) is kept whole")
        #expect(stored.properties["message-id"]?.string == message.messageID)
        try checkSums()
    }

    func checkSums() throws {
        try hub.read { store in
            let sum = try store.dispositionCounts().values.reduce(0, +)
            let received = try store.receivedCount()
            #expect(sum == received)
        }
    }

    /// The case that a message opened or changed.
    func storedCase(_ verdict: Verdict) throws -> Case {
        let number = try #require(verdict.caseNumber)
        return try #require(try hub.case(number))
    }

    func disposition(of id: Int64) throws -> Stores.Disposition? {
        try hub.read { try $0.inbound(id: id)?.disposition }
    }

    /// `code place: expectation | finding`
    static func words(_ problems: [Problem]) -> [String] {
        problems.map { "\($0.code) \($0.place): \($0.expected) | \($0.found)" }
    }

    func openAlerts() throws -> [String] {
        try hub.read { store in
            var query = AlertQuery()
            query.isOpenOnly = true
            return try store.alerts(query).map { "\($0.kind): \($0.text)" }
        }
    }
}
