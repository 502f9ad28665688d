extension TextFacts {
    /// More values than this are not followed one by one.
    static let valuesMax = 4096

    /// What holds for every text of both kinds.
    package func joined(with other: TextFacts) -> TextFacts {
        if self == other { return self }
        if let mine = values, let its = other.values, mine.count + its.count <= Self.valuesMax {
            return TextFacts(values: mine + its)
        }
        var joined = TextFacts(
            minLength: min(minLength, other.minLength),
            maxLength: maxLength.flatMap { mine in other.maxLength.map { max(mine, $0) } },
            repertoire: max(repertoire, other.repertoire)
        )
        joined.pattern = pattern == other.pattern ? pattern : nil
        joined.format = format == other.format ? format : nil
        return joined
    }

    /// What holds for a text that is of both kinds; nil where there is none.
    package func narrowed(to other: TextFacts) -> TextFacts? {
        if let mine = values { return only(mine.filter(other.admits)) }
        if let its = other.values { return only(its.filter(admits)) }
        var narrowed = self
        narrowed.minLength = max(minLength, other.minLength)
        narrowed.maxLength = [maxLength, other.maxLength].compactMap { $0 }.min()
        narrowed.repertoire = min(repertoire, other.repertoire)
        narrowed.pattern = pattern ?? other.pattern
        narrowed.format = format ?? other.format
        if let most = narrowed.maxLength, most < narrowed.minLength { return nil }
        return narrowed
    }

    private func only(_ values: [String]) -> TextFacts? {
        guard !values.isEmpty else { return nil }
        var facts = TextFacts(values: values)
        facts.pattern = pattern
        facts.format = format
        return facts
    }

    /// Whether a text can be one of these, as far as values, length and characters say.
    package func admits(_ text: String) -> Bool {
        if let values { return values.contains { ExactText.equal($0, text) } }
        let count = text.unicodeScalars.count
        if count < minLength || count > maxLength ?? .max { return false }
        return repertoire == .any || text.utf8.allSatisfy { $0 < 0x80 }
    }

    /// Texts of these followed by texts of those.
    func followed(by other: TextFacts) -> TextFacts {
        if let mine = values, let its = other.values, mine.count * its.count <= Self.valuesMax {
            return TextFacts(values: mine.flatMap { first in its.map { first + $0 } })
        }
        return TextFacts(
            minLength: minLength.addingOrMax(other.minLength),
            maxLength: maxLength.flatMap { mine in other.maxLength.map(mine.addingOrMax) },
            repertoire: max(repertoire, other.repertoire)
        )
    }

    /// Texts as long as these in the same characters, of which no more is known.
    var shape: TextFacts {
        TextFacts(minLength: minLength, maxLength: maxLength, repertoire: repertoire)
    }
}

extension Int {
    fileprivate func addingOrMax(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
