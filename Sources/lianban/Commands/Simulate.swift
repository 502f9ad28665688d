import Broker
import Contracts
import Partners
import Pipeline
import System
import Values

extension Lianban {
    private static let region = Option(
        "region",
        .text.named("REGION"),
        "whose partners answer (default: those of every region)"
    )
    private static let party = Option(
        repeating: "party",
        .text.named("PARTY"),
        "only this partner; may be given again"
    )
    private static let seed = Option(
        "seed",
        .whole(0...Int.max),
        default: "1",
        "the same seed draws the same delays and refusals"
    )
    private static let delay = Option(
        "delay",
        .durations,
        default: "100ms..1500ms",
        "between one answer of a partner and its next"
    )
    private static let duplicate = Option(
        "duplicate",
        .share,
        default: "0",
        "share of answers that are sent twice"
    )
    private static let copies = Option(
        "copies",
        .whole(1...10),
        default: "1",
        "how often every answer is sent"
    )
    private static let reorder = Option(
        "reorder",
        .share,
        default: "0",
        "share of answers that overtake or fall behind"
    )
    private static let refuse = Option(
        "refuse",
        .share,
        default: "0",
        "share of orders that are refused"
    )

    static let simulate = Command(
        name: "simulate",
        summary: "partners that answer orders by their own reply contracts",
        section: "Trying things out",
        discussion: """
            Takes each partner's orders from its queue, reads them by its contract, and sends the answers that its \
            answer.map.yaml gives, sealed as the partner would. Runs until SIGINT or SIGTERM.
            """,
        options: [region, party, seed, delay, duplicate, copies, reorder, refuse],
        examples: [
            .init(
                "lianban simulate --delay 1s..5s --duplicate 0.2 --reorder 0.2",
                "late, twice and out of order"
            )
        ],
        exits: [.ok, .usage, .notFound, .unreachable],
        action: { arguments, output in try simulate(arguments, output) }
    )

    private static func simulate(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        let signals = try Signals()
        let setting = try Setting(arguments)
        let policy = try setting.policy()
        let partners = try partners(arguments, setting, policy.catalogue)
        var settings = Simulator.Settings()
        settings.seed = UInt64(arguments[seed])
        let delay = arguments[delay]
        settings.delay = delay.lowerBound.milliseconds...delay.upperBound.milliseconds
        settings.duplicate = arguments[duplicate]
        settings.copies = arguments[copies]
        settings.reorder = arguments[reorder]
        settings.refuse = arguments[refuse]
        let simulator: Simulator
        do {
            simulator = try Simulator(
                try setting.broker(name: "lianban simulate"),
                policy: policy,
                partners: partners,
                settings: settings
            ) { output.line($0.line) }
        } catch let error as SystemError {
            throw CommandFailure(.unreachable, error.message)
        }
        waitForTheEnd(signals)
        simulator.stop()
        return .ok
    }

    /// Those that were asked for: everybody, one region's, or some by name.
    private static func partners(
        _ arguments: Arguments,
        _ setting: Setting,
        _ catalogue: Catalogue
    ) throws -> [(region: Region, party: Party)] {
        let named = arguments[party]
        let regions =
            arguments[region] == nil && named.isEmpty
            ? catalogue.regions : [try setting.region(arguments[region], in: catalogue)]
        for name in named where regions[0].party(name) == nil {
            throw CommandFailure(.notFound, "\(regions[0].name) has no party '\(name)'")
        }
        return regions.flatMap { region in
            region.parties.filter {
                $0.isEnabled && (named.isEmpty || named.contains($0.name))
            }.map { (region, $0) }
        }
    }

    /// Waits for SIGINT or SIGTERM.
    static func waitForTheEnd(_ signals: Signals) {
        while true {
            var poll = Poll([Poll.Item(signals.descriptor)])
            _ = try? poll.wait(milliseconds: 1000)
            while let signal = signals.next() {
                if signal != .hangUp { return }
            }
        }
    }
}

extension Simulator.Happening {
    fileprivate var line: String {
        switch self {
        case .order(let party, let correlation): "\(party)  order   \(correlation)"
        case .answer(let party, let correlation, let state):
            "\(party)  answers \(correlation) \(state)"
        case .unreadable(let party, let reason): "\(party)  cannot read: \(reason)"
        case .state(let text): "broker  \(text)"
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
