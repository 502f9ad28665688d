/// One channel's deliveries that wait for their acknowledgement, oldest first.
struct AckWindow {
    /// What to send: basic.ack of a number, with `multiple` also of all before it.
    struct Acknowledgement: Equatable {
        let number: UInt64
        let multiple: Bool
    }

    private struct Entry {
        var byteCount: Int
        var isDone: Bool
    }

    private var entries = NumberedQueue<Entry>()
    /// The sizes of the bodies that wait, added up.
    private(set) var byteCount = 0

    /// Notes a delivery; false when its number is not the next one, which a broker never does.
    mutating func delivered(_ number: UInt64, byteCount: Int) -> Bool {
        guard number == entries.nextNumber else { return false }
        entries.append(Entry(byteCount: byteCount, isDone: false))
        self.byteCount += byteCount
        return true
    }

    /// Notes what is done and returns how to tell the broker.
    ///
    /// The numbers that close the gap at the old end go as one `multiple`; it names a number that
    /// the broker still waits for, because RabbitMQ closes the channel otherwise. Numbers beyond a
    /// gap go one by one. Unknown and repeated numbers are passed over.
    mutating func acknowledge(_ numbers: some Sequence<UInt64>) -> [Acknowledgement] {
        var fresh: [UInt64] = []
        for number in numbers where entries.contains(number) && !entries[number].isDone {
            entries[number].isDone = true
            byteCount -= entries[number].byteCount
            fresh.append(number)
        }
        while let first = entries.first, first.isDone { _ = entries.removeFirst() }
        var result: [Acknowledgement] = []
        var highest: UInt64 = 0
        var joined = 0
        for number in fresh {
            if number < entries.firstNumber {
                highest = max(highest, number)
                joined += 1
            } else {
                result.append(Acknowledgement(number: number, multiple: false))
            }
        }
        if joined > 0 {
            result.append(Acknowledgement(number: highest, multiple: joined > 1))
        }
        return result
    }
}
