package import Values

/// Works of a case at one place, in whole days of Chinese time.
package struct Work: Sendable, Hashable {
    /// As the application writes it.
    package let place: String
    /// By which places are compared: without blanks, and without the width of letters, digits and signs.
    package let key: String
    /// The first and the last day, both included.
    package let days: ClosedRange<Day>

    /// Nil for a place without a name.
    package init?(place: String, days: ClosedRange<Day>) {
        self.place = place
        self.days = days
        key = Self.key(of: place)
        if key.isEmpty { return nil }
    }

    private static func key(of place: String) -> String {
        var key = String.UnicodeScalarView()
        for scalar in place.unicodeScalars where !scalar.properties.isWhitespace {
            let narrow =
                (0xFF01...0xFF5E).contains(scalar.value)
                ? Unicode.Scalar(scalar.value - 0xFEE0) : nil
            key.append(narrow ?? scalar)
        }
        return String(key)
    }

    /// `2024-10-08 至 2024-10-20`
    package var period: String { "\(days.lowerBound) 至 \(days.upperBound)" }

    /// Whether both are the same works, however their place is written.
    func isSame(as other: Work) -> Bool { key == other.key && days == other.days }

    /// The days at this place that both have, under this one's wording.
    fileprivate func shared(with other: Work) -> Work? {
        guard key == other.key, days.overlaps(other.days) else { return nil }
        return Work(place: place, days: days.clamped(to: other.days))
    }

    /// In order of place and day, periods at one place that meet made one.
    static func joined(_ works: [Work]) -> [Work] {
        let sorted = works.sorted {
            ($0.key, $0.days.lowerBound, $0.days.upperBound)
                < ($1.key, $1.days.lowerBound, $1.days.upperBound)
        }
        var result: [Work] = []
        for work in sorted {
            if let last = result.last, last.key == work.key,
                work.days.lowerBound <= last.days.upperBound.adding(days: 1),
                let both = Work(
                    place: last.place,
                    days: last.days.lowerBound...max(last.days.upperBound, work.days.upperBound)
                )
            {
                result[result.count - 1] = both
            } else {
                result.append(work)
            }
        }
        return result
    }
}

/// Another case that shares places and days with this one, as the last comparison told.
package struct Neighbour: Sendable, Hashable {
    /// Its number.
    package var number: String
    /// The version of its works that was compared.
    var version: Int
    /// In this case's words.
    package var shared: [Work]
}

/// What a comparison of works found out about another case of the region: an input to this one.
package struct Overlaps: Sendable, Hashable {
    /// The other case's number.
    package var other: String
    /// The versions of the works that were compared: this case's and the other's.
    package var version: Int
    package var otherVersion: Int
    /// Everything that both share from that day on, in this case's words; nothing where they share nothing any more.
    package var shared: [Work]
    /// The parties of the other case.
    package var parties: [String]
}

extension Case {
    /// What this case and another one share from a day on.
    private func shared(with other: Case, from today: Day) -> [Work] {
        let all = works.flatMap { work in other.works.compactMap(work.shared) }
        return all.filter { $0.days.upperBound >= today }
    }

    /// What this case has to be told of another one; nil where it knows that. `parties` is asked only then.
    package func news(
        of other: Case,
        from today: Day,
        parties: () throws -> [String]
    ) rethrows -> Overlaps? {
        let shared = shared(with: other, from: today)
        let known = (neighbours.first { $0.number == other.number }?.shared ?? [])
            .filter { $0.days.upperBound >= today }
        let isKnown =
            known.count == shared.count
            && known.allSatisfy { work in shared.contains(where: work.isSame) }
        if isKnown { return nil }
        return Overlaps(
            other: other.number,
            version: worksVersion,
            otherVersion: other.worksVersion,
            shared: shared,
            parties: shared.isEmpty ? [] : try parties()
        )
    }

    /// Numbers of the cases that share something with this one, as far as it was told.
    package var neighbourNumbers: [String] {
        neighbours.filter { !$0.shared.isEmpty }.map(\.number)
    }
}
