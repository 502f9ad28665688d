import Cases
import Contracts
import Stores
import Values

extension Decider {
    /// Applications, updates and withdrawals of the acceptance system.
    func intake(
        _ arrival: Arrival,
        _ desk: IntakeDesk,
        existing: Stores.InboundMessage?
    ) throws -> Verdict {
        var verdict = Verdict(.applied, .unknown)
        verdict.identity = rawIdentity(arrival)
        verdict.party = desk.party.name
        var decoded: Value?
        do {
            let opened = try open(arrival, desk, existing: existing, &verdict)
            decoded = opened.decoded
            guard let program = desk.program(of: opened.message) else {
                throw Halt.parked(
                    "program",
                    expected: "应属于已登记的联办事项",
                    found: opened.message.name,
                    group: desk.region.name
                )
            }
            verdict.program = program.name
            verdict.contractVersion = program.version
            let canonical = try canonical(opened, desk)
            let (number, message) = (canonical["number"]?.string ?? "", verdict.identity ?? "")
            switch opened.message.kind {
            case .application: try application(canonical, opened, program, desk, arrival, &verdict)
            case .update:
                let input = try update(canonical, program, message: message)
                try apply(input, to: number, arrival, opened, program, &verdict)
            case .withdrawal:
                let input = withdrawal(canonical, message: message)
                try apply(input, to: number, arrival, opened, program, &verdict)
            case .reply: break
            }
        } catch let halt as Halt {
            verdict.halt(halt)
        } catch let fault as TranslationFault {
            decoded = decoded ?? fault.decoded
            if let message = desk.messages.first(where: { $0.name == fault.message }) {
                verdict.kind =
                    Stores.InboundMessage.Kind(rawValue: message.kind.rawValue) ?? .unknown
                verdict.program = desk.program(of: message)?.name
            }
            verdict.halt(Verdict.halt(for: fault, isApplication: true))
        }
        if verdict.disposition == .rejected { try reject(&verdict, arrival, decoded, desk) }
        return verdict
    }

    private func open(
        _ arrival: Arrival,
        _ desk: IntakeDesk,
        existing: Stores.InboundMessage?,
        _ verdict: inout Verdict
    ) throws -> OpenedMessage {
        let opened: OpenedMessage
        do throws(TranslationFault) {
            opened = try desk.messages.open(
                arrival.received,
                party: desk.party,
                keys: policy.keys(of: desk.party)
            )
        } catch {
            try checkKey(rawIdentity(arrival), arrival, content: nil, existing: existing)
            throw error
        }
        verdict.kind =
            Stores.InboundMessage.Kind(rawValue: opened.message.kind.rawValue) ?? .unknown
        let contract = desk.program(of: opened.message)?.contract
        let identity = identity(arrival, opened, contract?.identity ?? .messageID)
        verdict.identity = identity
        verdict.contentDigest = Stores.Digest(opened.contentDigest)
        try checkKey(identity, arrival, content: opened.contentDigest, existing: existing)
        return opened
    }

    private func canonical(_ opened: OpenedMessage, _ desk: IntakeDesk) throws -> Value {
        let values = try opened.message.canonical(
            of: opened.decoded,
            party: desk.party,
            region: desk.region
        )
        guard let value = values.first, values.count == 1 else {
            throw Halt.parked(
                "map",
                expected: "应为一份申请",
                found: "\(values.count)",
                group: opened.message.name
            )
        }
        return value
    }

    private func application(
        _ app: Value,
        _ opened: OpenedMessage,
        _ program: Program,
        _ desk: IntakeDesk,
        _ arrival: Arrival,
        _ verdict: inout Verdict
    ) throws {
        guard let number = app["number"]?.string, !number.isEmpty else {
            throw Halt.parked("map", expected: "申请应有编号", found: "", group: opened.message.name)
        }
        let digest = Fingerprint.hex(of: opened.content)
        if let known = try store.caseNumber(source: arrival.source, applicationNumber: number) {
            try repeated(known, digest, number, opened)
        }
        let caseNumber = try allocate(desk.region.code, now.day().day)
        let intake = Cases.Intake(
            number: "\(caseNumber)",
            source: arrival.source,
            party: desk.party.name,
            applicationNumber: number,
            app: app
        )
        do {
            var machine = try CaseMachine.open(
                intake,
                program: program,
                region: desk.region,
                now: now
            )
            let stored = StoredCase(machine.current, applicationDigest: digest)
            verdict.changes = [try change(&machine, from: nil, stored, program, desk.region)]
            verdict.caseNumber = caseNumber
        } catch let refusal as Refusal {
            throw Verdict.halt(for: refusal, program: program).naming(opened)
        }
    }

