import Broker
import Contracts
import Formats
import Pipeline
import RabbitMQ
import Values

extension Lianban {
    static let topology = Command(
        name: "topology",
        summary: "exchanges and queues on the broker",
        section: "Running",
        subcommands: [
            Command(
                name: "apply",
                summary: "declare the exchanges, quorum queues and bindings of all regions",
                discussion: """
                    Declares what is missing and reports what stands differently, with the steps to move it; deletes \
                    nothing. Run it after adding a region or a partner.
                    """,
                examples: [.init("lianban topology apply", "before the first lianban serve")],
                exits: [.ok, .findings, .usage, .unreachable],
                action: { arguments, output in try applyTopology(arguments, output) }
            )
        ]
    )

    private static func applyTopology(_ arguments: Arguments, _ output: Output) throws -> ExitCode {
        let setting = try Setting(arguments)
        let topology = try setting.policy().routes.topology
        let findings: [Topology.Finding]
        do {
            findings = try topology.apply(to: try setting.broker(name: "lianban topology"))
        } catch let error as RabbitMQError {
            throw CommandFailure(
                .unreachable,
                "the broker does not answer: \(error.message)",
                next: "set broker: or LIANBAN_BROKER"
            )
        }
        let faults = findings.filter(\.isFault)
        output.show {
            Value.array(
                findings.map { ["finding": .string($0.description), "fault": .bool($0.isFault)] }
            ).jsonText
        } people: {
            for fault in faults { output.line(fault.description) }
            let created = findings.filter { $0.result == .created }.count
            output.line(
                "\(findings.count) exchanges, queues and bindings: \(created) created, \(faults.count) at fault"
            )
        }
        return faults.isEmpty ? .ok : .findings
    }
}

extension Routes {
    /// What the hub needs on the broker.
    var topology: Topology {
        let outbound = destinations.sorted()
        return Topology.standard(
            sources: sources.keys.sorted(),
            orders: outbound.filter { !$0.hasPrefix("lianban.notices.") },
            notices: outbound.filter { $0.hasPrefix("lianban.notices.") }
        )
    }
}
