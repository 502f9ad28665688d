package import Contracts
package import Formats
package import Stores
package import Values

/// The stages of a received message, recomputed by the contracts as they are now.
package struct InboundStages: Sendable {
    /// `<contract>/<stem>`; nil where it is no message of its sender.
    package var message: Contracts.InboundMessage?
    /// The bytes within the envelope.
    package var content: [UInt8]?
    package var decoded: Value?
    /// What is doubtful but no error.
    package var warnings: [Problem] = []
    /// One, or for a list of replies several.
    package var canonical: [Value] = []
    /// Why it goes no further.
    package var fault: TranslationFault?
    /// Hides the sender's personal data.
    package var masking = Masking()
}

/// What a sent message says.
package struct OutboundStages: Sendable {
    /// What the map made, read back from the bytes.
    package var mapped: Value?
    package var fault: TranslationFault?
    package var charset: Charset?
    /// Its receiver's contract; nil for the hub's own JSON.
    package var message: Contracts.OutboundMessage?
}

extension Policy {
    /// The stages of a stored message; all empty where its bytes are gone.
    package func stages(of message: Stores.InboundMessage) -> InboundStages {
        Arrival(message).map { stages(of: $0) } ?? InboundStages()
    }

    func stages(of arrival: Arrival) -> InboundStages {
        switch routes.sources[arrival.source] {
        case .applications(let region, let party):
            guard let desk = IntakeDesk(catalogue, region: region, party: party) else { break }
            return stages(
                of: arrival,
                desk.messages,
                desk.party,
                desk.region,
                catalogue.personal.application
            )
        case .replies(let region, let party):
            guard let region = catalogue.region(region), let party = region.party(party) else {
                break
            }
            let messages = catalogue.replies(of: party, in: region)
            return stages(of: arrival, messages, party, region, catalogue.personal.reply)
        case .dead, nil: break
        }
        return InboundStages()
    }

    private func stages(
        of arrival: Arrival,
        _ messages: [Contracts.InboundMessage],
        _ party: Party,
        _ region: Region,
        _ personal: [PersonalField]
    ) -> InboundStages {
        var stages = InboundStages()
        do throws(TranslationFault) {
            let opened = try messages.open(arrival.received, party: party, keys: keys(of: party))
            stages.message = opened.message
            stages.content = opened.content
            stages.decoded = opened.decoded
            stages.warnings = opened.warnings
            stages.canonical = try opened.message.canonical(
                of: opened.decoded,
                party: party,
                region: region
            )
        } catch {
            stages.fault = error
            if stages.decoded == nil { read(arrival, messages, party, error, &stages) }
        }
        if let message = stages.message, let decoded = stages.decoded {
            stages.masking.learn(decoded, of: message, personal)
        }
        for value in stages.canonical { stages.masking.learn(value, personal) }
        return stages
    }

    /// A message that did not pass its schema can still be looked at.
    private func read(
        _ arrival: Arrival,
        _ messages: [Contracts.InboundMessage],
        _ party: Party,
        _ fault: TranslationFault,
        _ stages: inout InboundStages
    ) {
        guard let message = messages.first(where: { $0.name == fault.message }) else { return }
        stages.message = message
        guard fault.stage == .validate,
            let read = try? message.decode(arrival.received, party: party, keys: keys(of: party))
        else { return }
        stages.content = read.content
        stages.decoded = read.decoded
    }

    /// What a message of ours says, read as its receiver reads it.
    package func stages(of message: Stores.OutboundMessage) -> OutboundStages {
        var stages = OutboundStages()
        let name = message.properties["type"]?.string ?? ""
        do throws(TranslationFault) {
            if let (party, its) = receiver(of: message, name) {
                stages.charset = its.codec.charset
                stages.message = its
                let stamp = MessageStamp(id: "\(message.id)", time: message.createdAt)
                stages.mapped = try its.decode(
                    sealed: message.body,
                    party: party,
                    stamp: stamp,
                    keys: keys(of: party)
                )
            } else if name.hasPrefix("canonical/") {
                stages.charset = .utf8
                stages.mapped = try canonical(message.body, name)
            }
        } catch {
            stages.fault = error
        }
        return stages
    }

    private func canonical(_ body: [UInt8], _ name: String) throws(TranslationFault) -> Value {
        do throws(Problems) {
            return try JSON.decode(body)
        } catch {
            throw TranslationFault(
                stage: .decode,
                isTheirs: false,
                problems: error.list,
                message: name
            )
        }
    }

    /// The party a message goes to, by its queue, and the contract's message.
    private func receiver(
        of message: Stores.OutboundMessage,
        _ name: String
    ) -> (Party, Contracts.OutboundMessage)? {
        for region in catalogue.regions {
            guard let party = region.party(message.party),
                [Routes.orders(party), Routes.notices(party), Routes.outcomes(party)].contains(
                    message.destination
                ),
                let its = catalogue.outbound(name, of: party, in: region.name)
            else { continue }
            return (party, its)
        }
        return nil
    }
}
