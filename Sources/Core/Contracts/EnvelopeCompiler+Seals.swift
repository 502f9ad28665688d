import Values

/// The steps that take a secret and more than one way to use it.
extension EnvelopeCompiler {
    mutating func sortedFields(
        _ entry: Node.Entry,
        _ reader: inout RuleReader
    ) -> Envelope.SortedFields? {
        let keys = reader.entries(
            entry.value,
            of: "sm3-sorted",
            known: ["of", "with", "skip-empty", "between", "key", "as", "text"]
        )
        let needed = ["of", "skip-empty", "between", "key", "as", "text"]
        guard require(keys, needed, "sm3-sorted", entry.key.span, &reader),
            let text: Envelope.Text = reader.choice(keys["text"], "text"),
            let isSkippingEmpty = reader.flag(keys["skip-empty"], "skip-empty"),
            let between = reader.text(keys["between"], "between"),
            let key = reader.text(keys["key"], "key"),
            let message = operand(keys["of"], &reader)
        else { return nil }
        checkKey(key, keys["key"]?.span ?? entry.key.span, &reader)
        return Envelope.SortedFields(
            message: message,
            more: keys["with"].map { members($0, &reader) } ?? [],
            key: key,
            isSkippingEmpty: isSkippingEmpty,
            between: between,
            text: text
        )
    }

    mutating func cipher(_ entry: Node.Entry, _ reader: inout RuleReader) -> Envelope.Cipher? {
        let keys = reader.entries(
            entry.value,
            of: "sm4-cbc",
            known: ["of", "key", "iv", "as", "text", "assumption"]
        )
        let needed = ["of", "key", "iv", "as", "text"]
        guard require(keys, needed, "sm4-cbc", entry.key.span, &reader),
            let text: Envelope.Text = reader.choice(keys["text"], "text"),
            let key = reader.text(keys["key"], "key"),
            let plain = operand(keys["of"], &reader),
            let node = keys["iv"], let vector = vector(node, &reader)
        else { return nil }
        checkKey(key, keys["key"]?.span ?? entry.key.span, &reader)
        return Envelope.Cipher(
            plain: plain,
            key: key,
            vector: vector,
            text: text,
            assumption: reader.text(keys["assumption"], "assumption")
        )
    }

    /// `prefix`, `{ as: iv, text: hex }` or `{ of: message.nonce, text: ascii }`.
    private mutating func vector(
        _ node: Node,
        _ reader: inout RuleReader
    ) -> Envelope.Cipher.Vector? {
        if node.scalar?.text == "prefix" { return .prefix }
        if let scalar = node.scalar {
            reader.report(
                "LB2017",
                scalar.span,
                "iv is not '\(scalar.text)'",
                hint: "known are prefix, { as: …, text: … } and { of: …, text: … }"
            )
            return nil
        }
        let keys = reader.entries(node, of: "iv", known: ["as", "of", "text"])
        guard require(keys, ["text"], "iv", node.span, &reader) else { return nil }
        if let name = keys["as"], keys["of"] == nil {
            guard let name = reader.text(name, "as"),
                let text: Envelope.Text = reader.choice(keys["text"], "text")
            else { return nil }
            return .named(name, text)
        }
        guard let given = keys["of"], keys["as"] == nil else {
            reader.report("LB2013", node.span, "iv needs either as or of")
            return nil
        }
        guard let operand = operand(given, &reader),
            let text: Envelope.VectorText = reader.choice(keys["text"], "text")
        else { return nil }
        return .given(operand, text)
    }
}
