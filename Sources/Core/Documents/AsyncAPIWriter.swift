import Contracts
import Formats
import Values

/// Writes one AsyncAPI 3.0 document for a region. The application that it describes is the partner: what the hub
/// publishes it receives, what the hub reads it sends.
struct AsyncAPIWriter {
    private let region: Region
    private let wiring: Wiring
    private var channels = Object()
    private var operations = Object()
    private var messages = Object()
    private var schemas = Object()

    static func write(
        _ region: Region,
        _ interfaces: [PartyInterface],
        _ wiring: Wiring,
        _ meanings: CodeMeanings
    ) -> Value {
        var writer = AsyncAPIWriter(region: region, wiring: wiring)
        for its in interfaces { writer.add(its, meanings) }
        return writer.document
    }

    private init(region: Region, wiring: Wiring) {
        self.region = region
        self.wiring = wiring
    }

    private var document: Value {
        [
            "asyncapi": "3.0.0",
            "info": [
                "title": .string("\(region.title)水电气热网联合报装“一件事”消息接口"),
                "version": .string(region.digest),
                "description": .string(
                    "本文件以合作方（公用企业、审批部门、统一受理系统）为“应用”：action 为 receive 的，由合作方从队列读取平台所发报文；"
                        + "action 为 send 的，由合作方向自己的交换机发布报文。每个合作方只使用名称以其代码开头的操作。"
                        + "version 为契约内容摘要的前 12 位，契约改变则版本改变。各报文的中文字段说明见同目录下各合作方的 index.html。"
                ),
            ],
            "defaultContentType": "application/json; charset=UTF-8",
            "servers": ["hub": server],
            "channels": .object(channels),
            "operations": .object(operations),
            "components": [
                "messages": .object(messages),
                "schemas": .object(schemas),
                "securitySchemes": [
                    "account": [
                        "type": "userPassword",
                        "description": "每个合作方一个账号，只能读自己的队列、写自己的交换机；账号和口令由平台运维单独交付，不在本文件内。",
                    ]
                ],
            ],
        ]
    }

    private var server: Value {
        [
            "host": "{host}:{port}",
            "pathname": .string("/\(wiring.virtualHost)"),
            "protocol": "amqps",
            "protocolVersion": "0-9-1",
            "description": "RabbitMQ。主机和端口在联调前由平台运维提供，此处为占位。",
            "variables": [
                "host": ["default": "broker.example", "description": "消息服务主机"],
                "port": ["default": "5671", "description": "TLS 端口"],
            ],
            "security": [["$ref": "#/components/securitySchemes/account"]],
        ]
    }

    // MARK: Parties

    private mutating func add(_ its: PartyInterface, _ meanings: CodeMeanings) {
        for channel in its.channels {
            let mine = its.messages.filter { $0.channel == channel }
            guard !mine.isEmpty else { continue }
            let name = "\(its.party.name).\(channel.way.rawValue)"
            var references = Object()
            var subset: [Value] = []
            for message in mine {
                let key = "\(its.party.name).\(message.id)"
                references[message.id] = ["$ref": .string("#/components/messages/\(key)")]
                subset.append(["$ref": .string("#/channels/\(name)/messages/\(message.id)")])
                messages[key] = self.message(message, key: key, its, meanings)
            }
            channels[name] = self.channel(channel, its.party, references)
            let action = channel.way.isToParty ? "receive" : "send"
            operations["\(its.party.name).\(action).\(channel.way.rawValue)"] =
                operation(channel, name: name, its.party, subset)
        }
    }

    private func channel(
        _ channel: Wiring.Channel,
        _ party: Party,
        _ references: Object
    ) -> Value {
        let isRead = channel.way.isToParty
        let queue: Value = [
            "is": "queue",
            "queue": [
                "name": .string(channel.queue), "durable": true, "exclusive": false,
                "autoDelete": false, "vhost": .string(wiring.virtualHost),
            ],
            "bindingVersion": "0.3.0",
        ]
        let exchange: Value = [
            "is": "routingKey",
            "exchange": [
                "name": .string(channel.exchange), "type": .string(channel.exchangeType),
                "durable": true, "autoDelete": false, "vhost": .string(wiring.virtualHost),
            ],
            "bindingVersion": "0.3.0",
        ]
        return [
            "address": .string(isRead ? channel.queue : channel.exchange),
            "title": .string("\(party.title)：\(MessageWords.channel(channel.way))"),
            "description": .string(
                isRead
                    ? "平台发布到交换机 \(channel.exchange)（路由键 \(channel.routingKey)），合作方从队列 \(channel.queue) 读取。"
                    : "合作方发布到交换机 \(channel.exchange)（\(channel.exchangeType)，路由键为空），平台从同名队列读取。"
            ),
            "messages": .object(references),
            "bindings": ["amqp": isRead ? queue : exchange],
        ]
    }

