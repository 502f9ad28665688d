import Contracts
import Values

/// The steps of an envelope in Chinese.
struct EnvelopeWords {
    /// The party's parameters have titles of their own.
    let parameters: [String: String]

    func title(of kind: EnvelopeTrace.Kind) -> String {
        switch kind {
        case .base64: "Base64 编码"
        case .sm3: "计算 SM3 摘要"
        case .hmacSM3: "计算 HMAC-SM3 签名"
        case .sm3Sorted: "按字段名排序计算 SM3 签名"
        case .sm4CBC: "SM4-CBC 加密"
        case .wrap: "外包一层 JSON 对象"
        case .add: "在报文中追加字段"
        case .headers: "写入 AMQP 消息头"
        case .fresh: "核对时间戳（接收时）"
        }
    }

    func name(of part: EnvelopeTrace.Part) -> String {
        let operand = part.operand
        switch operand {
        case "body": return "报文体原文（未封装的全部字节）"
        case "sent.millis": return "发送时刻，1970-01-01T00:00:00Z 起的毫秒数"
        case "sent.time": return "发送时刻"
        case "message.millis": return "报文生成时刻的毫秒数"
        case "message.time": return "报文生成时刻"
        case "message.nonce": return "随机串，16 位小写十六进制"
        case "message.id": return "报文标识（message-id）"
        default: break
        }
        if operand.hasPrefix("party.") {
            let parameter = String(operand.dropFirst("party.".count))
            return parameters[parameter] ?? parameter
        }
        if part.isLiteral { return part.bytes == [0x0A] ? "一个换行符（0A）" : "固定文本" }
        return "前面步骤得到的 \(operand)"
    }

    func instruction(_ step: EnvelopeTrace.Step) -> String {
        let result = step.name.map { "，记作 \($0)" } ?? ""
        let input =
            step.parts.count == 1
            ? "对“\(name(of: step.parts[0]))”" : "把下列各项的字节依次相连，对相连后的内容"
        switch step.kind {
        case .base64: return "\(input)作标准 Base64 编码（RFC 4648，带填充，不换行）\(result)。"
        case .sm3(let text):
            return "\(input)计算 SM3（GB/T 32905—2016），结果写成\(Self.form(text))\(result)。"
        case .hmacSM3(let key, let text):
            return "\(input)以密钥 \(key) 计算 HMAC-SM3（GB/T 15852.2），结果写成\(Self.form(text))\(result)。"
        case .sm3Sorted(let key, let isSkippingEmpty, let between, let text):
            let skipped = isSkippingEmpty ? "去掉值为空（空字符串或 null）的字段，" : "值为空的字段也参加，写成“名称=”，"
            let end = between.isEmpty ? "末尾直接接密钥 \(key)" : "末尾接“\(between)”和密钥 \(key)"
            let more = step.parts.count > 1 ? "并加上下表所列各项，" : ""
            return
                "取报文的全部字段（名称照报文中的写法），\(more)\(skipped)按名称的 ASCII 字节从小到大排列，每个写成“名称=值”，用 & 相连，\(end)，对所得文字的 UTF-8 字节计算 SM3（GB/T 32905—2016），结果写成\(Self.form(text))\(result)。值取转义和 URL 编码之前的原文；数字照报文中的写法，布尔值写 true、false。"
        case .sm4CBC(let key, let vector, let text): return cipher(step, key, vector, text)
        case .wrap: return "生成一个新的 JSON 对象作为报文体，含下列字段，次序如表。"
        case .add: return "在原报文末尾依次追加下列字段（JSON 为键，表单为“键=值”，键值文本为行）。"
        case .headers: return "写入下列 AMQP 消息头（ASCII 文本）。"
        case .fresh(let seconds):
            let stamp = step.parts.first.map { name(of: $0) } ?? ""
            return "接收时核对：“\(stamp)”与消息服务收到报文的时间相差不超过 \(seconds) 秒。"
        }
    }

    /// What the hub does with the step when it takes a message.
    func verification(_ step: EnvelopeTrace.Step) -> String {
        switch step.kind {
        case .base64: return "对 \(step.name ?? "") 作 Base64 解码，得到原文；不能解码的挂起。"
        case .sm4CBC(_, let vector, _):
            let source = step.parts.first.map { name(of: $0) } ?? ""
            let from =
                switch vector {
                case .prefix: "取前 16 字节为初始向量，其余为密文"
                case .named(let name, _): "取 \(name) 为初始向量"
                case .given: "按约定取得初始向量"
                }
            return
                "解码 \(step.name ?? "")，\(from)，解密并去掉填充，得到“\(source)”。解不开、填充不对、解密后的内容与摘要或签名不符的，都按同一种错误挂起，不说明是哪一种。"
        case .sm3, .hmacSM3, .sm3Sorted:
            return "用收到的内容按同样步骤重新计算 \(step.name ?? "")，与报文所带的逐字节比较（固定时间比较）；不一致的挂起。"
        case .wrap, .add:
            return "读取并去掉 \(step.parts.compactMap(\.name).joined(separator: "、")) 字段；缺少任一字段的挂起。"
        case .headers:
            return
                "读取消息头 \(step.parts.compactMap(\.name).joined(separator: "、"))（名称不分大小写）；缺少任一消息头，或其取值与约定参数不符的，挂起。"
        case .fresh(let seconds):
            return "时间戳应为毫秒数，与消息服务收到报文的时间相差不超过 \(seconds) 秒，否则挂起。报文在队列中等待平台处理的时间不计在内。"
        }
    }

    private func cipher(
        _ step: EnvelopeTrace.Step,
        _ key: String,
        _ vector: EnvelopeTrace.Vector,
        _ text: Envelope.Text
    ) -> String {
        let source = step.parts.first.map { name(of: $0) } ?? ""
        let result = step.name.map { "，记作 \($0)" } ?? ""
        let own = "初始向量为 16 字节，每份报文不同，发送前不可预测（贵方可用密码学安全的随机数）"
        let written = "密文写成\(Self.form(text))\(result)"
        let rest =
            switch vector {
            case .prefix: "\(own)，放在密文之前；二者的字节相连后写成\(Self.form(text))\(result)。"
            case .named(let name, let form): "\(own)，写成\(Self.form(form))，记作 \(name)。\(written)。"
            case .given(let form):
                "初始向量取“\(step.parts.last.map { self.name(of: $0) } ?? "")”，\(Self.form(form))。\(written)。"
            }
        return
            "以密钥 \(key)（16 字节）对“\(source)”作 SM4 加密（GB/T 32907—2016，CBC 模式；PKCS#7 填充：补 1 至 16 个字节，每个字节的值等于所补的个数）。\(rest)"
    }

    private static func form(_ text: Envelope.VectorText) -> String {
        switch text {
        case .hex: "由 32 位十六进制解码得 16 字节"
        case .base64: "由 Base64 解码得 16 字节"
        case .ascii: "16 个 ASCII 字符即 16 字节"
        }
    }

    private static func form(_ text: Envelope.Text) -> String {
        switch text {
        case .hex: "小写十六进制"
        case .HEX: "大写十六进制"
        case .base64: "Base64"
        }
    }
}
