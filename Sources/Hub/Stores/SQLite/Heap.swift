/// A binary heap: the smallest element comes out first.
struct Heap<Element: Comparable> {
    private var elements: [Element] = []

    var min: Element? { elements.first }

    mutating func push(_ element: Element) {
        elements.append(element)
        var at = elements.count - 1
        while at > 0, elements[at] < elements[(at - 1) / 2] {
            elements.swapAt(at, (at - 1) / 2)
            at = (at - 1) / 2
        }
    }

    mutating func popMin() {
        guard let last = elements.popLast(), !elements.isEmpty else { return }
        elements[0] = last
        var at = 0
        while true {
            var least = at
            for child in (2 * at + 1)...(2 * at + 2)
            where child < elements.count && elements[child] < elements[least] {
                least = child
            }
            if least == at { return }
            elements.swapAt(at, least)
            at = least
        }
    }
}
