/// Lengths of time, counted by the minute: as large as the longest of them, however many there are.
package struct Spread: Sendable, Hashable {
    private var counts: [Int: Int] = [:]
    package private(set) var count = 0

    package init() {}

    /// Takes a length in. What ends before it began, as a clock that is wrong may say, took no time.
    package mutating func add(seconds: Int64) {
        counts[Int(max(0, seconds) / 60), default: 0] += 1
        count += 1
    }

    /// In minutes; nil where there is none.
    package var longest: Int? { counts.keys.max() }

    /// In minutes, the lower of the two in the middle; nil where there is none.
    package var median: Int? {
        var before = 0
        for minutes in counts.keys.sorted() {
            before += counts[minutes, default: 0]
            if before * 2 >= count { return minutes }
        }
        return nil
    }
}
