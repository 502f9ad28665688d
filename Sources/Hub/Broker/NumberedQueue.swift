/// A first-in-first-out queue whose elements keep the number they got when they came in: 1, 2, 3 …
struct NumberedQueue<Element> {
    private var storage: [Element] = []
    private var head = 0
    /// The number of the oldest element, or of the next one to come when there is none.
    private(set) var firstNumber: UInt64 = 1

    var count: Int { storage.count - head }
    var isEmpty: Bool { head == storage.count }
    /// The number that the next element gets.
    var nextNumber: UInt64 { firstNumber + UInt64(count) }
    var first: Element? { isEmpty ? nil : storage[head] }

    func contains(_ number: UInt64) -> Bool { number >= firstNumber && number < nextNumber }

    /// The element of a number that the queue `contains`.
    subscript(number: UInt64) -> Element {
        get { storage[head + Int(number - firstNumber)] }
        set { storage[head + Int(number - firstNumber)] = newValue }
    }

    mutating func append(_ element: Element) { storage.append(element) }

    mutating func append(contentsOf elements: [Element]) { storage.append(contentsOf: elements) }

    /// Drops the newest element of a queue that is not empty; the next one gets its number.
    mutating func removeLast() { storage.removeLast() }

    /// Takes the oldest element out of a queue that is not empty.
    mutating func removeFirst() -> Element {
        let element = storage[head]
        head += 1
        firstNumber += 1
        if head == storage.count {
            storage.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1024, head * 2 >= storage.count {
            // Moving at most as many as have gone keeps the cost of each removal constant.
            storage.removeFirst(head)
            head = 0
        }
        return element
    }
}
