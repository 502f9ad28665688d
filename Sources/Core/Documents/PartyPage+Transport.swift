import Contracts
import Values

// 通信方式
extension PartyPage {
    mutating func transport() {
        heading("通信方式")
        subheading("队列与交换机", id: "queues")
        html.paragraph(
            "虚拟主机 \(HTML.code(wiring.virtualHost))。贵方使用一个专用账号，只能读自己的队列、写自己的交换机；队列和交换机由平台建立，贵方无须声明。"
        )
        html.table(
            ["用途", "方向", "贵方", "队列", "交换机", "路由键"],
            class: "wide",
            rows: used.map { channel in
                let isRead = channel.way.isToParty
                return [
                    MessageWords.channel(channel.way),
                    isRead ? "平台 → 贵方" : "贵方 → 平台",
                    isRead ? "读队列" : "发布到交换机",
                    HTML.code(channel.queue),
                    "\(HTML.code(channel.exchange))（\(channel.exchangeType)）",
                    channel.routingKey.isEmpty ? "空" : "同队列名",
                ]
            }
        )
        if used.contains(where: { $0.way.isToParty }) { receiving() }
        if used.contains(where: { !$0.way.isToParty }) { sending() }
    }

    /// The channels that some message uses.
    var used: [Wiring.Channel] {
        its.channels.filter { channel in its.messages.contains { $0.channel == channel } }
    }

    private mutating func receiving() {
        subheading("平台所发报文的 AMQP 属性", id: "properties-out")
        let types = its.outbound.map {
            "\(HTML.code($0.type))（\(HTML.escaped($0.title))）"
        }
        let contentTypes = Array(Set(its.outbound.map(\.contentType))).sorted()
        var rows: [[String]] = [
            [HTML.code("message-id"), "32 位小写十六进制。重发的同一报文不变，据此去重"],
            [HTML.code("type"), "报文类型：" + types.joined(separator: "、")],
            [HTML.code("content-type"), contentTypes.map(HTML.code).joined(separator: "、")],
            [HTML.code("correlation-id"), correlation],
            [HTML.code("timestamp"), "报文生成时刻（秒）"], [HTML.code("app-id"), HTML.code("lianban")],
            [HTML.code("delivery-mode"), "2（持久）"],
            ["消息头 " + HTML.code("x-lianban-case"), "20 位办件编号；不属于办件的报文没有"],
            ["消息头 " + HTML.code("traceparent"), "W3C Trace Context，可忽略"],
        ]
        for name in Self.headers(of: its.outbound) {
            rows.append(["消息头 " + HTML.code(name), "见“封装与签名”"])
        }
        html.table(["属性", "内容"], class: "props", rows: rows)
        html.list([
            "请使用手动确认（ack）：报文写入贵方系统后再确认。未确认而断开的报文会重新投递。",
            "同一队列中同一办件的报文按先后次序发送，前一份得到消息服务确认后才发下一份；不同办件、不同队列之间没有次序。",
            "平台保证每份报文至少送达一次；网络中断后可能重复，重复的报文 message-id 和报文体逐字节相同。",
            "确实不能处理的报文请拒绝（nack，requeue=false）：报文经 \(HTML.code(wiring.deadExchange)) 回到平台，由工作人员核查，不会丢失。请勿反复重新入队。",
        ])
    }

    private var correlation: String {
        its.intake.isEmpty
            ? "22 位子件编号；报文不针对某个子件的，为 20 位办件编号" : "20 位办件编号或 22 位子件编号；申报退回为所退申请的 message-id"
    }

    private static func headers(of messages: [InterfaceMessage]) -> [String] {
        var names: [String] = []
        for message in messages {
            for name in message.described?.envelope.headerNames ?? [] where !names.contains(name) {
                names.append(name)
            }
        }
        return names
    }

    private mutating func sending() {
        subheading("贵方所发报文的 AMQP 属性", id: "properties-in")
        let contentTypes = Array(Set(its.inbound.map(\.contentType))).sorted()
        let types = its.inbound.map { "\(HTML.code($0.stem))（\(HTML.escaped($0.title))）" }
        var rows: [[String]] = [
            [HTML.code("message-id"), "必填", "贵方系统内唯一，不超过 255 字节；重发同一报文时不变"],
            [HTML.code("content-type"), "建议", contentTypes.map(HTML.code).joined(separator: "、")],
            [HTML.code("delivery-mode"), "必填", "2（持久）"],
            [
                HTML.code("type"), its.inbound.count > 1 ? "建议" : "选填",
                types.joined(separator: "、"),
            ],
            [HTML.code("timestamp"), "选填", "发送时刻（秒）"],
            [HTML.code("user-id"), "选填", "填写时须与登录账号一致，否则消息服务拒收"],
        ]
        if its.inbound.contains(where: { $0.channel?.way == .replies }) {
            rows.insert(
                [HTML.code("correlation-id"), "建议", "所答工单的 22 位子件编号，或该工单的 message-id"],
                at: 2
            )
        }
        for name in Self.headers(of: its.inbound) {
            rows.append(["消息头 " + HTML.code(name), "必填", "见“封装与签名”"])
        }
        html.table(["属性", "要求", "内容"], class: "props", rows: rows)
        html.list([
            "请启用发布确认（publisher confirm）；收到确认才算送达，未收到的以相同 message-id 重发。",
            "一条消息只放一份报文；不压缩，不使用 content-encoding。",
            "平台以报文所来自的队列识别发送方，报文内不需要也不采信单位名称。",
        ])
    }
}
