import Cases
import Contracts
import Stores
import Values

extension Decider {
    /// Replies of a party, one or several in a message; they take effect together or not at all.
    func reply(
        _ arrival: Arrival,
        _ region: Region,
        _ party: Party,
        existing: Stores.InboundMessage?
    ) throws -> Verdict {
        var verdict = Verdict(.applied, .reply)
        verdict.identity = rawIdentity(arrival)
        verdict.party = party.name
        do {
            let opened: OpenedMessage
            do throws(TranslationFault) {
                opened = try policy.catalogue.replies(of: party, in: region)
                    .open(arrival.received, party: party, keys: policy.keys(of: party))
            } catch {
                try checkKey(rawIdentity(arrival), arrival, content: nil, existing: existing)
                throw error
            }
            let identity = identity(arrival, opened, party.contract?.identity ?? .messageID)
            verdict.identity = identity
            verdict.contentDigest = Stores.Digest(opened.contentDigest)
            try checkKey(identity, arrival, content: opened.contentDigest, existing: existing)
            let replies = try replies(in: opened, party, region)
            try apply(replies, opened, arrival, party, region, &verdict)
        } catch let halt as Halt {
            verdict.halt(halt)
        } catch let fault as TranslationFault {
            verdict.halt(Verdict.halt(for: fault, isApplication: false))
        }
        return verdict
    }

    private func replies(
        in opened: OpenedMessage,
        _ party: Party,
        _ region: Region
    ) throws -> [Reply] {
        let values = try opened.message.canonical(of: opened.decoded, party: party, region: region)
        var replies: [Reply] = []
        for (at, value) in values.enumerated() {
            do throws(Problem) {
                replies.append(try Reply(value))
            } catch {
                var problem = error
                if let field = problem.place.pointer.steps.first {
                    problem.place = opened.message.place(of: field, inReply: at)
                }
                if values.count > 1 { problem.place.wire = "第 \(at + 1) 条 \(problem.place.wire)" }
                throw Halt.parked([problem], group: opened.message.name)
            }
        }
        return replies
    }

    private func apply(
        _ replies: [Reply],
        _ opened: OpenedMessage,
        _ arrival: Arrival,
        _ party: Party,
        _ region: Region,
        _ verdict: inout Verdict
    ) throws {
        var parts: [(number: CaseNumber, parts: [ReplyMessage.Part])] = []
        for (at, reply) in replies.enumerated() {
            let (number, item) = try locate(
                reply,
                arrival,
                party,
                region,
                isOnly: replies.count == 1
            ) { field in
                opened.message.place(of: field, inReply: at)
            }
            let part = ReplyMessage.Part(item: item, reply: reply)
            if let at = parts.firstIndex(where: { $0.number == number }) {
                parts[at].parts.append(part)
            } else {
                parts.append((number, [part]))
            }
        }
        try checkOrders(parts, party, region)
        var dispositions: [Stores.Disposition] = []
        for (number, parts) in parts {
            guard let record = try cases.load(number, from: store) else {
                throw Halt.waiting([WaitingKey.case("\(number)")])
            }
            verdict.program = record.summary.program
            verdict.contractVersion = record.summary.contractVersion
            verdict.caseNumber = number
            try checkTerms(parts, of: record, opened, party, region)
            if parts.count == 1, let item = record.stored.case.item(parts[0].item) {
                verdict.item = ItemNumber(item.number)
            }
            let message = ReplyMessage(
                party: party.name,
                message: verdict.identity ?? "",
                receivedAt: arrival.receivedAt,
                parts: parts
            )
            let (change, disposition) = try apply(.replies(message), to: record)
            dispositions.append(disposition)
            verdict.changes.append(change)
        }
        verdict.disposition = dispositions.contains(.applied) ? .applied : .recorded
    }

    /// The hub's own JSON has no seal: a party with a contract of its own may answer in it only what it was asked in it.
    private func checkTerms(
        _ parts: [ReplyMessage.Part],
        of record: LoadedCase,
        _ opened: OpenedMessage,
        _ party: Party,
        _ region: Region
    ) throws {
        guard opened.message.isCanonical, party.contract != nil else { return }
        let items = region.program(record.summary.program)?.items ?? []
        for part in parts {
            guard let item = items.first(where: { $0.id == part.item }) else { continue }
            if item.contract(with: party) == nil { continue }
            throw Halt.parked(
                "contract",
                at: Place(wire: "type"),
                expected: "“\(item.title)”的回执应按贵方的报文契约",
                found: opened.message.name,
                group: "\(region.name)/\(party.name)"
            )
        }
    }

