import Broker
import Contracts
import Pipeline
import Stores
import System
import Values

/// `lianban doctor`: looks at everything the hub needs and says what to do.
enum Doctor {
    static let command = Command(
        name: "doctor",
        summary: "look at everything the hub needs and say what to do about what is wrong",
        section: "Looking",
        discussion: """
            Looks at the configuration, the contracts, secrets, calendars, the store, the disk and the broker. The store is \
            read whole: its messages are recounted and every seal is computed again, beside the counters of the hub.

              ✓  as it should be
              !  works, and somebody should look at it
              ✗  wrong: the next line says what to do
            """,
        examples: [.init("lianban doctor --json", "for a monitor")],
        exits: [.findings],
        action: run
    )

    @Sendable static func run(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        var examination = Examination(path: arguments[Lianban.config], now: Hub.systemClock())
        examination.checkVersions()
        if let setting = examination.checkConfiguration(arguments) {
            let policy = examination.checkContracts(setting)
            examination.checkStore(setting.configuration)
            examination.checkDisk(setting.configuration)
            examination.checkBroker(setting.configuration, policy)
        }
        if output.isJSON {
            output.json(examination.json)
        } else {
            for finding in examination.findings { finding.print(on: output) }
            let (wrong, doubtful) = (examination.count(.wrong), examination.count(.doubtful))
            output.line()
            output.line(
                "\(wrong == 0 ? "nothing is wrong" : "\(wrong) wrong")\(doubtful == 0 ? "" : ", \(doubtful) to look at")"
            )
        }
        return examination.count(.wrong) == 0 ? .ok : .findings
    }
}

/// One line of the doctor.
struct HealthFinding: Equatable {
    enum State: String {
        case fine = "✓"
        case doubtful = "!"
        case wrong = "✗"

        var style: Output.Style {
            switch self {
            case .fine: .green
            case .doubtful: .yellow
            case .wrong: .red
            }
        }

        var word: String {
            switch self {
            case .fine: "fine"
            case .doubtful: "doubtful"
            case .wrong: "wrong"
            }
        }
    }

    var state: State
    /// What was looked at: `store`.
    var subject: String
    var text: String
    /// What to do next.
    var next: String?

    func print(on output: Output) {
        output.line(
            "\(output.styled(state.rawValue, state.style)) \(subject)\(spaces(14 - subject.count))\(printable(text))"
        )
        if let next { output.line("\(spaces(16))→ \(next)") }
    }

    var json: Value {
        [
            "state": .string(state.word), "subject": .string(subject), "text": .string(text),
            "next": Value(next),
        ]
    }
}

/// Looks at one thing after the other and remembers what it found.
struct Examination {
    let path: String
    let now: Instant
    private(set) var findings: [HealthFinding] = []

    init(path: String, now: Instant) {
        self.path = path
        self.now = now
    }

    func count(_ state: HealthFinding.State) -> Int { findings.count { $0.state == state } }

    var json: Value {
        [
            "isHealthy": .bool(count(.wrong) == 0), "at": Value(now),
            "findings": .array(findings.map(\.json)),
        ]
    }

    mutating func add(
        _ state: HealthFinding.State,
        _ subject: String,
        _ text: String,
        next: String? = nil
    ) {
        findings.append(HealthFinding(state: state, subject: subject, text: text, next: next))
    }

    /// What a command would have failed with.
    mutating func add(_ state: HealthFinding.State, _ subject: String, _ error: any Error) {
        let failure = error as? CommandFailure
        add(state, subject, failure?.message ?? "\(error)", next: failure?.next)
    }

    // MARK: The program

    mutating func checkVersions() {
        add(.fine, "lianban", Lianban.program.version)
        add(
            .fine,
            "libraries",
            HubLibraries.versions.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
        )
        if let warning = HubLibraries.warning { add(.doubtful, "libraries", warning) }
    }

    mutating func checkConfiguration(_ arguments: Arguments) -> Setting? {
        do {
            let setting = try Setting(arguments)
            if try Directory.status(path) != nil {
                add(.fine, "configuration", path)
            } else {
                add(
                    .doubtful,
                    "configuration",
                    "there is no \(path): everything is at its default",
                    next: "write one, or name one with --config FILE"
                )
            }
            return setting
        } catch {
            add(.wrong, "configuration", error)
            return nil
        }
    }

    // MARK: Contracts

    mutating func checkContracts(_ setting: Setting) -> Policy? {
        let policy: Policy
        do {
            policy = try setting.policy()
        } catch {
            add(.wrong, "contracts", error)
            return nil
        }
        let facts = CheckReport.Facts(policy.catalogue).text
        add(.fine, "contracts", "\(setting.configuration.contracts): \(facts)")
        let missing = policy.missingSecrets
        if missing.isEmpty {
            add(.fine, "secrets", "every secret that a contract names is there")
        } else {
            add(
                .wrong,
                "secrets",
                "missing: \(missing.joined(separator: ", "))",
                next: "put each into the file or folder that secrets: names in \(path)"
            )
        }
        for (name, found) in policy.malformedSecrets {
            add(
                .wrong,
                "secrets",
                "\(name) \(found)",
                next: "write its 16 bytes as 32 hexadecimal digits or as 24 characters of Base64"
            )
        }
        checkIntake(policy.catalogue)
        checkCalendars(policy.catalogue)
        return policy
    }

    /// Applications of a party that is not enabled are not taken.
    private mutating func checkIntake(_ catalogue: Catalogue) {
        for region in catalogue.regions {
            let names = Set(region.programs.flatMap(\.intake))
            for party in region.parties where names.contains(party.name) && !party.isEnabled {
                add(
                    .doubtful,
                    "intake",
                    "\(region.name)/\(party.name) is not enabled: its queue is not read",
                    next:
                        "when it is connected, take 'enabled: false' out of \(region.name)/region.yaml"
                )
            }
        }
    }

    /// Next year's schedule is published in autumn; from October on it is asked for.
    private mutating func checkCalendars(_ catalogue: Catalogue) {
        let today = now.day().day.parts
        var seen: Set<String> = []
        for calendar in catalogue.regions.map(\.calendar) where seen.insert(calendar.name).inserted
        {
            let years = calendar.years.keys.sorted()
            let text = "\(calendar.name): \(years.map { "\($0)" }.joined(separator: ", "))"
            if !years.contains(today.year) {
                add(
                    .wrong,
                    "calendar",
                    "\(text); \(today.year) is missing: its limits stay undated",
                    next: "add the State Council's notice to calendars/\(calendar.name).yaml"
                )
            } else if today.month >= 10, !years.contains(today.year + 1) {
                add(
                    .doubtful,
                    "calendar",
                    "\(text); \(today.year + 1) is missing: limits that reach into it stay undated",
                    next:
                        "add the State Council's notice to calendars/\(calendar.name).yaml as soon as it is out"
                )
            } else {
                add(.fine, "calendar", text)
            }
        }
    }

    // MARK: Disk

    mutating func checkDisk(_ configuration: HubConfiguration) {
        guard let free = try? Directory.freeBytes(at: configuration.data) else { return }
        let text = "\(configuration.data): \(free >> 20) MiB free"
        if free < 64 << 20 {
            add(
                .wrong,
                "disk",
                text,
                next: "make room: the hub stops taking messages when the disk is full"
            )
        } else if free < 1 << 30 {
            add(.doubtful, "disk", text, next: "make room before it fills up")
        } else {
            add(.fine, "disk", text)
        }
    }
}
