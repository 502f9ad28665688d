import Expressions
import Values

/// Whether a receiver can open an envelope with what travels, and whether a cipher in it keeps what it promises.
struct EnvelopeOpening {
    private let envelope: Envelope
    private let isInbound: Bool
    /// What stands in headers, around the message or in it, by the names of the values.
    private let carried: Set<String>

    init(_ envelope: Envelope, isInbound: Bool) {
        self.envelope = envelope
        self.isInbound = isInbound
        carried = envelope.steps.reduce(into: []) { names, step in
            if step.action.isCarrying { names.formUnion(step.action.operands.compactMap(\.name)) }
        }
    }

    /// What a receiver needs and does not get.
    var unreadable: [Diagnostic] {
        var found: [Diagnostic] = []
        for (at, step) in envelope.steps.enumerated() {
            if let source = step.action.source, envelope.slots[source.name ?? ""] == nil {
                found.append(
                    diagnostic(
                        "LB2118",
                        source.expression.span,
                        "what this gives cannot be put back where it came from",
                        "of names body, or the value of an earlier step"
                    )
                )
            }
            for name in step.given where !isNeeded(name, after: at) {
                found.append(
                    diagnostic(
                        "LB2118",
                        step.span,
                        "'\(name)' is in no message: its receiver does not get it",
                        "put it into wrap, add or headers"
                    )
                )
            }
            found += isInbound ? unknown(to: step) : []
        }
        return found
    }

    /// What was computed is carried, or goes into something that is: an initial vector as it is, a cipher text or
    /// Base64 into another one, a digest into anything.
    private func isNeeded(_ name: String, after at: Int) -> Bool {
        if carried.contains(name) { return true }
        if name != envelope.steps[at].name { return false }
        if envelope.steps[at].action.source != nil {
            return envelope.steps[(at + 1)...].contains { $0.action.source?.name == name }
        }
        return envelope.steps.contains { step in
            step.action.operands.contains { $0.expression.reads(envelope.slots[name]) }
        }
    }

    /// `message` and `sent` are the sender's: the hub knows of them what the message carries.
    private func unknown(to step: Envelope.Step) -> [Diagnostic] {
        step.action.operands.filter { operand in
            let readsOurs = [Variable.message, .sent].contains {
                operand.expression.reads($0.rawValue)
            }
            return readsOurs && !carried.contains(operand.name ?? "")
        }
        .map {
            diagnostic(
                "LB2118",
                $0.expression.span,
                "inbound, '\($0.expression.text)' is what the sender put there, and no message carries it",
                "put it into wrap, add or headers as it is"
            )
        }
    }

    /// Ciphers that show or let through more than they seem to, where the contract does not say why.
    var weak: [Diagnostic] {
        envelope.steps.flatMap { step -> [Diagnostic] in
            guard case .sm4CBC(let cipher) = step.action, cipher.assumption == nil else {
                return []
            }
            var found: [Diagnostic] = []
            if let given = cipher.vector.given, !isVarying(given) {
                found.append(
                    diagnostic(
                        "LB2119",
                        given.expression.span,
                        "this initial vector is the same for every message, which shows who has the same beginning",
                        "write iv: prefix; where the partner cannot, say so in assumption:"
                    )
                )
            }
            let chain = chain(of: step)
            if !isProven(chain) {
                found.append(
                    diagnostic(
                        "LB2119",
                        step.span,
                        "nothing proves that the cipher text is what was sent",
                        "add sm3 or hmac-sm3 over body; where the partner cannot, say so in assumption:"
                    )
                )
            }
            if chain.contains("body"), !envelope.steps.contains(where: { $0.action.isWrapping }) {
                found.append(
                    diagnostic(
                        "LB2119",
                        step.span,
                        "the message itself goes out beside its cipher text",
                        "put the cipher text into wrap, which takes the place of the message"
                    )
                )
            }
            return found
        }
    }

    private func isVarying(_ vector: Envelope.Operand) -> Bool {
        vector.expression.reads(Variable.message.rawValue)
            || vector.expression.reads(Variable.sent.rawValue)
            || envelope.slots.values.contains { vector.expression.reads($0) }
    }

    /// A cipher text and what it was made of, down to `body`.
    private func chain(of step: Envelope.Step) -> Set<String> {
        var chain: Set<String> = []
        var next = step.name
        while let name = next, chain.insert(name).inserted {
            next = envelope.steps.first { $0.name == name }?.action.source?.name
        }
        return chain
    }

    private func isProven(_ chain: Set<String>) -> Bool {
        envelope.steps.contains { step in
            step.action.isProof
                && chain.contains { name in
                    step.action.operands.contains { $0.expression.reads(envelope.slots[name]) }
                }
        }
    }

    private func diagnostic(
        _ code: String,
        _ span: SourceSpan,
        _ message: String,
        _ hint: String
    ) -> Diagnostic {
        Diagnostic(code: code, span: span, message: message, hint: hint)
    }
}

extension Envelope.Action {
    fileprivate var isCarrying: Bool {
        switch self {
        case .wrap, .add, .headers: true
        default: false
        }
    }

    fileprivate var isWrapping: Bool { if case .wrap = self { true } else { false } }

    fileprivate var isProof: Bool {
        switch self {
        case .sm3, .hmacSM3, .sm3Sorted: true
        default: false
        }
    }

    /// What the receiver gets back by undoing the step.
    fileprivate var source: Envelope.Operand? {
        switch self {
        case .base64(let operand): operand
        case .sm4CBC(let cipher): cipher.plain
        default: nil
        }
    }
}