    /// One message that gives two items the same number of the party's contradicts itself.
    private func checkOrders(
        _ parts: [(number: CaseNumber, parts: [ReplyMessage.Part])],
        _ party: Party,
        _ region: Region
    ) throws {
        var items: [String: String] = [:]
        for (number, parts) in parts {
            for part in parts {
                guard let order = part.reply.partyOrder else { continue }
                let item = "\(number)/\(part.item)"
                guard let other = items.updateValue(item, forKey: order), other != item else {
                    continue
                }
                throw Halt.parked(
                    "correlation-conflict",
                    at: Place(wire: "partyOrder"),
                    expected: "同一工单号应只对应一个子件",
                    found: "\(order) 对应 \(other) 和 \(item)",
                    group: "\(region.name)/\(party.name)"
                )
            }
        }
    }

    /// Every identifier that a reply carries leads to one item of one case, else it is parked; what names something
    /// not known yet waits (design, section 3, step 7).
    private func locate(
        _ reply: Reply,
        _ arrival: Arrival,
        _ party: Party,
        _ region: Region,
        isOnly: Bool,
        place: (_ field: String) -> Place
    ) throws -> (CaseNumber, item: String) {
        let group = "\(region.name)/\(party.name)"
        let (found, unknown) = try identifiers(
            of: reply,
            arrival,
            party,
            region,
            isOnly: isOnly,
            place: place
        )
        guard let first = found.first else {
            if !unknown.isEmpty { throw Halt.waiting(unknown) }
            throw Halt.parked(
                "no-identifier",
                expected: "回执应带有子件编号、办件编号、工单号或 correlation-id 之一",
                found: "均缺失",
                group: group
            )
        }
        if let other = found.first(where: { $0.item != first.item }) {
            throw Halt.parked(
                "correlation-conflict",
                at: other.place,
                expected: "各标识应指向同一子件",
                found: "\(first.name) 指向 \(first.item)，\(other.name) 指向 \(other.item)",
                group: group
            )
        }
        guard let record = try cases.load(first.item.caseNumber, from: store) else {
            throw Halt.waiting([WaitingKey.case("\(first.item.caseNumber)")])
        }
        // Parties of different regions may have one name; a case belongs to one region.
        guard record.stored.case.region == region.name else {
            throw Halt.parked(
                "not-yours",
                at: first.place,
                expected: "应为本地区的办件",
                found: "\(first.item)",
                group: group
            )
        }
        let number = "\(first.item)"
        guard let item = record.stored.case.items.first(where: { $0.number == number }) else {
            throw Halt.parked(
                "item",
                at: first.place,
                expected: "办件中应有该子件",
                found: number,
                group: group
            )
        }
        return (first.item.caseNumber, item.id)
    }

    /// What names an item, and where it stands.
    private struct Identifier {
        var name: String
        var item: ItemNumber
        var place: Place
    }

    /// The identifiers that lead to an item, and keys of those that nobody knows yet.
    private func identifiers(
        of reply: Reply,
        _ arrival: Arrival,
        _ party: Party,
        _ region: Region,
        isOnly: Bool,
        place: (_ field: String) -> Place
    ) throws -> (found: [Identifier], unknown: [String]) {
        var found: [Identifier] = []
        var unknown: [String] = []
        func add(_ name: String, _ item: ItemNumber) {
            found.append(Identifier(name: name, item: item, place: place(name)))
        }
        if let text = reply.itemNumber {
            guard let item = ItemNumber(text) else {
                throw Self.unreadable("item", text, place, region)
            }
            add("item", item)
        }
        if isOnly, let text = arrival.correlationID, let item = try correlated(text) {
            let name = "correlation-id"
            found.append(Identifier(name: name, item: item, place: Place(wire: name)))
        }
        if let order = reply.partyOrder {
            let name = "\(region.name).\(party.name)"
            if let item = try store.item(party: name, partyNumber: order) {
                add("partyOrder", item)
            } else {
                unknown.append(WaitingKey.order(party: name, number: order))
            }
        }
        if let text = reply.caseNumber {
            guard let number = CaseNumber(text) else {
                throw Self.unreadable("case", text, place, region)
            }
            guard let record = try cases.load(number, from: store) else {
                throw Halt.waiting([WaitingKey.case(text)])
            }
            let items = record.stored.case.items.filter {
                $0.party == party.name && $0.decision == .applies
            }
            if items.count == 1, let item = ItemNumber(items[0].number) { add("case", item) }
        }
        return (found, unknown)
    }

    /// A correlation-id is the item's number, or the message-id of the order; anything else says nothing.
    private func correlated(_ text: String) throws -> ItemNumber? {
        if let item = ItemNumber(text) { return item }
        guard let id = MessageID(text) else { return nil }
        return try store.outbound(id: id)?.item
    }

    private static func unreadable(
        _ name: String,
        _ text: String,
        _ place: (String) -> Place,
        _ region: Region
    ) -> Halt {
        .parked(
            "number",
            at: place(name),
            expected: name == "item" ? "应为 22 位子件编号" : "应为 20 位办件编号",
            found: Problem.excerpt(text),
            group: region.name
        )
    }
}
