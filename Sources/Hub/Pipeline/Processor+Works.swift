import Cases
import Contracts
import Stores
import Values

/// Comparing works of cases (同一路段、同一时段; design, section 3, step 4). A case announces its works in the transaction that
/// changes it; whichever of two cases is committed second is compared when both are there, so neither is overlooked. What
/// is to be compared is known by the store alone: nothing is lost with a process.
extension Processor {
    /// A place that very many share is told of in several transactions.
    private static let toldMax = 100

    /// Compares cases whose works have changed, at most so many. Returns whether there was any.
    func compareWorks(limit: Int) throws -> Bool {
        let numbers = try store.nextUncompared(limit: limit)
        for number in numbers { try compareWorks(of: number) }
        return !numbers.isEmpty
    }

    /// Compares one case with all that share a place with it or did so when they were last told, and tells each two of
    /// each other.
    func compareWorks(of number: CaseNumber) throws {
        var toldCount = 0
        for other in try neighbours(of: number) {
            if try tell(number, of: other) { toldCount += 1 }
            if try tell(other, of: number) { toldCount += 1 }
            if toldCount >= Self.toldMax { return }
        }
        try store.markCompared(number)
    }

    private func neighbours(of number: CaseNumber) throws -> [CaseNumber] {
        guard let record = try cases.load(number, from: store) else { return [] }
        let found = try store.casesSharingWorks(with: number, from: now.day().day)
        let known = record.stored.case.neighbourNumbers.compactMap { CaseNumber($0) }
        return Set(found + known).sorted()
    }

    /// Returns whether the case had to be told something.
    private func tell(_ number: CaseNumber, of other: CaseNumber) throws -> Bool {
        guard let its = try cases.load(number, from: store)?.stored.case,
            let others = try cases.load(other, from: store)?.stored.case,
            let news = try its.news(
                of: others,
                from: now.day().day,
                parties: { try parties(of: others) }
            )
        else { return false }
        let arrival = Arrival(news, for: number, at: now)
        let key = try store.key(source: arrival.source, identity: arrival.messageID ?? "")
        // Told before, and parked because the notice could not be made: a person has it.
        if key != nil { return false }
        try take(arrival)
        return true
    }

    private func parties(of its: Case) throws -> [String] {
        guard let (region, program) = policy.catalogue.program(its.program) else { return [] }
        return try CaseMachine(its, program: program, region: region, now: now).concernedParties()
    }
}
