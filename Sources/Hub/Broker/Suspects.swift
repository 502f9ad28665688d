/// Messages that were under way when their channel died: one of them may have killed it.
///
/// A suspect goes alone next time. One that was there when two channels died is blocked: the second
/// time it was alone, so there is no doubt.
struct Suspects {
    /// Messages that never come again may not fill the memory.
    private static let countMax = 20_000

    private var deaths: [String: Int] = [:]

    var isEmpty: Bool { deaths.isEmpty }

    func contains(_ messageID: String) -> Bool {
        !deaths.isEmpty && deaths[messageID] != nil
    }

    /// Notes a death and returns whether the message is to be blocked.
    mutating func died(_ messageID: String, wasAlone: Bool) -> Bool {
        let count = deaths[messageID, default: 0] + 1
        if wasAlone, count >= 2 {
            deaths[messageID] = nil
            return true
        }
        if deaths.count >= Self.countMax { deaths.removeAll() }
        deaths[messageID] = count
        return false
    }

    mutating func cleared(_ messageID: String) {
        if !deaths.isEmpty { deaths[messageID] = nil }
    }
}
