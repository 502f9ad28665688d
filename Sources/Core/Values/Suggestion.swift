/// The known word that the writer of a misspelt one most likely meant, or nil where none is near enough to be a slip
/// of the hand: one difference in a word of up to five characters, two up to eight, three in longer ones.
package func nearest(to word: String, among known: some Sequence<String>) -> String? {
    let written = Array(word.lowercased().unicodeScalars)
    // Nobody misspells a name this long, and the distance takes the square of its length.
    guard (1...100).contains(written.count) else { return nil }
    let allowed = max(1, min(3, written.count / 3))
    var best: (distance: Int, name: String)?
    for candidate in known {
        let scalars = Array(candidate.lowercased().unicodeScalars)
        guard abs(scalars.count - written.count) <= allowed else { continue }
        let found = (distance: distance(written, scalars), name: candidate)
        guard found.distance <= allowed else { continue }
        // The alphabet decides between equals, so that the same text always gets the same hint.
        if let known = best, known <= found { continue }
        best = found
    }
    return best?.name
}

/// A diagnostic's hint that names the word nearest to a misspelt one: `did you mean 'phone'?`.
package func didYouMean(_ word: String, among known: some Sequence<String>) -> String? {
    nearest(to: word, among: known).map { "did you mean '\($0)'?" }
}

/// Insertions, removals, replacements and swaps of neighbours (optimal string alignment).
private func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var before = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 1...a.count {
        var current = [i] + [Int](repeating: 0, count: b.count)
        for j in 1...b.count {
            let cost = a[i - 1] == b[j - 1] ? 0 : 1
            current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                current[j] = min(current[j], before[j - 2] + 1)
            }
        }
        (before, previous) = (previous, current)
    }
    return previous[b.count]
}
