import Formats
import Schemas
import Values

extension Schema {
    /// What is wrong with a decoded message, as its sender is told: one problem for each field, in the order of the
    /// schema, in the field's own words where it has some.
    func complaints(_ violations: [Violation], _ codec: Codec) -> [Problem] {
        var seen: Set<Pointer> = []
        var ranked: [(rank: [Int], at: Int, problem: Problem)] = []
        for (at, violation) in violations.enumerated() where seen.insert(violation.pointer).inserted
        {
            let (rank, field) = locate(violation.pointer)
            var problem = violation.problem.placed(by: codec)
            if let say = field?.say { problem.say = say }
            ranked.append((rank, at, problem))
        }
        ranked.sort { left, right in
            left.rank == right.rank
                ? left.at < right.at : left.rank.lexicographicallyPrecedes(right.rank)
        }
        return ranked.map(\.problem)
    }

    /// The position of a place in the order of the schema, what the schema does not name last; and its schema.
    private func locate(_ pointer: Pointer) -> (rank: [Int], field: Schema?) {
        var rank: [Int] = []
        var here: Schema? = self
        for step in pointer.steps {
            let its = here?.resolved
            if let position = its?.properties.position(of: step) {
                rank.append(position)
                here = its?.properties[step]
            } else if let items = its?.items, let index = Int(step) {
                rank.append(index)
                here = items
            } else {
                rank.append(.max)
                here = nil
            }
        }
        return (rank, here)
    }
}
