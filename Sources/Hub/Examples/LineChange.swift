import Formats

/// A line of two texts that are compared, as a diff shows it.
package struct LineChange: Sendable, Hashable {
    package enum Kind: String, Sendable { case same = " ", removed = "-", added = "+", gap = "@" }

    package var kind: Kind
    /// Without its line end; of a gap nothing.
    package var text: String

    /// Lines around a change that are shown with it.
    private static let around = 2
    /// Longer texts are compared by their bytes alone.
    private static let linesMax = 5000

    /// The changes with what stands around them; nil unless both are texts of which one has several lines, and the
    /// lines differ.
    static func all(from old: [UInt8], to new: [UInt8], _ charset: Charset) -> [LineChange]? {
        guard let before = lines(old, charset), let after = lines(new, charset),
            max(before.count, after.count) > 1, max(before.count, after.count) <= linesMax
        else { return nil }
        let changes = merged(before, after)
        return changes.contains { $0.kind != .same } ? shortened(changes) : nil
    }

    /// A last line end opens no line of its own.
    private static func lines(_ bytes: [UInt8], _ charset: Charset) -> [String]? {
        guard let text = try? charset.decode(bytes) else { return nil }
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0) }
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func merged(_ before: [String], _ after: [String]) -> [LineChange] {
        let difference = after.difference(from: before)
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var result: [LineChange] = []
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if removed.contains(old) {
                result.append(LineChange(kind: .removed, text: before[old]))
                old += 1
            } else if added.contains(new) {
                result.append(LineChange(kind: .added, text: after[new]))
                new += 1
            } else {
                result.append(LineChange(kind: .same, text: before[old]))
                old += 1
                new += 1
            }
        }
        return result
    }

    private static func shortened(_ changes: [LineChange]) -> [LineChange] {
        var isShown = [Bool](repeating: false, count: changes.count)
        for (at, change) in changes.enumerated() where change.kind != .same {
            for near in max(0, at - around)...min(changes.count - 1, at + around) {
                isShown[near] = true
            }
        }
        var result: [LineChange] = []
        for (at, change) in changes.enumerated() {
            if isShown[at] {
                result.append(change)
            } else if result.last?.kind != .gap {
                result.append(LineChange(kind: .gap, text: ""))
            }
        }
        return result
    }
}
