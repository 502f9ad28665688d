import Stores
import Testing
import Values

/// A random history against the simplest model of the outbox: a list of messages with their states.
@Suite struct OutboxModelTests {
    private struct Message {
        var stream: String
        var state = OutboundMessage.State.pending
        var dueAt: Int64 = 0
        var attempts = 0
    }

    /// A generator of our own, so that a seed means the same history for ever (splitmix64).
    private struct Dice {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
            return Int((word ^ word >> 31) % UInt64(sides))
        }
    }

    private final class History {
        let sandbox: Sandbox
        var dice: Dice
        var model: [Int64: Message] = [:]
        var now: Int64 = 0
        var inserted = 0

        init(_ engine: Engine, seed: UInt64) throws {
            sandbox = try Sandbox(engine)
            dice = Dice(state: seed)
        }

        func step() throws {
            now += Int64(dice.roll(3))
            let before = model
            let undo = dice.roll(6) == 0
            do {
                try sandbox.write { tx in
                    for _ in 0...dice.roll(3) { try act(tx) }
                    if undo { throw Undo() }
                }
            } catch is Undo {
                model = before
            }
            if dice.roll(25) == 0 {
                sandbox.close()
                for (sequence, message) in model where message.state == .claimed {
                    model[sequence]?.state = .pending
                    model[sequence]?.dueAt = min(message.dueAt - 30, now)
                }
            }
        }

        private func act(_ tx: any StoreTransaction) throws {
            let sequences = model.keys.sorted()
            let pick = sequences.isEmpty ? 0 : sequences[dice.roll(sequences.count)]
            switch dice.roll(9) {
            case 0...2:
                inserted += 1
                let (destination, sequence) = (dice.roll(3), 1 + dice.roll(4))
                let message = outbound(inserted, case: sequence, to: "q\(destination)")
                model[try tx.insert(message)] = Message(stream: "q\(destination) \(sequence)")
            case 3, 4: try claim(tx, limit: 1 + dice.roll(5))
            case 5, 6:
                let claimed = sequences.filter { model[$0]?.state == .claimed && dice.roll(3) > 0 }
                try tx.markConfirmed(claimed, at: instant(now))
                for sequence in claimed { model[sequence]?.state = .confirmed }
            case 7 where model[pick]?.state == .claimed:
                try tx.markFailed(
                    Attempt(message: pick, at: instant(now), result: "nack"),
                    nextAttemptAt: instant(now + 2)
                )
                model[pick]?.state = .pending
                model[pick]?.dueAt = now + 2
            case 8 where model[pick]?.state == .claimed && dice.roll(2) == 0:
                try tx.block(pick, reason: "b")
                model[pick]?.state = .blocked
            case 8 where model[pick]?.state == .blocked:
                try tx.revive(pick, at: instant(now))
                model[pick]?.state = .pending
                model[pick]?.dueAt = now
            default: break
            }
        }

        private func claim(_ tx: any StoreTransaction, limit: Int) throws {
            let claimed = try tx.nextOutbound(
                limit: limit,
                now: instant(now),
                leaseSeconds: 30,
                except: []
            )
            for message in claimed {
                let sequence = message.sequence
                let found = try #require(model[sequence])
                let stream = model.filter { $0.value.stream == found.stream }
                #expect(
                    [.pending, .claimed].contains(found.state) && found.dueAt <= now,
                    "\(sequence) is \(found)"
                )
                #expect(
                    !stream.contains { $0.key != sequence && $0.value.state == .claimed },
                    "\(sequence) goes while another of its stream is on the wire"
                )
                #expect(
                    found.state == .claimed
                        || !stream.contains { $0.key < sequence && $0.value.state == .pending },
                    "\(sequence) overtakes"
                )
                #expect(message.body == outbound(Int(message.id.description, radix: 16) ?? 0).body)
                model[sequence]?.state = .claimed
                model[sequence]?.dueAt = now + 30
                model[sequence]?.attempts += 1
            }
            if claimed.count < limit { try nothingIsLeft() }
        }

        /// Whoever gets fewer messages than wanted gets all that could go.
        private func nothingIsLeft() throws {
            for (stream, messages) in Dictionary(grouping: model, by: \.value.stream) {
                let live = messages.filter { [.pending, .claimed].contains($0.value.state) }
                let head = live.first { $0.value.state == .claimed } ?? live.min { $0.key < $1.key }
                #expect(head.map { $0.value.dueAt > now } ?? true, "\(stream) was left out")
            }
        }

        func compare() throws {
            var query = OutboundQuery()
            query.limit = .max
            try sandbox.read { reader throws in
                let stored = try reader.outbound(query)
                #expect(stored.count == model.count)
                for message in stored {
                    // Readers do not know what is on the wire.
                    let state = model[message.sequence]?.state
                    #expect(
                        message.state == (state == .claimed ? .pending : state),
                        "\(message.sequence)"
                    )
                }
            }
        }
    }

    @Test(arguments: Engine.all, 1...6)
    func aRandomHistoryKeepsTheRules(engine: Engine, seed: Int) throws {
        let history = try History(engine, seed: UInt64(seed) &* 0x1234_5678_9ABC_DEF1)
        for round in 0..<150 {
            try history.step()
            if round % 25 == 24 { try history.compare() }
        }
        #expect(try engine.faults(history.sandbox.folder) == [])
    }
}
