import Contracts
import Formats
import Schemas
import Values

// 封装与签名
extension PartyPage {
    mutating func envelope() {
        guard its.isSigned else { return }
        heading("封装与签名")
        let words = EnvelopeWords(
            parameters: Dictionary(
                its.contracts.flatMap { contract in
                    contract.parameters.map { ($0.key, $0.value.title ?? $0.key) }
                },
                uniquingKeysWith: { first, _ in first }
            )
        )
        if let message = its.outbound.first(where: { Self.isSealed($0) && !$0.samples.isEmpty }) {
            subheading("平台发送（贵方验签）", id: "seal")
            html.paragraph("平台对发给贵方的下列报文依次执行：\(Self.titles(its.outbound))。")
            worked(message, words)
            html.paragraph(
                message.described?.envelope.isFresh == true
                    ? "时间戳和签名属于每一次发送：同一报文重发时，报文体不变，时间戳和签名重新生成。"
                    : "同一报文重发时，报文体和消息头逐字节相同。",
                class: "soft"
            )
        }
        if let message = its.inbound.first(where: { Self.isSealed($0) && !$0.samples.isEmpty }) {
            subheading("贵方发送（平台验签）", id: "verify")
            html.paragraph("贵方对下列报文按同样步骤签名：\(Self.titles(its.inbound))。平台收到后依次核对：")
            verification(message, words)
            worked(message, words)
        }
        html.paragraph("密钥由双方线下交换，分别保管，不写入报文、日志和本说明；更换密钥须提前约定切换时间。")
    }

    private static func isSealed(_ message: InterfaceMessage) -> Bool {
        message.described?.envelope.isEmpty == false
    }

    private static func titles(_ messages: [InterfaceMessage]) -> String {
        messages.filter(isSealed).map { HTML.escaped($0.title) }.joined(separator: "、")
    }

    /// An invented key: long enough to look like one, and none that anybody could use by mistake.
    static let exampleKey = "example-key-not-for-production"

    /// The key of the example of GB/T 32907.
    static let exampleCipherKey = "0123456789abcdeffedcba9876543210"

    private static func exampleKey(_ name: String, _ envelope: Envelope) -> String {
        envelope.cipherKeyNames.contains(name) ? exampleCipherKey : exampleKey
    }

    /// The keys of a worked example and how each is used.
    private static func keys(_ envelope: Envelope) -> String {
        var used: [String] = []
        for name in envelope.keyNames where !used.contains(name) { used.append(name) }
        let isOnly = used.count == 1
        return used.map { name in
            let its = isOnly ? "密钥" : "密钥 \(HTML.code(name)) "
            let use = envelope.cipherKeyNames.contains(name) ? "十六进制，解码为 16 字节后使用" : "按 ASCII 字节使用"
            return "\(its)为虚构的 \(HTML.code(exampleKey(name, envelope)))（\(use)）"
        }.joined(separator: "，")
    }

    private func trace(_ message: InterfaceMessage) -> EnvelopeTrace? {
        guard let envelope = message.described?.envelope, let sample = message.samples.first else {
            return nil
        }
        return try? envelope.trace(
            sample.content,
            party: its.party,
            stamp: MessageStamp(
                id: String(Fingerprint.hex(of: sample.content).prefix(32)),
                time: sample.sentAt
            ),
            sentAt: sample.sentAt,
            keys: { Array(Self.exampleKey($0, envelope).utf8) }
        )
    }

    private mutating func verification(_ message: InterfaceMessage, _ words: EnvelopeWords) {
        guard let trace = trace(message) else { return }
        // Headers are read first, the wrapping is undone next, then everything is compared.
        let headers = trace.steps.filter { $0.kind == .headers }
        let others = trace.steps.filter { $0.kind != .headers }
        let ordered =
            headers + others.filter(\.isWrapping).reversed() + others.filter { !$0.isWrapping }
        html.list(ordered.map { HTML.escaped(words.verification($0)) }, isOrdered: true)
    }

