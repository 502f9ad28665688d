import Broker
import Contracts
import Pipeline
import System
import Values

/// What a command works with: the configuration and what it leads to.
struct Setting {
    let path: String
    var configuration: HubConfiguration

    init(_ arguments: Arguments) throws {
        path = arguments[Lianban.config]
        do {
            configuration = try HubConfiguration.read(
                path,
                environment: System.Environment.values(prefix: "LIANBAN_")
            )
        } catch let fault as HubConfiguration.Fault {
            throw CommandFailure(.usage, fault.description)
        } catch let diagnostics as Diagnostics {
            throw CommandFailure(
                .usage,
                diagnostics.list.map(\.description).joined(separator: "\n")
            )
        } catch let error as SystemError {
            throw CommandFailure(.usage, error.message)
        }
    }

    /// The compiled contracts with their secrets. Findings go to the reader of `lianban check`.
    func policy() throws -> Policy {
        let files: ContractFiles
        do {
            files = try ContractFolder.read(configuration.contracts)
        } catch {
            throw CommandFailure(
                .notFound,
                "no contracts at \(configuration.contracts): \(error.message)",
                next: "name the folder with contracts: in \(path), or with LIANBAN_CONTRACTS"
            )
        }
        let (catalogue, diagnostics) = Catalogue.compile(files)
        guard let catalogue else {
            let errors = diagnostics.filter { $0.severity == .error }
            throw CommandFailure(
                .findings,
                "the contracts in \(configuration.contracts) have \(errors.count) error(s), the first: \(errors.first?.description ?? "")",
                next: "see them all with: lianban check \(configuration.contracts)"
            )
        }
        return Policy(catalogue, secrets: configuration.secrets)
    }

    func broker(name: String) throws -> Configuration {
        do throws(Configuration.Problem) {
            return try Configuration(url: configuration.broker, connectionName: name)
        } catch {
            throw CommandFailure(
                .usage,
                error.description,
                next: "set broker: in \(path), or LIANBAN_BROKER"
            )
        }
    }

    /// The region of a name, or the only one.
    func region(_ name: String?, in catalogue: Catalogue) throws -> Region {
        let known = catalogue.regions.map(\.name).joined(separator: ", ")
        if let name {
            if let region = catalogue.region(name) { return region }
            throw CommandFailure(
                .notFound,
                "there is no region '\(name)'",
                next: "known are \(known)"
            )
        }
        guard catalogue.regions.count == 1, let only = catalogue.regions.first else {
            throw CommandFailure(
                .usage,
                "there are several regions",
                next: "choose with --region: \(known)"
            )
        }
        return only
    }
}
