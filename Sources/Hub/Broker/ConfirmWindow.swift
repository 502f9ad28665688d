/// One channel's published messages that wait for their confirm.
///
/// Confirms come in any order, several at a time; a return comes before the confirm of its message
/// and turns it into a failure.
struct ConfirmWindow {
    private struct Entry {
        let token: UInt64
        let messageID: String
        var sentAt: Int64
        var returned: (code: Int, reason: String)?
        var phase = Phase.waiting
    }

    private enum Phase {
        case waiting
        /// No confirm came in time; the caller was told and a late confirm means nothing.
        case given
        case done
    }

    private var entries = NumberedQueue<Entry>()
    /// How many messages wait for their confirm.
    private(set) var waitingCount = 0
    /// How many were given up and are still not confirmed.
    private(set) var givenUpCount = 0

    /// Notes a message that was published at a moment of the monotonic clock, in milliseconds.
    mutating func sent(token: UInt64, messageID: String, at now: Int64) {
        entries.append(Entry(token: token, messageID: messageID, sentAt: now))
        waitingCount += 1
    }

    /// Takes the newest message back: it was not sent after all.
    mutating func unsent() {
        entries.removeLast()
        waitingCount -= 1
    }

    /// Notes a return: of the oldest waiting message with that id, since returns come in order.
    mutating func returned(messageID: String?, code: Int, reason: String) {
        var number = entries.firstNumber
        while number < entries.nextNumber {
            let entry = entries[number]
            if entry.phase != .done, entry.returned == nil, entry.messageID == messageID {
                entries[number].returned = (code, reason)
                return
            }
            number += 1
        }
    }

    /// Notes basic.ack (`isTaken`) or basic.nack and hands what it decides to `body`.
    mutating func settled(
        _ number: UInt64,
        multiple: Bool,
        isTaken: Bool,
        _ body: (_ messageID: String, Outcome) -> Void
    ) {
        guard number < entries.nextNumber else { return }
        var next = multiple ? entries.firstNumber : max(number, entries.firstNumber)
        while next <= number {
            settle(next, isTaken: isTaken, body)
            next += 1
        }
        while let first = entries.first, first.phase == .done { _ = entries.removeFirst() }
    }

    private mutating func settle(
        _ number: UInt64,
        isTaken: Bool,
        _ body: (String, Outcome) -> Void
    ) {
        guard entries.contains(number) else { return }
        let entry = entries[number]
        switch entry.phase {
        case .done: return
        case .given:
            entries[number].phase = .done
            givenUpCount -= 1
            return
        case .waiting: break
        }
        entries[number].phase = .done
        waitingCount -= 1
        let result: Outcome.Result =
            if let returned = entry.returned {
                .returned(code: returned.code, reason: returned.reason)
            } else {
                isTaken ? .confirmed : .nacked
            }
        body(entry.messageID, Outcome(token: entry.token, result: result))
    }

    /// Gives up what was sent before `deadline`, oldest first, and returns its tokens.
    mutating func giveUp(before deadline: Int64) -> [UInt64] {
        var tokens: [UInt64] = []
        var number = entries.firstNumber
        while number < entries.nextNumber, entries[number].sentAt < deadline {
            if entries[number].phase == .waiting {
                entries[number].phase = .given
                waitingCount -= 1
                givenUpCount += 1
                tokens.append(entries[number].token)
            }
            number += 1
        }
        return tokens
    }

    /// Starts the time of everything anew: while the broker is blocked nobody is confirmed.
    mutating func restartTimes(at now: Int64) {
        var number = entries.firstNumber
        while number < entries.nextNumber {
            entries[number].sentAt = now
            number += 1
        }
    }

    /// What still waits, oldest first.
    var waiting: [(token: UInt64, messageID: String)] {
        var found: [(UInt64, String)] = []
        var number = entries.firstNumber
        while number < entries.nextNumber {
            let entry = entries[number]
            if entry.phase == .waiting { found.append((entry.token, entry.messageID)) }
            number += 1
        }
        return found
    }
}
