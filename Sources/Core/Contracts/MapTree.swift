package import Expressions
import Formats
package import Values

/// A compiled map: a tree with the shape of the message it makes, whose leaves are expressions
/// (contracts/LANGUAGE.md, section 5).
package struct MapTree: Sendable {
    let root: MapNode
    /// What its expressions see.
    let environment: Environment

    /// Gives the input as it is, for messages that are canonical already.
    static let identity: MapTree = {
        var environment = Environment()
        for variable in Variable.allCases { environment.declare(variable.name) }
        let span = SourceSpan(file: "canonical/reply.schema.json", line: 1, column: 1)
        // The one-word expression above all environments that declare its name: it cannot fail to compile.
        guard let expression = try? Expression.compile("input", span: span, in: environment) else {
            let null = MapConstant(value: .null, span: span)
            return MapTree(root: .constant(null), environment: environment)
        }
        return MapTree(
            root: .leaf(MapLeaf(expression: expression, target: .any)),
            environment: environment
        )
    }()

    /// The tree as other expressions read it: a notice's body, from which a party's own map makes its message.
    package func expressionValue(_ scope: Scope) throws(MapFaults) -> CELValue {
        var run = MapRun()
        let value = run.expressionValue(root, scope)
        guard run.faults.isEmpty else { throw MapFaults(list: run.faults) }
        return value ?? .map(CELMap(Object()))
    }

    /// The message that the map makes. Throws every fault of it together.
    package func evaluate(_ scope: Scope) throws(MapFaults) -> Value {
        var run = MapRun()
        let value = run.evaluate(root, scope)
        guard run.faults.isEmpty else { throw MapFaults(list: run.faults) }
        return value ?? .object(Object())
    }
}

/// A leaf of a map that gave nothing its place can hold.
package struct MapFault: Error, Sendable, Hashable {
    /// In the message that was being made.
    package var pointer: Pointer
    /// Where the expression stands in the map.
    package var span: SourceSpan
    /// In English, for the engineer.
    package var message: String
}

package struct MapFaults: Error, Sendable, Hashable {
    package var list: [MapFault]
}

/// A node of a map. Its parts are classes, so that a run that visits it copies one reference.
enum MapNode: Sendable {
    case constant(MapConstant)
    case leaf(MapLeaf)
    case object(MapObject)
    case list([MapNode])
    case each(MapEach)
}

/// What is written as it stands: a number or a boolean of the map, or what the schema leaves no choice about.
final class MapConstant: Sendable {
    let value: Value
    let span: SourceSpan
    let place: MapTarget?

    init(value: Value, span: SourceSpan, place: MapTarget? = nil) {
        self.value = value
        self.span = span
        self.place = place
    }
}

final class MapObject: Sendable {
    let members: [Member]
    /// The object is there only where this is met.
    let when: Expression?
    let span: SourceSpan
    let place: MapTarget?

    init(members: [Member], when: Expression?, span: SourceSpan, place: MapTarget?) {
        self.members = members
        self.when = when
        self.span = span
        self.place = place
    }

    struct Member: Sendable {
        var key: String
        /// Where the key stands; for what only the schema gives, the object.
        var keySpan: SourceSpan
        var node: MapNode
        /// Whether the target may be left out; a leaf of optional type is then allowed.
        var isOptional: Bool
    }
}

final class MapLeaf: Sendable {
    let expression: Expression
    let target: LeafTarget
    /// What may stand there; nil where nothing says.
    let place: MapTarget?
    /// What becomes of a value that is too long; without it none may be.
    let fit: Fit?
    /// `$replace`: for a character that the charset lacks.
    let replacement: Replacement?

    init(
        expression: Expression,
        target: LeafTarget,
        place: MapTarget? = nil,
        fit: Fit? = nil,
        replacement: Replacement? = nil
    ) {
        self.expression = expression
        self.target = target
        self.place = place
        self.fit = fit
        self.replacement = replacement
    }

    enum Fit: Sendable {
        /// `$fit: truncate`: cut to the target's length on a character boundary.
        case bytes(Int, Charset), characters(Int)
        /// `$fit: refuse`: the message cannot be made, and a person is told.
        case refuse
    }

    struct Replacement: Sendable {
        var text: String
        var charset: Charset
    }
}

final class MapEach: Sendable {
    let list: Expression
    let element: Local
    let index: Local?
    let body: MapNode
    let when: Expression?
    let span: SourceSpan
    let place: MapTarget?

    init(
        list: Expression,
        element: Local,
        index: Local?,
        body: MapNode,
        when: Expression?,
        span: SourceSpan,
        place: MapTarget?
    ) {
        self.list = list
        self.element = element
        self.index = index
        self.body = body
        self.when = when
        self.span = span
        self.place = place
    }

    /// A name that `$as` or `$index` gives, and its slot.
    struct Local: Sendable {
        var name: String
        var slot: Int
    }
}
