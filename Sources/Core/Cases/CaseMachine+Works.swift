import Contracts
import Expressions
import Values

/// Works at a place that other cases may share (同一路段、同一时段): what this case announces, and what it is told.
extension CaseMachine {
    /// A place and period that another case shares, to be told of in a notice.
    struct Overlap: Sendable {
        var other: String
        var work: Work
        var parties: [String]

        /// Makes the overlap different from every other one of the case.
        var key: String { "\(other)/\(work.key)/\(work.days.lowerBound)/\(work.days.upperBound)" }
    }

    /// Announces the works as the case now is, where they are not what was announced before.
    mutating func announceWorks() throws(Refusal) {
        guard program.works != nil || !current.works.isEmpty else { return }
        let works = Work.joined(try plannedWorks())
        guard works != current.works else { return }
        current.works = works
        current.worksVersion += 1
        let places = works.map { "\($0.place)（\($0.period)）" }
        note("works", places.isEmpty ? "不再有施工" : "施工：" + places.joined(separator: "、"))
        effects.append(.works(works))
    }

    private mutating func plannedWorks() throws(Refusal) -> [Work] {
        let view = try keptView()
        guard let rule = program.works, !isIdle(view) else { return [] }
        let outer = view.scope()
        var works: [Work] = []
        for element in try rule.each.elements(outer) ?? [] {
            let scope = rule.scope(outer, of: element)
            guard let place = try rule.place.text(scope), let from = try rule.from.moment(scope),
                let to = try rule.to.moment(scope)
            else { continue }
            let (first, last) = (from.day().day, to.day().day)
            if first > last {
                alert(
                    "works-period",
                    key: "works:\(first):\(last)",
                    "施工时段的止日 \(last) 早于起日 \(first)，无法与其他办件比对"
                )
            } else if let work = Work(place: place, days: first...last) {
                works.append(work)
            }
        }
        return works
    }

    /// Whether nothing is going to be built: the application was taken back, or nothing of it was granted.
    private func isIdle(_ view: CaseView) -> Bool {
        guard !current.isWithdrawn else { return true }
        return current.isClosed
            && !program.items.indices.contains {
                program.items[$0].counts && view.applies($0) && view.progress[$0].isGood
            }
    }

    /// The parties whom another case at the same place concerns: those of the items that apply and have not failed.
    package func concernedParties() throws(Refusal) -> [String] {
        let view = try view()
        var seen: Set<String> = []
        return program.items.indices.compactMap { index in
            let progress = view.progress[index]
            guard view.applies(index), progress.result == nil || progress.isGood,
                let party = current.items[index].party, seen.insert(party).inserted
            else { return nil }
            return party
        }
    }

    /// Takes what a comparison found. One that was made before the works of either changed again says nothing: a later
    /// one has the word.
    mutating func take(_ found: Overlaps) throws(Refusal) -> Disposition {
        let at = current.neighbours.firstIndex { $0.number == found.other }
        let known = at.map { current.neighbours[$0] }
        guard found.version == current.worksVersion, found.otherVersion >= known?.version ?? 0,
            !current.isWithdrawn || found.shared.isEmpty
        else { return .recorded }
        let neighbour = Neighbour(
            number: found.other,
            version: found.otherVersion,
            shared: found.shared
        )
        if let at {
            current.neighbours[at] = neighbour
        } else {
            current.neighbours.append(neighbour)
        }
        let before = known?.shared ?? []
        let gone = before.filter { work in !found.shared.contains(where: work.isSame) }
        let fresh = found.shared.filter { work in !before.contains(where: work.isSame) }
        for work in gone { forget(Overlap(other: found.other, work: work, parties: [])) }
        for work in fresh {
            pendingOverlaps.append(
                Overlap(other: found.other, work: work, parties: found.parties)
            )
            note(
                "overlap",
                "与办件 \(found.other) 在\(work.place)同期施工（\(work.period)）",
                Object([("other", .string(found.other))])
            )
        }
        guard !gone.isEmpty || !fresh.isEmpty else { return .recorded }
        try settle(because: "同一路段施工")
        return .applied
    }

    /// What is shared again later is told again. What has passed has not ended for any other reason.
    private mutating func forget(_ overlap: Overlap) {
        for rule in program.notices where rule.per == .overlap {
            current.said["notice:\(rule.id)@\(overlap.key)"] = nil
        }
        guard overlap.work.days.upperBound >= now.day().day else { return }
        note(
            "overlap-ended",
            "与办件 \(overlap.other) 在\(overlap.work.place)不再同期施工（原为\(overlap.work.period)）",
            Object([("other", .string(overlap.other))])
        )
    }
}
