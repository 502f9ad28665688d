import Contracts
import Stores
import Values

extension Engine {
    /// Re-dates the unfinished limits of every case, closed ones with them, of a region whose calendar or office hours are not those of
    /// the last time; fired levels stay fired (A6). A case is stored by itself, so a start that is cut short goes on
    /// at the next.
    func redate() throws {
        for region in policy.catalogue.regions {
            let name = "calendar|\(region.name)"
            let current = region.scheduleFingerprint
            let known = try store.transaction { try $0.meta(name) }
            if known == current { continue }
            if known != nil { try redate(region) }
            try store.transaction { try $0.setMeta(name, current) }
        }
    }

    private func redate(_ region: Region) throws {
        log.info("the calendar of \(region.name) changed: limits of open cases are dated again")
        var query = CaseQuery()
        query.isUnfinished = true
        query.limit = 500
        while true {
            let page = try store.transaction { try $0.cases(query) }
            for summary in page where summary.number.region == region.code {
                try redate(summary.number)
            }
            guard let last = page.last else { return }
            query.before = last.number
        }
    }

    private func redate(_ number: CaseNumber) throws {
        let now = clock()
        do {
            try store.transaction { store in try processor(store, now).redate(number) }
        } catch let error as StoreError where error.isTransient {
            throw error
        } catch {
            try raise(
                "redate|\(number)",
                "节假日安排变更后，办件 \(number) 的时限未能重新计算：\(Halt.reason(of: error))",
                number,
                at: now
            )
        }
    }
}
