/// How long to wait before the next try: 1 2 5 10 30 s, then 30 s for ever, each ±20 %.
struct BackOff: Sendable {
    static let seconds = [1, 2, 5, 10, 30]

    private var failures = 0

    /// The wait after one more failure, in milliseconds.
    ///
    /// - `random`: Any 64 bits; spreads those who lost the same broker at once.
    mutating func next(random: UInt64) -> Int {
        let base = Self.seconds[min(failures, Self.seconds.count - 1)] * 1000
        failures = min(failures + 1, Self.seconds.count)
        return base * (800 + Int(random % 401)) / 1000
    }

    /// After a success the next wait is the first again.
    mutating func reset() { failures = 0 }
}
