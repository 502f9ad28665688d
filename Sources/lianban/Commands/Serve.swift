import Console
import Contracts
import Pipeline
import Stores
import System
import Values

extension Lianban {
    static let serve = Command(
        name: "serve",
        summary: "run the hub: take applications and replies, send orders and outcomes",
        section: "Running",
        discussion: """
            Runs in the foreground until SIGINT or SIGTERM; what is committed is never done twice. SIGHUP reads the \
            contracts and secrets again: a version with errors is refused and the one in use goes on. Log lines go to \
            standard error and hold no personal data.
            """,
        examples: [
            .init("lianban serve --config /etc/lianban/lianban.yaml", "as a service would run it")
        ],
        exits: [.ok, .findings, .usage, .unreachable, .refused],
        action: { arguments, output in try Service(arguments, output).run() }
    )
}

/// The running hub with its signals and its socket.
private struct Service {
    let setting: Setting
    let arguments: Arguments
    let log: Log

    init(_ arguments: Arguments, _ output: Output) throws {
        self.arguments = arguments
        let setting = try Setting(arguments)
        self.setting = setting
        log = Log(setting.configuration.log) { line in
            output.note("\(Hub.systemClock().rfc3339()) \(line)")
        }
    }

    func run() throws -> ExitCode {
        // Before any thread, so that all inherit which signals are read instead of handled.
        let signals = try Signals()
        let policy = try setting.policy()
        for name in policy.missingSecrets {
            log.warn("no secret '\(name)' is configured; messages sealed with it will be parked")
        }
        for (name, found) in policy.malformedSecrets {
            log.warn("the secret '\(name)' \(found); messages sealed with it will be parked")
        }
        let hub = try start(policy)
        let api: HubAPI
        do {
            api = try HubAPI(hub, socket: setting.configuration.socket, version: Lianban.version)
        } catch {
            hub.stop()
            throw CommandFailure(
                .unreachable,
                "cannot listen on \(setting.configuration.socket): \(error)"
            )
        }
        log.info(
            "ready: \(policy.catalogue.regions.map(\.name).joined(separator: ", ")); \(setting.configuration.socket)"
        )
        wait(signals, hub)
        log.info("stopping")
        api.stop()
        hub.stop()
        return .ok
    }

    private func start(_ policy: Policy) throws -> Hub {
        let configuration = setting.configuration
        do {
            try Directory.create(configuration.data, mode: 0o700)
            var settings = Hub.Settings()
            settings.prefetch = configuration.prefetch
            settings.batch = configuration.batch
            return try Hub(
                try setting.broker(name: "lianban serve"),
                policy: policy,
                settings: settings,
                log: log
            ) { try HubStore.open(configuration) }
        } catch let error as StoreError {
            throw CommandFailure(error.code == .locked ? .refused : .unreachable, error.message)
        } catch let error as SystemError {
            throw CommandFailure(.unreachable, error.message)
        }
    }

    private func wait(_ signals: Signals, _ hub: Hub) {
        while true {
            var poll = Poll([Poll.Item(signals.descriptor)])
            _ = try? poll.wait(milliseconds: 1000)
            while let signal = signals.next() {
                switch signal {
                case .interrupt, .terminate: return
                case .hangUp: reload(hub)
                }
            }
        }
    }

    private func reload(_ hub: Hub) {
        do {
            let policy = try Setting(arguments).policy()
            hub.adopt(policy)
            log.info("contracts read again")
        } catch let failure as CommandFailure {
            log.warn("the contracts in use go on: \(failure.message)")
        } catch {
            log.error("the contracts in use go on", error)
        }
    }
}