    private func operation(
        _ channel: Wiring.Channel,
        name: String,
        _ party: Party,
        _ subset: [Value]
    ) -> Value {
        let isRead = channel.way.isToParty
        let binding: Value =
            isRead
            ? ["ack": true, "bindingVersion": "0.3.0"]
            : ["deliveryMode": 2, "mandatory": true, "bindingVersion": "0.3.0"]
        return [
            "action": isRead ? "receive" : "send",
            "channel": ["$ref": .string("#/channels/\(name)")],
            "title": .string(
                "\(party.title)\(isRead ? "接收" : "发送")\(MessageWords.channel(channel.way))"
            ),
            "summary": .string(
                isRead ? "逐条手动确认；处理成功后再确认。" : "持久消息，发布方确认（confirm）后才算送达。"
            ),
            "messages": .array(subset),
            "bindings": ["amqp": binding],
        ]
    }

    // MARK: Messages

    private mutating func message(
        _ message: InterfaceMessage,
        key: String,
        _ its: PartyInterface,
        _ meanings: CodeMeanings
    ) -> Value {
        let place = "/components/schemas/\(key)"
        if let described = message.described {
            schemas[key] = PlainSchema.document(
                described.source.schema,
                dialect: .embedded(at: place)
            )
        } else if case .tree(let tree) = message.shape {
            schemas[key] = TreeFields(tree, meanings, message.samples).schema(message.title)
        }
        var facts = [
            message.occasion, "格式 \(message.format.title)，字符集 \(message.charset.rawValue)。",
        ]
        if message.format != .json {
            facts.append("payload 描述解码后的内容；线上格式见 \(its.party.name)/ 下的 XSD 或布局文件。")
        }
        if let its = message.described, !its.envelope.isEmpty {
            facts.append("带封装或签名，步骤见接口说明。")
        }
        var object: Object = Object([
            ("name", .string(message.type)), ("title", .string(message.title)),
            ("summary", .string(message.occasion)),
            ("description", .string(facts.joined())),
            ("contentType", .string(message.contentType)),
            ("headers", headers(of: message)),
            ("payload", ["$ref": .string("#\(place)")]),
            (
                "bindings",
                ["amqp": ["messageType": .string(message.type), "bindingVersion": "0.3.0"]]
            ),
        ])
        if let sample = message.samples.first {
            object["examples"] = [
                ["summary": .string(sample.caption), "payload": sample.value]
            ]
        }
        object["correlationId"] = [
            "location": "$message.header#/correlation-id",
            "description": .string(
                message.isToParty
                    ? "AMQP 属性 correlation-id：子件编号，没有子件的为办件编号。"
                    : "AMQP 属性 correlation-id：可填子件编号或所答工单的 message-id。"
            ),
        ]
        return .object(object)
    }

    private func headers(of message: InterfaceMessage) -> Value {
        var properties = Object()
        if message.isToParty {
            properties["x-lianban-case"] = [
                "type": "string", "description": "办件编号；不属于办件的报文没有",
            ]
            properties["traceparent"] = ["type": "string", "description": "W3C Trace Context"]
        }
        let names = message.described?.envelope.headerNames ?? []
        for name in names { properties[name] = ["type": "string", "description": "封装或签名所用"] }
        var schema: Object = Object([("type", "object"), ("properties", .object(properties))])
        if !names.isEmpty { schema["required"] = .array(names.map { .string($0) }) }
        return .object(schema)
    }
}

extension Region {
    /// The version of what the region's documents were made from.
    var digest: String {
        let text = programs.map(\.version).joined(separator: "|")
        return String(Fingerprint.hex(of: Array(text.utf8)).prefix(12))
    }
}
