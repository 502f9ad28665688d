import Cases
package import Stores
import System
package import Values

/// What people ask of the hub, on the thread that owns the store: the running hub's, or a command's own while no hub
/// runs.
package struct Operations {
    private let engine: Engine

    init(_ engine: Engine) { self.engine = engine }

    /// What processing a message again did, or would do.
    package struct Replayed: Sendable {
        package struct Sent: Sendable {
            package var kind: String
            package var party: String
            package var destination: String
            package var id: String
            package var body: [UInt8]
            package var contentType: String
        }

        package var message: Int64
        package var before: Stores.Disposition
        package var after: Stores.Disposition
        package var problems: [Problem]
        package var waitingFor: [String]
        /// In the words of the timeline.
        package var events: [String]
        package var sent: [Sent]
        package var isDryRun: Bool
    }

    /// Undoes a transaction and carries its answer out.
    private struct DryRun: Error { var answer: Replayed }

    /// Processes a parked or waiting message again. A dry run does everything and keeps nothing.
    package func replay(_ id: Int64, dryRun: Bool) throws -> Replayed {
        let now = engine.clock()
        do {
            return try engine.store.transaction { store in
                guard let message = try store.inbound(id: id) else {
                    throw StoreError(.missing, "There is no message \(id).")
                }
                guard message.disposition == .parked || message.disposition == .waiting else {
                    throw StoreError(
                        .conflict,
                        "Message \(id) is \(message.disposition.rawValue); only parked and waiting messages are processed again."
                    )
                }
                let processor = engine.processor(store, now)
                let verdict = try processor.takeUp(id)
                if verdict.disposition == .applied || verdict.disposition == .recorded {
                    try store.acknowledgeAlert(key: "parked|\(id)", by: "replay", at: now)
                }
                let answer = Replayed(id, before: message.disposition, verdict, isDryRun: dryRun)
                if dryRun { throw DryRun(answer: answer) }
                return answer
            }
        } catch let dryRun as DryRun {
            return dryRun.answer
        }
    }
}

extension Operations.Replayed {
    fileprivate init(
        _ id: Int64,
        before: Stores.Disposition,
        _ verdict: Verdict,
        isDryRun: Bool
    ) {
        let outbound = verdict.changes.flatMap(\.outbound) + (verdict.answer.map { [$0] } ?? [])
        self.init(
            message: id,
            before: before,
            after: verdict.disposition,
            problems: verdict.problems,
            waitingFor: verdict.waitingFor,
            events: verdict.changes.flatMap(\.events).compactMap { $0.data["text"]?.string },
            sent: outbound.map { message in
                Sent(
                    kind: message.kind.rawValue,
                    party: message.party,
                    destination: message.destination,
                    id: "\(message.id)",
                    body: message.body,
                    contentType: message.properties["content-type"]?.string ?? ""
                )
            },
            isDryRun: isDryRun
        )
    }
}

extension Operations {
    /// For a command that works on the store while no hub runs.
    package static func offline(
        _ store: any Store,
        policy: Policy,
        log: Log
    ) throws -> Operations {
        let clock = Hub.systemClock
        return Operations(
            try Engine(
                mailbox: Mailbox(),
                store: store,
                policy: policy,
                batchMax: 1,
                clock: clock,
                log: log,
                health: HubHealth(startedAt: clock())
            )
        )
    }
}
