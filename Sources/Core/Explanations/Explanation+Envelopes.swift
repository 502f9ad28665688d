// What is put around a message: LB2110 to LB2119.
extension Explanation {
    private static let partner = "toy/water/contract.yaml"
    private static let fresh = "- fresh: { of: sent.millis, within: 60s }"

    static let envelopes: [Explanation] = [
        Explanation(
            "LB2110",
            "an envelope is a list of single steps",
            """
            The steps are done in order from the body outward, and undone the other way round. Two in one element have no order, \
            so a signature might be made before or after what it signs.
            """,
            do: "Begin each step with a dash of its own.",
            Example(
                partner,
                wrong: """
                    - headers: { X-Time: sent.millis, X-Sign: mac }
                      fresh: { of: sent.millis, within: 60s }

                    """,
                right: """
                    - headers: { X-Time: sent.millis, X-Sign: mac }
                    - fresh: { of: sent.millis, within: 60s }

                    """
            )
        ),
        Explanation(
            "LB2111",
            "the moment of an attempt flows into the body",
            """
            A message that is sent again must be the same message, byte for byte, or the partner counts two. `sent` differs at \
            each attempt, so it may stand in headers only.
            """,
            do: "Use message.time or message.millis in the body: they belong to the message.",
            Example(
                partner,
                wrong: "- add: { time: sent.millis }",
                right: "- add: { time: message.millis }",
                replacing: fresh
            )
        ),
        Explanation(
            "LB2112",
            "a step that there is not",
            "Steps are base64, sm3, hmac-sm3, sm3-sorted, sm4-cbc, wrap, add, headers and fresh.",
            do: "Choose one of them.",
            Example(partner, wrong: "- hmac-sm: {", right: "- hmac-sm3: {")
        ),
        Explanation(
            "LB2113",
            "a key that the contract does not name",
            "The contract lists the keys that its envelope uses, so that each party is asked for the secret of each.",
            do: "Correct the name, or add it to `keys` of contract.yaml.",
            Example(partner, wrong: "key: sing", right: "key: sign")
        ),
        Explanation(
            "LB2114",
            "a freshness that is no number of seconds",
            "`within` says how old a stamp may be when the broker takes the message.",
            do: "Write a number of seconds from 1 to 86400: 60s.",
            Example(partner, wrong: "within: 5min", right: "within: 60s")
        ),
        Explanation(
            "LB2115",
            "a step without names",
            "`wrap`, `add` and `headers` give several values a name each; one value alone has none.",
            do: "Write `{ name: expression }`.",
            Example(
                partner,
                wrong: "- headers: sent.millis",
                right: "- headers: { X-Time: sent.millis }",
                replacing: fresh
            )
        ),
        Explanation(
            "LB2116",
            "a value that an envelope cannot carry",
            """
            Headers, digests and signatures are made of texts and whole numbers, and a header is ASCII: the first message with \
            anything else would not go out.
            """,
            do: "Carry a Chinese text in the body; of a moment take its milliseconds.",
            Example(
                partner,
                wrong: "- headers: { X-Time: sent.time }",
                right: "- headers: { X-Time: sent.millis }",
                replacing: fresh
            )
        ),
        Explanation(
            "LB2117",
            "a value of an envelope that is not there yet, or there twice",
            "Steps run outward from `body`. Each reads what the steps before it gave, and a name stands for one value only.",
            do: "Put the step that gives the value first; give each value a name of its own.",
            Example(
                partner,
                wrong: "- add: { no: message.id }",
                right: "- add: { id: message.id }",
                replacing: fresh
            )
        ),
        Explanation(
            "LB2118",
            "a value of an envelope that its receiver does not get",
            """
            What a step gives has to travel: a cipher text, an initial vector or a signature that stands in no message helps \
            nobody. Inbound, `message` and `sent` are the sender's own, and the hub knows of them what the message carries.
            """,
            do: "Name the value in wrap, add or headers, as it is.",
            Example(
                partner,
                wrong: "- sm3: { of: body, as: digest, text: hex }",
                right: """
                    - sm3: { of: body, as: digest, text: hex }
                      - headers: { X-Digest: digest }
                    """,
                replacing: fresh
            )
        ),
        Explanation(
            "LB2119",
            "a cipher that is weaker than it looks",
            """
            An initial vector that never changes shows which messages begin alike; a cipher text that no digest or signature \
            covers can be changed on the way without anybody noticing; a message that goes out beside its cipher text is no \
            secret.
            """,
            do: """
                Write `iv: prefix`, add sm3 or hmac-sm3 over body, put the cipher text into wrap. Where the partner's interface \
                is as it is, say so in `assumption` of the step.
                """,
            Example(
                partner,
                wrong: """
                    - sm4-cbc: { of: body, key: sign, iv: prefix, as: cipher, text: base64 }
                    - wrap: { cipher: cipher }

                    """,
                right: """
                    - sm3: { of: body, as: digest, text: hex }
                    - sm4-cbc: { of: body, key: sign, iv: prefix, as: cipher, text: base64 }
                    - wrap: { cipher: cipher, digest: digest }

                    """,
                replacing: """
                    - hmac-sm3: { of: [sent.millis, body], key: sign, as: mac, text: hex }
                    - headers: { X-Time: sent.millis, X-Sign: mac }
                    - fresh: { of: sent.millis, within: 60s }

                    """
            )
        ),
    ]
}
