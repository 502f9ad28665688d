import Cases
import Contracts
import Formats
import Stores
import Values

/// What the hub tells a case itself, because of another one. It is journalled and takes effect once like anything that
/// comes from a queue, and can be looked at and processed again like it.
extension Decider {
    func internalInput(
        _ arrival: Arrival,
        existing: Stores.InboundMessage?
    ) throws -> Verdict {
        var verdict = Verdict(.applied, .internal)
        verdict.identity = arrival.messageID
        do {
            try checkKey(verdict.identity ?? "", arrival, content: nil, existing: existing)
            let (number, overlaps) = try Self.overlaps(arrival)
            guard let record = try cases.load(number, from: store) else {
                throw Halt.waiting([WaitingKey.case("\(number)")])
            }
            verdict.caseNumber = number
            verdict.program = record.summary.program
            verdict.contractVersion = record.summary.contractVersion
            let (change, disposition) = try apply(.overlaps(overlaps), to: record)
            verdict.changes = [change]
            verdict.disposition = disposition
        } catch let halt as Halt {
            verdict.halt(halt)
        } catch let fault as TranslationFault {
            verdict.halt(Verdict.halt(for: fault, isApplication: false))
        }
        return verdict
    }

    private static func overlaps(_ arrival: Arrival) throws -> (CaseNumber, Overlaps) {
        guard let value = try? JSON.decode(arrival.body),
            let number = value["case"]?.string.flatMap({ CaseNumber($0) }),
            let overlaps = value["overlaps"].flatMap({ try? Overlaps(decoding: $0) })
        else {
            throw Halt.parked(
                "internal",
                expected: "应为本平台写入的比对结果",
                found: "无法读取",
                group: arrival.source
            )
        }
        return (number, overlaps)
    }
}

extension Arrival {
    /// Where the journal says that a comparison of works comes from. Nothing that came from a queue has the mark beside
    /// it: an outsider's properties have their own names in the journal.
    private static let worksSource = "works"
    private static let mark = "internal"

    var isInternal: Bool { properties[Self.mark] != nil }

    /// What a comparison found, for one of the two cases. The key names what was compared, so that the same comparison
    /// tells it once, whoever makes it and however often.
    init(_ overlaps: Overlaps, for number: CaseNumber, at now: Instant) {
        let key =
            "overlap|\(number)|\(overlaps.other)|\(overlaps.version)|\(overlaps.otherVersion)"
        let body = Value.object(
            Object([("case", .string("\(number)")), ("overlaps", overlaps.encode())])
        )
        self.init(
            source: Self.worksSource,
            body: JSON.encode(body),
            messageID: key,
            headers: [],
            properties: [Self.mark: "overlap", "message-id": .string(key)],
            receivedAt: now
        )
    }
}
