import Expressions
import Formats
import Schemas
import Values

/// Checks what the steps of an envelope read and give (contracts/LANGUAGE.md, section 8).
struct EnvelopeCheck {
    let contract: Contract
    let region: Region
    private(set) var findings = Findings()

    init(contract: Contract, region: Region) {
        self.contract = contract
        self.region = region
    }

    mutating func run(for party: Party) {
        for message in contract.outbound.values.sorted(by: { $0.stem < $1.stem }) {
            check(message.envelope, party, message.codec, fields: message.map.fieldNames)
            check(message.envelope, isInbound: false, message.schema, message.codec)
        }
        for message in contract.inbound {
            check(message.envelope, party, message.codec, fields: [])
            check(message.envelope, isInbound: true, message.schema, message.codec)
        }
    }

    private mutating func check(
        _ envelope: Envelope,
        isInbound: Bool,
        _ schema: Schema,
        _ codec: Codec
    ) {
        let opening = EnvelopeOpening(envelope, isInbound: isInbound)
        // What is no value at all need not travel.
        let spoilt = Set(findings.errors.filter { $0.code < "LB2118" }.map(\.span))
        for found in opening.unreadable + opening.weak where !spoilt.contains(found.span) {
            findings.report(found)
        }
        for step in envelope.steps {
            if case .sm3Sorted(let fields) = step.action { flat(fields, schema, codec) }
        }
    }

    /// Fields are signed one by one, which says nothing of an object or a list.
    private mutating func flat(
        _ fields: Envelope.SortedFields,
        _ schema: Schema,
        _ codec: Codec
    ) {
        let span = fields.message.expression.span
        guard fields.message.name == "body" else {
            findings.report(
                "LB2116",
                span,
                "`sm3-sorted` signs the fields of the message",
                hint: "write of: body, and further values under with:"
            )
            return
        }
        guard codec.isSignable else {
            findings.report(
                "LB2116",
                span,
                "`sm3-sorted` signs fields by name, and these messages are \(codec.format.rawValue)",
                hint: "use sm3 over the body"
            )
            return
        }
        let nested = schema.resolved.properties.filter { property in
            let its = property.schema.resolved
            return its.constant == nil && its.enumeration == nil
                && !its.types.isDisjoint(with: [.object, .array])
        }
        if let first = nested.first {
            findings.report(
                "LB2116",
                span,
                "`sm3-sorted` signs texts and numbers, and '\(first.name)' can be an object or a list",
                hint: "say its type in the schema, or use sm3 over the body"
            )
        }
    }

    private mutating func check(
        _ envelope: Envelope,
        _ party: Party,
        _ codec: Codec,
        fields: Set<String>
    ) {
        var variables: [String: Type] = [
            "party": PlaceTypes.party(party), "message": PlaceTypes.message,
            "sent": PlaceTypes.sent,
        ]
        var given: Set<String> = ["body"]
        for step in envelope.steps {
            for operand in step.action.operands {
                let later = envelope.slots.filter { !given.contains($0.key) }
                if let name = later.keys.sorted().first(where: {
                    operand.expression.reads(envelope.slots[$0])
                }) {
                    findings.report(
                        "LB2117",
                        operand.expression.span,
                        "'\(name)' is given by a later step only",
                        hint: "steps run outward from body: each reads what those before it gave"
                    )
                    continue
                }
                let type = value(operand, TypeScope(envelope.environment, variables))
                if case .headers = step.action { ascii(type, operand) }
            }
            self.step(step, codec, fields: fields)
            for name in step.given {
                if !given.insert(name).inserted {
                    findings.report(
                        "LB2117",
                        step.span,
                        "'\(name)' is given twice",
                        hint: "give the value of this step a name of its own"
                    )
                }
                variables[name] = .string(TextFacts(minLength: 1, repertoire: .ascii))
            }
        }
    }

    /// The type of what a step reads: bytes are made of texts and whole numbers only.
    private mutating func value(_ operand: Envelope.Operand, _ scope: TypeScope) -> Type? {
        let checked = operand.expression.check(scope, as: .value)
        for found in checked.diagnostics { findings.report(found) }
        guard checked.diagnostics.isEmpty else { return nil }
        switch checked.type {
        case .string, .int, .bytes, .dyn: return checked.type
        default:
            findings.report(
                "LB2116",
                operand.expression.span,
                "an envelope carries texts and whole numbers, and this gives \(checked.type)",
                hint: checked.type == .timestamp
                    ? "write date(…, 'epochMillis'), or take the millis of the message" : nil
            )
            return nil
        }
    }

    private mutating func ascii(_ type: Type?, _ operand: Envelope.Operand) {
        guard case .string(let facts)? = type, facts.repertoire != .ascii else { return }
        findings.report(
            "LB2116",
            operand.expression.span,
            facts.values.map { "a header holds ASCII only, and this can be \(Fit.list($0))" }
                ?? "a header holds ASCII only, and nothing says that this is",
            hint: "carry it in the body, or as base64"
        )
    }

    private mutating func step(_ step: Envelope.Step, _ codec: Codec, fields: Set<String>) {
        switch step.action {
        case .headers(let members):
            for member in members where !member.name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
                findings.report(
                    "LB2116",
                    member.operand.expression.span,
                    "the name of a header is ASCII without blanks, and this is '\(member.name)'"
                )
            }
        case .add(let members):
            if codec.format != .json, !codec.takesFields {
                findings.report(
                    "LB2116",
                    step.span,
                    "`add` puts fields into a JSON object, a form or one record of keyvalue, and these messages are \(codec.format.rawValue)",
                    hint: "use headers"
                )
            }
            for member in members where fields.contains(member.name) {
                findings.report(
                    "LB2117",
                    member.operand.expression.span,
                    "the message has a field '\(member.name)' already, which this would replace",
                    hint: "give it here or in the map, not in both"
                )
            }
        case .base64, .sm3, .hmacSM3, .sm3Sorted, .sm4CBC, .wrap, .fresh: break
        }
    }
}

extension MapTree {
    /// The members of the message itself.
    fileprivate var fieldNames: Set<String> {
        if case .object(let object) = root { Set(object.members.map(\.key)) } else { [] }
    }
}
