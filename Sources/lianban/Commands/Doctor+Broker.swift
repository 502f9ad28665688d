import Broker
import Pipeline

extension Examination {
    mutating func checkBroker(_ configuration: HubConfiguration, _ policy: Policy?) {
        let broker: Configuration
        do throws(Configuration.Problem) {
            broker = try Configuration(url: configuration.broker, connectionName: "lianban doctor")
        } catch {
            add(
                .wrong,
                "broker",
                error.description,
                next: "correct broker: in the configuration, or LIANBAN_BROKER"
            )
            return
        }
        let topology = policy?.routes.topology ?? Topology()
        do {
            let found = try topology.verify(on: broker)
            add(.fine, "broker", "\(broker): \(found.server)")
            if policy != nil { report(found) }
        } catch {
            add(
                .wrong,
                "broker",
                "\(broker): \(error)",
                next: "start it, or correct broker: in the configuration"
            )
        }
    }

    private mutating func report(_ found: Topology.Verification) {
        let missing = found.entries.filter { $0.presence == .missing }.map(\.subject.name)
        if !missing.isEmpty {
            let more = missing.count > 3 ? " and \(missing.count - 3) more" : ""
            add(
                .wrong,
                "topology",
                "missing: \(missing.prefix(3).joined(separator: ", "))\(more)",
                next: "declare them with: lianban topology apply"
            )
        }
        for entry in found.entries {
            switch entry.presence {
            case .equal, .missing: break
            case .different(let reason):
                add(
                    .wrong,
                    "topology",
                    "\(entry.subject.name): \(reason)",
                    next: "see how to move with: lianban topology apply"
                )
            case .incomparable(let reason):
                add(
                    .doubtful,
                    "topology",
                    "\(entry.subject.name): \(reason)",
                    next: "look as a user who may configure it"
                )
            }
        }
        let equal = found.entries.count { $0.presence == .equal }
        if equal == found.entries.count {
            add(.fine, "topology", "\(equal) exchanges and queues are as they should be")
        }
        let dead =
            found.entries.first { $0.subject == .queue(Topology.deadQueue) }?.messageCount ?? 0
        if dead > 0 {
            add(
                .doubtful,
                "dead letters",
                "\(counted(dead, "message")) wait; the hub takes them when it runs"
            )
        }
    }
}

extension Topology.Finding.Subject {
    fileprivate var name: String {
        switch self {
        case .exchange(let name): "exchange \(name)"
        case .queue(let name): name
        case .binding(let queue, let exchange, _): "\(queue) to \(exchange)"
        }
    }
}
