package import Broker
package import Contracts
import Formats
package import Pipeline
import RabbitMQ
import Values

/// An application on its way to the hub, as the acceptance system would send it.
package struct Submission: Sendable {
    package let region: Region
    package let party: Party
    package let body: [UInt8]
    package let messageID: String
    package let contentType: String
    /// Where it was read from.
    package let file: String

    /// The queue that the hub will take it from.
    package var source: String { Routes.applications(party) }

    /// Which party's application a file is: the first intake party whose contract reads it, else the only one. A party that
    /// is not enabled comes last.
    package static func desk(
        for body: [UInt8],
        region: String?,
        party: String?,
        policy: Policy
    ) -> (region: Region, party: Party, application: Contracts.InboundMessage)? {
        var candidates: [(region: Region, party: Party, application: Contracts.InboundMessage)] = []
        for its in policy.catalogue.regions where region == nil || its.name == region {
            for program in its.programs {
                for name in program.intake where party == nil || name == party {
                    guard let party = its.party(name),
                        let application = program.contract.inbound.first(where: {
                            $0.kind == .application
                        })
                    else { continue }
                    candidates.append((its, party, application))
                }
            }
        }
        let received = ReceivedMessage(
            body: body,
            headers: [],
            type: nil,
            brokerTime: Hub.systemClock()
        )
        candidates =
            candidates.filter(\.party.isEnabled) + candidates.filter { !$0.party.isEnabled }
        return candidates.first { candidate in
            (try? candidate.application.open(
                received,
                party: candidate.party,
                keys: policy.keys(of: candidate.party)
            ))
                != nil
        } ?? candidates.first
    }

    package init(
        _ body: [UInt8],
        at desk: (region: Region, party: Party, application: Contracts.InboundMessage),
        messageID: String,
        file: String
    ) {
        self.file = file
        region = desk.region
        party = desk.party
        self.body = body
        self.messageID = messageID
        contentType = desk.application.codec.contentType
    }

    /// The same application under another number; nil where the file cannot be read or its number cannot be found.
    package static func renumbered(
        _ body: [UInt8],
        of application: Contracts.InboundMessage,
        by suffix: String
    ) -> [UInt8]? {
        guard let pointer = application.map.source(of: Pointer(["number"])),
            pointer.steps.count == 1,
            let decoded = try? application.codec.decode(body), case .object(var object) = decoded,
            let number = object[pointer.steps[0]]?.string
        else { return nil }
        object[pointer.steps[0]] = .string(number + suffix)
        return try? application.codec.encode(.object(object))
    }

    package func outgoing(token: UInt64) -> Outgoing {
        var properties = Properties()
        properties.contentType = contentType
        properties.type = "application"
        return Outgoing(
            token: token,
            messageID: messageID,
            exchange: source,
            routingKey: "",
            properties: properties,
            body: body
        )
    }
}
