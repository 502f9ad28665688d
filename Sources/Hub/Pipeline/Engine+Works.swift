import Stores
import Values

extension Engine {
    /// So many cases are compared before other work has its turn.
    private static let comparedMax = 50

    /// Compares cases whose works have changed, together; where that fails for a lasting cause, one by one.
    func compareWorks() throws {
        let now = clock()
        let limit = Self.comparedMax + postponed.count
        do {
            hasComparedWorks = try store.transaction { store in
                let processor = processor(store, now)
                let numbers = try store.nextUncompared(limit: limit).filter {
                    !isPostponed($0, now)
                }
                for number in numbers { try processor.compareWorks(of: number) }
                return !numbers.isEmpty
            }
        } catch let error as StoreError where error.isTransient {
            throw error
        } catch {
            log.error("works of several cases are compared one by one", error)
            hasComparedWorks = true
            try compareOneByOne(now, limit)
        }
    }

    private func compareOneByOne(_ now: Instant, _ limit: Int) throws {
        let numbers = try store.transaction { try $0.nextUncompared(limit: limit) }
        for number in numbers where !isPostponed(number, now) {
            do {
                try store.transaction { try processor($0, now).compareWorks(of: number) }
            } catch let error as StoreError where error.isTransient {
                throw error
            } catch {
                postponed[Self.key(of: number)] = now.adding(seconds: 60)
                try raise(
                    Self.key(of: number),
                    "办件 \(number) 的施工未能与其他办件比对：\(Halt.reason(of: error))",
                    number,
                    at: now
                )
            }
        }
    }

    private static func key(of number: CaseNumber) -> String { "works|\(number)" }

    private func isPostponed(_ number: CaseNumber, _ now: Instant) -> Bool {
        postponed[Self.key(of: number)].map { $0 > now } ?? false
    }
}
