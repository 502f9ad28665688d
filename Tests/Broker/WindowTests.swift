import Testing

@testable import Broker

/// The windows as references, because `#expect` cannot change a value.
private final class Acks {
    var window = AckWindow()

    func delivered(_ number: UInt64, _ byteCount: Int = 10) -> Bool {
        window.delivered(number, byteCount: byteCount)
    }

    func acknowledge(_ numbers: [UInt64]) -> [String] {
        window.acknowledge(numbers).map { "\($0.number)\($0.multiple ? "*" : "")" }.sorted()
    }
}

private final class Confirms {
    var window = ConfirmWindow()

    init(_ count: UInt64) {
        for number in 1..<(count + 1) {
            window.sent(token: number * 100, messageID: "m\(number)", at: Int64(number))
        }
    }

    func settled(_ number: UInt64, multiple: Bool = false, isTaken: Bool = true) -> [Outcome] {
        var found: [Outcome] = []
        window.settled(number, multiple: multiple, isTaken: isTaken) { found.append($1) }
        return found
    }

    func giveUp(before: Int64) -> [UInt64] { window.giveUp(before: before) }
}

private final class SuspectBox {
    var suspects = Suspects()
    func died(_ id: String, wasAlone: Bool) -> Bool { suspects.died(id, wasAlone: wasAlone) }
}

private final class BackOffBox {
    var backOff = BackOff()
    func next(_ random: UInt64) -> Int { backOff.next(random: random) }
}

@Suite struct WindowTests {
    @Test func numberedQueueKeepsNumbersWhileItMoves() {
        var queue = NumberedQueue<UInt64>()
        var next: UInt64 = 1
        for round in 1...50 {
            for _ in 0..<(round * 37 % 200) {
                #expect(queue.nextNumber == next)
                queue.append(next)
                next += 1
            }
            for _ in 0..<(round * 53 % 190) where !queue.isEmpty {
                let first = queue.firstNumber
                let removed = queue.removeFirst()
                #expect(removed == first)
            }
            for number in queue.firstNumber..<queue.nextNumber { #expect(queue[number] == number) }
        }
        #expect(!queue.contains(0) && !queue.contains(next))
    }

    @Test func acknowledgementsJoinFromTheOldest() {
        let acks = Acks()
        for number in 1...10 as ClosedRange<UInt64> {
            #expect(acks.delivered(number))
        }
        #expect(!acks.delivered(12))
        #expect(acks.acknowledge([1, 2, 3]) == ["3*"])
        #expect(acks.acknowledge([5, 7]) == ["5", "7"])
        #expect(acks.window.byteCount == 50)
        // 5 is done at the broker already: the multiple must name 6, which it still waits for.
        #expect(acks.acknowledge([6, 4]) == ["6*"])
        // The oldest alone, with 9 beyond the gap.
        #expect(acks.acknowledge([9, 8]) == ["9*"])
        #expect(acks.acknowledge([9, 3, 77, 0]) == [])
        #expect(acks.acknowledge([10, 10]) == ["10"])
        #expect(acks.window.byteCount == 0)
    }

    @Test func aSingleOldestIsNotMultipleAlthoughTheGapCloses() {
        let acks = Acks()
        for number in 1...3 as ClosedRange<UInt64> { _ = acks.delivered(number) }
        #expect(acks.acknowledge([2, 3]) == ["2", "3"])
        #expect(acks.acknowledge([1]) == ["1"])
    }

    @Test func confirmsInAnyOrder() {
        let confirms = Confirms(6)
        #expect(confirms.settled(3).map(\.token) == [300])
        #expect(confirms.settled(4, multiple: true).map(\.token) == [100, 200, 400])
        #expect(confirms.settled(4, multiple: true).isEmpty)
        #expect(confirms.settled(2).isEmpty)
        #expect(confirms.settled(99, multiple: true).isEmpty)
        #expect(confirms.settled(5, isTaken: false).map(\.result) == [.nacked])
        #expect(confirms.window.waitingCount == 1)
        #expect(confirms.window.waiting.map(\.messageID) == ["m6"])
    }

    @Test func aReturnTurnsTheConfirmIntoAFailure() {
        let confirms = Confirms(3)
        confirms.window.returned(messageID: "m2", code: 312, reason: "NO_ROUTE")
        confirms.window.returned(messageID: "other", code: 312, reason: "NO_ROUTE")
        let results = confirms.settled(3, multiple: true).map(\.result)
        #expect(results == [.confirmed, .returned(code: 312, reason: "NO_ROUTE"), .confirmed])
    }

    @Test func aSecondAttemptOfOneIdIsReturnedSeparately() {
        let confirms = Confirms(0)
        confirms.window.sent(token: 1, messageID: "same", at: 0)
        confirms.window.sent(token: 2, messageID: "same", at: 0)
        confirms.window.returned(messageID: "same", code: 312, reason: "NO_ROUTE")
        #expect(confirms.settled(1).first?.result == .returned(code: 312, reason: "NO_ROUTE"))
        #expect(confirms.settled(2).first?.result == .confirmed)
    }

    @Test func whatIsGivenUpIsNotReportedTwice() {
        let confirms = Confirms(4)
        #expect(confirms.giveUp(before: 3) == [100, 200])
        #expect(confirms.giveUp(before: 3) == [])
        #expect(confirms.window.givenUpCount == 2 && confirms.window.waitingCount == 2)
        #expect(confirms.settled(3, multiple: true).map(\.token) == [300])
        #expect(confirms.window.givenUpCount == 0)
        confirms.window.restartTimes(at: 50)
        #expect(confirms.giveUp(before: 50) == [])
    }

    @Test func whatWasNotSentTakesNoNumber() {
        let confirms = Confirms(2)
        confirms.window.unsent()
        confirms.window.sent(token: 7, messageID: "x", at: 0)
        #expect(confirms.settled(2).map(\.token) == [7])
    }

    @Test func aSuspectIsBlockedWhenItDiesAlone() {
        let box = SuspectBox()
        #expect(!box.died("a", wasAlone: false))
        #expect(!box.died("b", wasAlone: false))
        #expect(
            box.suspects.contains("a") && box.suspects.contains("b") && !box.suspects.contains("c")
        )
        box.suspects.cleared("b")
        #expect(!box.suspects.contains("b"))
        #expect(box.died("a", wasAlone: true))
        #expect(!box.suspects.contains("a"))
        // Alone the first time is not enough.
        #expect(!box.died("c", wasAlone: true))
        #expect(box.died("c", wasAlone: true))
    }

    @Test func backOffGrowsAndSpreads() {
        let box = BackOffBox()
        let least = (0..<7).map { _ in box.next(0) }
        #expect(least == [800, 1600, 4000, 8000, 24_000, 24_000, 24_000])
        box.backOff.reset()
        #expect(box.next(400) == 1200)
        #expect(box.next(200) == 2000)
        #expect(box.next(.max) / 1000 <= 6)
    }
}
