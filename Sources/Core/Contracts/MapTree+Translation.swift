package import Expressions
package import Values

extension MapTree {
    /// The tree with the values of its leaves, for a party's own map to read.
    package func expressionValue(
        _ scope: Scope,
        party: Party,
        stamp: MessageStamp,
        name: String
    ) throws(TranslationFault) -> CELValue {
        do throws(MapFaults) {
            return try expressionValue(scope.with(party: party, stamp: stamp))
        } catch {
            throw .ours(error, name)
        }
    }

    /// The hub's own JSON for a party whose contract is `canonical`; `name` is what failures are grouped by.
    package func evaluate(
        _ scope: Scope,
        party: Party,
        stamp: MessageStamp,
        name: String
    ) throws(TranslationFault) -> Value {
        do throws(MapFaults) {
            return try evaluate(scope.with(party: party, stamp: stamp))
        } catch {
            throw .ours(error, name)
        }
    }
}

extension TranslationFault {
    fileprivate static func ours(_ faults: MapFaults, _ name: String) -> TranslationFault {
        TranslationFault(
            stage: .map,
            isTheirs: false,
            problems: faults.list.map { $0.problem(Place($0.pointer)) },
            message: name
        )
    }
}
