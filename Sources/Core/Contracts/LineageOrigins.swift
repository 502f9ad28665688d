import Expressions
import Formats
import Schemas
package import Values

extension Lineage {
    /// A field of a received message that a canonical field comes from.
    package struct Origin: Sendable {
        /// `<contract>/<stem>` of the message that brings it.
        package var message: String
        package var kind: InboundMessage.Kind
        /// The party that sends the message.
        package var party: String
        /// In that message: `input.number`.
        package var source: Source
        package var title: String?
        /// The place in the words of the wire.
        package var wire: String
        /// The leaf of the inbound map.
        package var span: SourceSpan
        package var via: [String]
    }

    /// The fields of received messages that a canonical field comes from: of the application and its updates for
    /// `app`, of the parties' replies for `reply`, none for what the hub itself makes.
    package func origins(of source: Source, in program: String) -> [Origin] {
        guard let (region, program) = catalogue.program(program) else { return [] }
        return LineageOrigins(catalogue, region, program).all(of: source)
    }

    /// The title of a canonical field, of the list where it has none itself.
    package func title(of source: Source) -> String? {
        switch source.root {
        case .app: catalogue.application.title(of: Pointer(source.path))
        case .reply: catalogue.canonicalReply.schema.title(of: Pointer(source.path))
        default: nil
        }
    }
}

/// Goes back from the canonical model through the inbound maps.
struct LineageOrigins {
    typealias Source = Lineage.Source

    private let catalogue: Catalogue
    private let region: Region
    private let program: Program
    private let facts: LineageFacts

    init(_ catalogue: Catalogue, _ region: Region, _ program: Program) {
        self.catalogue = catalogue
        self.region = region
        self.program = program
        facts = LineageFacts(catalogue, region, program)
    }

    func all(of source: Source) -> [Lineage.Origin] {
        switch source.root {
        case .app:
            return program.contract.inbound.flatMap { message in
                program.intake.flatMap { party -> [Lineage.Origin] in
                    switch message.kind {
                    case .application: return origins(source.path, in: message, of: party)
                    case .update:
                        return origins(["merge"] + source.path, in: message, of: party)
                            + origins(source.path, in: message, of: party)
                    case .withdrawal, .reply: return []
                    }
                }
            }
        case .reply:
            return parties.flatMap { party in
                catalogue.replies(of: party, in: region).flatMap {
                    origins(source.path, in: $0, of: party.name)
                }
            }
        default: return []
        }
    }

    private var parties: [Party] {
        var names: [String] = []
        for item in program.items { names.join(facts.parties(item.party).names) }
        return names.compactMap { region.party($0) }
    }

    private func origins(
        _ path: [String],
        in message: InboundMessage,
        of party: String
    ) -> [Lineage.Origin] {
        let names = [Variable.input.name: LineageFlow(root: .input)]
        var reader = LineageReader(facts, names)
        var steps = path[...]
        // One message may tell of several items.
        if message.kind == .reply, case .each = message.map.root {
            steps = [Source.anyElement] + steps
        }
        var result: [Lineage.Origin] = []
        for (flow, span) in leaves(message.map.root, steps, &reader) {
            for source in facts.values(of: flow) where source.root == .input {
                let pointer = Pointer(source.path)
                result.append(
                    Lineage.Origin(
                        message: message.name,
                        kind: message.kind,
                        party: party,
                        source: source,
                        title: message.schema.title(of: pointer),
                        wire: message.codec.place(of: pointer).wire,
                        span: span,
                        via: flow.via
                    )
                )
            }
        }
        return result
    }

    /// The leaves at and below a place of the map's message.
    private func leaves(
        _ node: MapNode,
        _ path: ArraySlice<String>,
        _ reader: inout LineageReader
    ) -> [(LineageFlow, SourceSpan)] {
        switch node {
        case .constant: return []
        case .leaf(let leaf):
            var flow = reader.read(leaf.expression)
            for step in path {
                flow =
                    step == Source.anyElement
                    ? facts.element(of: flow) : facts.member(step, of: flow)
            }
            return [(flow, leaf.expression.span)]
        case .object(let object):
            let name = path.first
            let fitting = object.members.filter { name == nil || $0.key == name }
            return fitting.flatMap { leaves($0.node, path.dropFirst(), &reader) }
        case .list(let nodes): return nodes.flatMap { leaves($0, path.dropFirst(), &reader) }
        case .each(let each):
            let element = facts.element(of: reader.read(each.list))
            var inner = reader.naming([each.element.name: element])
            return leaves(each.body, path.dropFirst(), &inner)
        }
    }
}
