internal import Values

/// Collects the problems of one message up to a number, so that a hostile message does not cost more than a good one.
struct ProblemList {
    private var list: [Problem] = []
    private let max: Int

    init(max: Int) { self.max = max }

    var isEmpty: Bool { list.isEmpty }
    var isFull: Bool { list.count >= max }
    var all: Problems { Problems(list) }

    mutating func note(_ problem: Problem) {
        if !isFull { list.append(problem) }
    }

    func throwIfAny() throws(Problems) {
        if !list.isEmpty { throw all }
    }
}
