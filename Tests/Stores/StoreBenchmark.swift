import Glibc
import Stores
import Testing
import Values

/// Numbers, not verdicts: run in a release build with `LIANBAN_BENCHMARK=1`.
@Suite(.enabled(if: getenv("LIANBAN_BENCHMARK") != nil), .serialized)
struct StoreBenchmark {
    private static let batchCount = 500

    private func sandbox(_ pageSize: Int) throws -> Sandbox {
        try Sandbox(
            Engine.sqlite("benchmark") { options in
                options.pageSize = pageSize
                options.cacheKibibytes = 131_072
            }
        )
    }

    private func measured(_ what: String, count: Int, _ body: () throws -> Void) throws {
        func seconds(_ clock: clockid_t) -> Double {
            var time = timespec()
            clock_gettime(clock, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let (wall, cpu) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
        try body()
        let (wallTime, cpuTime) = (
            seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu
        )
        func microseconds(_ time: Double) -> Int { Int((time * 1e6 / Double(count)).rounded()) }
        print(
            "\(what): \(Int(Double(count) / wallTime)) per second, \(microseconds(wallTime)) µs each,",
            "\(microseconds(cpuTime)) µs CPU"
        )
    }

    /// Random identities, as partners' UUIDs are.
    private func identity(_ number: Int) -> String {
        let word = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        return "\(String(word, radix: 16))-\(String(word &* 0xBF58_476D_1CE4_E5B9, radix: 16))"
    }

    private let application = inbound(nil, body: String(repeating: "a", count: 2800))
    private let answer = inbound(nil, body: String(repeating: "b", count: 600))
    private let orderBody = [UInt8](repeating: 8, count: 1000)
    private let order = outbound(1, case: 1)

    private func order(_ number: Int, case sequence: Int, to destination: String) -> OutboundMessage
    {
        var message = order
        let word = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        message.id =
            MessageID((0..<16).map { UInt8(truncatingIfNeeded: word >> ($0 % 8 * 8)) }) ?? order.id
        message.destination = destination
        message.caseNumber = caseNumber(sequence)
        message.createdAt = instant(Int64(sequence))
        message.properties = properties
        message.body = orderBody
        return message
    }

    private let properties: Value = [
        "message-id": "5f9c3c1e-7a55-4f06-9a54-0242ac120002", "type": "application",
        "content-type": "application/json", "timestamp": 1_726_272_000, "app-id": "platform",
        "headers": ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
    ]

    @Test(arguments: [8192, 16384, 32768])
    func inboundRows(pageSize: Int) throws {
        let sandbox = try sandbox(pageSize)
        _ = try sandbox.store
        let template = inbound(nil, raw: 9, body: String(repeating: "x", count: 600))
        try measured("inbound messages of 600 bytes, pages of \(pageSize)", count: 100_000) {
            for batch in 0..<(100_000 / Self.batchCount) {
                try sandbox.write { tx throws in
                    for number in 0..<Self.batchCount {
                        let at = batch * Self.batchCount + number
                        var message = template
                        message.identity = identity(at)
                        message.properties = properties
                        message.caseNumber = caseNumber(1 + at / 7)
                        _ = try tx.insert(message, takesKey: true)
                    }
                }
            }
        }
    }

    /// One application with 6 orders, 6 limits, 6 numbers of parties, 6 replies, an outcome, and all confirmations.
    @Test(arguments: [16384, 32768])
    func wholeCases(pageSize: Int) throws {
        let sandbox = try sandbox(pageSize)
        _ = try sandbox.store
        let casesCount = 20_000
        let perBatch = Self.batchCount / 7
        try measured("whole cases, pages of \(pageSize)", count: casesCount) {
            var done = 0
            while done < casesCount {
                let batch = (done + 1)...min(casesCount, done + perBatch)
                var sent: [Int64] = []
                try sandbox.write { tx throws in
                    for number in batch { try open(number, tx) }
                    sent = try tx.nextOutbound(
                        limit: 10_000,
                        now: instant(1 << 30),
                        leaseSeconds: 30,
                        except: []
                    ).map(\.sequence)
                }
                try sandbox.write { tx throws in
                    try tx.markConfirmed(sent, at: instant(2))
                    for number in batch { try reply(number, tx) }
                    sent = try tx.nextOutbound(
                        limit: 10_000,
                        now: instant(1 << 30),
                        leaseSeconds: 30,
                        except: []
                    ).map(\.sequence)
                }
                try sandbox.write { try $0.markConfirmed(sent, at: instant(3)) }
                done = batch.upperBound
            }
        }
    }

    private func open(_ number: Int, _ tx: any StoreTransaction) throws {
        var message = application
        message.identity = identity(number * 7)
        message.properties = properties
        message.caseNumber = caseNumber(number)
        let cause = try tx.insert(message, takesKey: true)
        var record = record(number, application: identity(number))
        record.state = [UInt8](repeating: 7, count: 2000)
        try tx.insert(record)
        let event = CaseEvent(
            at: instant(1),
            kind: "ordered",
            data: ["item": 1, "party": "water"],
            cause: .message(cause)
        )
        try tx.append(Array(repeating: event, count: 8), to: caseNumber(number))
        var limits: [LimitRow] = []
        for position in 1...6 {
            var order = order(
                number * 7 + position,
                case: number,
                to: "lianban.orders.410800.party\(position)"
            )
            order.item = item(number, position)
            order.causedBy = cause
            _ = try tx.insert(order)
            limits.append(
                LimitRow(
                    caseNumber: caseNumber(number),
                    item: item(number, position),
                    limit: "survey",
                    state: .running,
                    warnAt: instant(86_400 * 3),
                    dueAt: instant(86_400 * 5)
                )
            )
        }
        try tx.save(limits)
    }

    private func reply(_ number: Int, _ tx: any StoreTransaction) throws {
        for position in 1...6 {
            var message = answer
            message.identity = identity(number * 7 + position)
            message.source = "lianban.replies.410800.party\(position)"
            message.properties = properties
            message.caseNumber = caseNumber(number)
            message.item = item(number, position)
            let cause = try tx.insert(message, takesKey: true)
            try tx.register(
                party: "party\(position)",
                partyNumber: identity(number * 7 + position),
                item: item(number, position)
            )
            let event = CaseEvent(
                at: instant(2),
                kind: "granted",
                data: ["item": 1],
                cause: .message(cause)
            )
            try tx.append([event, event], to: caseNumber(number))
        }
        guard var record = try tx.caseRecord(caseNumber(number)) else { return }
        record.summary.status = .closed
        _ = try tx.update(record)
        var outcome = order(number * 7, case: number, to: "lianban.outcomes.gov")
        outcome.kind = .outcome
        _ = try tx.insert(outcome)
        let met = (1...6).map { position in
            LimitRow(
                caseNumber: caseNumber(number),
                item: item(number, position),
                limit: "survey",
                state: .met
            )
        }
        try tx.save(met)
    }
}
