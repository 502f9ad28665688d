import Formats
import Values

/// Compiles `answer.map.yaml`: how a party answers an order, for the simulator.
struct AnswerCompiler {
    let shared: SharedContracts
    /// Nil for the hub's own JSON, which no region changes.
    let base: Dialect.Base?
    let codes: [String: CodeTable]

    mutating func compile(
        _ stem: String,
        _ node: Node,
        _ reply: InboundMessage,
        _ reader: inout RuleReader
    ) -> AnswerMessage? {
        let keys = reader.entries(
            node,
            of: "an answer",
            known: ["let", "body", "states", "refusal"] + RuleReader.provenanceKeys
        )
        guard let body = keys["body"], let names = reader.texts(keys["states"], "states") else {
            reader.report("LB2013", node.span, "an answer needs states and body")
            return nil
        }
        let base =
            base
            ?? Dialect.Base(
                calendar: WorkCalendar(name: "none", years: [:]),
                titles: shared.titles,
                leads: [:],
                region: "",
                code: ""
            )
        let dialect = Dialect(
            base: base,
            codes: codes,
            lets: keys["let"],
            schema: shared.application,
            &reader
        )
        var compiler = MapCompiler(
            dialect: dialect,
            view: .answer,
            target: .schema(reply.schema),
            charset: reply.codec.charset
        )
        let tree = compiler.compile(body)
        reader.report(compiler.reader.diagnostics)
        guard let tree else { return nil }
        return AnswerMessage(
            stem: stem,
            states: names.compactMap { reader.milestone($0, node.span) },
            refusal: reader.text(keys["refusal"], "refusal").flatMap {
                reader.milestone($0, node.span)
            },
            map: tree,
            reply: reply
        )
    }
}