    private mutating func worked(_ message: InterfaceMessage, _ words: EnvelopeWords) {
        guard let trace = trace(message), let sample = message.samples.first,
            let envelope = message.described?.envelope
        else { return }
        let keys = Self.keys(envelope)
        html.raw("<h4>步骤与算例</h4>")
        html.paragraph(
            "以 \(HTML.escaped(message.title)) 示例 1（<a href=\"\(sample.file)\">\(sample.file)</a>）的报文体为例\(keys.isEmpty ? "" : "；\(keys)，仅供核对程序")。"
        )
        html.paragraph("报文体原文（\(sample.content.count) 字节）：")
        html.preformatted(Self.shown(sample.content))
        // A sender has no stamp to check.
        let steps = trace.steps.filter { message.isToParty || !$0.isCheck }
        for (at, step) in steps.enumerated() {
            html.raw("<h4>第 \(at + 1) 步　\(words.title(of: step.kind))</h4>")
            html.paragraph(HTML.escaped(words.instruction(step)))
            if let assumption = step.assumption {
                html.paragraph("推定：\(HTML.escaped(assumption))")
                assumptions.append("加密：\(assumption)")
            }
            operands(of: step, words)
            if let result = step.result {
                html.paragraph("结果 \(HTML.code(step.name ?? ""))：")
                html.preformatted(Self.shown(result))
            }
        }
        if trace.body != sample.content {
            html.paragraph("最终报文体（\(trace.body.count) 字节）：")
            html.preformatted(Self.shown(trace.body))
        }
        if !trace.headers.isEmpty {
            html.paragraph("最终消息头：")
            html.preformatted(
                trace.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
            )
        }
    }

    private mutating func operands(of step: EnvelopeTrace.Step, _ words: EnvelopeWords) {
        switch step.kind {
        case .wrap, .add, .headers:
            html.table(
                ["名称", "来源", "本例取值"],
                rows: step.parts.map {
                    [
                        HTML.code($0.name ?? ""), HTML.escaped(words.name(of: $0)),
                        HTML.code(Self.shown($0.bytes)),
                    ]
                }
            )
        case .sm3Sorted(let key, _, _, _): sorted(step, key, words)
        case .sm4CBC:
            html.paragraph("密钥（16 字节）：\(HTML.code(Self.exampleCipherKey))；初始向量（16 字节）：")
            html.preformatted(HexText.bytes(step.vector ?? [], max: 16))
        case .sm3, .hmacSM3, .base64:
            guard step.parts.count > 1 else { return }
            html.table(
                ["次序", "内容", "本例取值", "字节数"],
                rows: step.parts.enumerated().map { at, part in
                    let isBody = part.operand == "body"
                    return [
                        "\(at + 1)", HTML.escaped(words.name(of: part)),
                        isBody ? "见上" : HTML.code(Self.escaped(part.bytes)), "\(part.bytes.count)",
                    ]
                }
            )
            let joined = step.parts.flatMap(\.bytes)
            html.paragraph("相连后的待计算内容（\(joined.count) 字节，换行写作 \\n）：")
            html.preformatted(Self.escaped(joined))
            html.paragraph("其前 32 字节：\(HTML.code(HexText.bytes(joined, max: 32)))", class: "soft")
        case .fresh: break
        }
    }

    private mutating func sorted(
        _ step: EnvelopeTrace.Step,
        _ key: String,
        _ words: EnvelopeWords
    ) {
        if step.parts.count > 1 {
            html.table(
                ["名称", "来源", "本例取值"],
                rows: step.parts.dropFirst().map {
                    [
                        HTML.code($0.name ?? ""), HTML.escaped(words.name(of: $0)),
                        HTML.code(Self.shown($0.bytes)),
                    ]
                }
            )
        }
        let signed = (step.signed ?? []) + Array(Self.exampleKey.utf8)
        html.paragraph("排序、相连并接上密钥后的待计算内容（\(signed.count) 字节）：")
        html.preformatted(Self.escaped(signed))
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self) ?? HexText.bytes(bytes, max: bytes.count)
    }

    /// With line ends visible.
    private static func escaped(_ bytes: [UInt8]) -> String {
        var result = ""
        for scalar in shown(bytes).unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension EnvelopeTrace.Step {
    /// Whether it only says what a receiver checks.
    fileprivate var isCheck: Bool { if case .fresh = kind { true } else { false } }

    /// Whether a receiver undoes it, outermost first.
    fileprivate var isWrapping: Bool {
        switch kind {
        case .wrap, .add, .base64, .sm4CBC: true
        default: false
        }
    }
}
