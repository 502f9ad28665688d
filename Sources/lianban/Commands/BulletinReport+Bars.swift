import Cases

extension BulletinReport {
    /// One program in a picture: what is closed and what is open of what it received.
    struct Bar: Equatable {
        var label: String
        var closed: String
        var open: String
        var tail: String
    }

    private static let barMax = 40

    /// A bar for each program, none wider than the columns; the program that received most has the longest.
    func bars(columns: Int) -> [Bar] {
        let received = programs.filter { $0.totals.received > 0 }
        let names = received.map {
            printable("\(title(region: $0.key.region)) \(title(program: $0.key.program))")
        }
        let tails = received.map { "  \($0.totals.closed) of \($0.totals.received) closed" }
        let tail = tails.map(displayWidth).max() ?? 0
        let room = max(0, columns - tail - 4)
        let label = min(names.map(displayWidth).max() ?? 0, room * 2 / 3)
        let most = received.map(\.totals.received).max() ?? 1
        let width = min(Self.barMax, room - label)
        return received.indices.map { index in
            let its = received[index].totals
            let name = fitted(names[index], columns: label)
            let whole = Self.share(its.received, of: most, width)
            let closed = Self.share(its.closed, of: its.received, whole)
            let bar = Bar(
                label: "  " + name + spaces(label - displayWidth(name) + 2),
                closed: String(repeating: "█", count: closed),
                open: String(repeating: "░", count: whole - closed),
                tail: tails[index]
            )
            return bar
        }
    }

    /// Something is never shown as nothing, and not all never as all, where the width allows it.
    private static func share(_ part: Int, of whole: Int, _ width: Int) -> Int {
        guard part > 0, whole > 0, width > 0 else { return 0 }
        guard part < whole else { return width }
        let exact = Int(Double(part) / Double(whole) * Double(width) + 0.5)
        return max(1, min(exact, width - 1))
    }
}