    /// The application number has a case: the same content is an honest retry, anything else is refused.
    private func repeated(
        _ known: CaseNumber,
        _ digest: String,
        _ number: String,
        _ opened: OpenedMessage
    ) throws {
        if let stored = try cases.load(known, from: store)?.stored {
            if stored.applicationDigest == digest, let first = stored.firstMessage {
                throw Halt.duplicate(of: first, in: known)
            }
        }
        let place = opened.message.place(ofCanonical: Pointer(["number"]))
        throw Halt.rejected([
            Problem(
                code: "number-taken",
                place: place,
                expected: "申报流水号未被使用",
                found: number,
                say: "该申报流水号已受理，办件编号 \(known)；需更正或补充的，请发送更新报文"
            )
        ])
    }

    private func update(
        _ canonical: Value,
        _ program: Program,
        message: String
    ) throws -> Cases.Input {
        guard let kind = canonical["kind"]?.string.flatMap(Update.Kind.init(rawValue:)) else {
            throw Halt.parked(
                "map",
                expected: "应为 \(UpdateKind.names.joined(separator: "、")) 之一",
                found: canonical["kind"]?.string ?? "",
                group: "\(program.name)/update"
            )
        }
        return .update(
            Update(
                kind: kind,
                merge: canonical["merge"] ?? .object(Object()),
                materials: canonical["materials"]?.array ?? [],
                base: canonical["base"]?.int,
                message: message
            )
        )
    }

    private func withdrawal(_ canonical: Value, message: String) -> Cases.Input {
        .withdrawal(Withdrawal(reason: canonical["reason"]?.string, message: message))
    }

    /// Lets an input happen to the case of the application number that the message names.
    private func apply(
        _ input: Cases.Input,
        to number: String,
        _ arrival: Arrival,
        _ opened: OpenedMessage,
        _ program: Program,
        _ verdict: inout Verdict
    ) throws {
        guard let known = try store.caseNumber(source: arrival.source, applicationNumber: number),
            let record = try cases.load(known, from: store)
        else {
            throw Halt.waiting([WaitingKey.application(source: arrival.source, number: number)])
        }
        // One sender may submit to several programs: an update speaks the words of one.
        guard record.summary.program == program.name else {
            throw Halt.rejected([
                Problem(
                    code: "other-program",
                    place: opened.message.place(ofCanonical: Pointer(["number"])),
                    expected: "应为《\(program.title)》的申报流水号",
                    found: number,
                    say: "该申报流水号的办件 \(known) 不属于《\(program.title)》，请按其所属事项的报文发送"
                )
            ])
        }
        verdict.caseNumber = known
        let (change, disposition) = try self.apply(input, to: record)
        verdict.disposition = disposition
        verdict.changes = [change]
    }

    private func reject(
        _ verdict: inout Verdict,
        _ arrival: Arrival,
        _ decoded: Value?,
        _ desk: IntakeDesk
    ) throws {
        let program = desk.programs.first { $0.name == verdict.program } ?? desk.programs.first
        guard let program, let identity = verdict.identity else { return }
        if verdict.kind == .unknown { verdict.kind = .application }
        do throws(TranslationFault) {
            verdict.answer = try composer.rejection(
                verdict.problems,
                of: identity,
                from: arrival.source,
                input: decoded,
                program: program,
                region: desk.region,
                party: desk.party,
                now: now
            )
        } catch {
            verdict.halt(.parked(verdict.problems + error.problems, group: error.message))
        }
    }
}

extension Halt {
    /// Problems at canonical places, moved to the sender's own fields.
    fileprivate func naming(_ opened: OpenedMessage) -> Halt {
        guard case .rejected(let problems) = self else { return self }
        return .rejected(
            problems.map { problem in
                var problem = problem
                problem.place = opened.message.place(ofCanonical: problem.place.pointer)
                return problem
            }
        )
    }
}
