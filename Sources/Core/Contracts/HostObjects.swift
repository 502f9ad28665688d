package import Expressions
package import Values

/// `party` in expressions: its name, title, kind and parameters.
package final class PartyObject: HostObject {
    private let name: String
    private let title: String
    private let kind: Party.Kind
    private let hotline: String?
    private let uscc: String?
    private let parameters: Object

    package init(_ party: Party) {
        name = party.name
        title = party.title
        kind = party.kind
        hotline = party.hotline
        uscc = party.uscc
        parameters = party.parameters
    }

    package var typeName: String { "party" }

    package func member(_ name: String) -> CELValue? {
        if let parameter = parameters[name] { return CELValue(parameter) }
        switch name {
        case "name": return .string(self.name)
        case "title": return .string(title)
        case "kind": return .string(kind.rawValue)
        case "hotline": return hotline.map { .string($0) }
        case "uscc": return uscc.map { .string($0) }
        default: return nil
        }
    }
}

/// `region` in expressions.
package final class RegionObject: HostObject {
    private let name: String
    private let code: String
    private let title: String

    package init(_ region: Region) {
        name = region.name
        code = region.code
        title = region.title
    }

    package var typeName: String { "region" }

    package func member(_ name: String) -> CELValue? {
        switch name {
        case "name": .string(self.name)
        case "code": .string(code)
        case "title": .string(title)
        default: nil
        }
    }
}

/// `message` in expressions: what makes one message of the hub itself.
package final class MessageObject: HostObject {
    private let stamp: MessageStamp

    package init(_ stamp: MessageStamp) { self.stamp = stamp }

    package var typeName: String { "message" }

    package func member(_ name: String) -> CELValue? {
        switch name {
        case "id": .string(stamp.id)
        case "time": .timestamp(stamp.time)
        case "millis": .int(stamp.time.milliseconds)
        case "nonce": .string(stamp.nonce)
        default: nil
        }
    }
}

/// `sent` in expressions: the moment of one attempt to send.
package final class SentObject: HostObject {
    private let time: Instant

    package init(_ time: Instant) { self.time = time }

    package var typeName: String { "sent" }

    package func member(_ name: String) -> CELValue? {
        switch name {
        case "time": .timestamp(time)
        case "millis": .int(time.milliseconds)
        default: nil
        }
    }
}
