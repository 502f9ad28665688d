import Contracts
import Formats
import Pipeline
import Stores
import Values

extension HubConfiguration {
    /// The configuration that `--config` or the environment names; where nothing is there, the defaults.
    static func read(for arguments: Arguments) throws(CommandFailure) -> HubConfiguration {
        let path = arguments[Lianban.config]
        if arguments.has(Lianban.config), !LocalFile.exists(path) {
            throw CommandFailure(
                .usage, "there is no configuration \(path)", next: "name one with --config FILE or LIANBAN_CONFIG"
            )
        }
        var environment: [String: String] = [:]
        for key in keys {
            let name = "LIANBAN_\(key.uppercased())"
            environment[name] = Terminal.environment(name)
        }
        do {
            return try read(path, environment: environment)
        } catch {
            throw CommandFailure(.usage, "the configuration cannot be used: \(error)", next: "correct \(path)")
        }
    }

    /// The store, for looking at.
    func openStore() throws(CommandFailure) -> any StoreReader {
        guard LocalFile.exists(database) else {
            throw CommandFailure(
                .unreachable, "there is no store at \(database)",
                next: "start the hub once with: lianban serve, or name its configuration with --config FILE"
            )
        }
        do {
            return try SQLiteReaders(path: database).open()
        } catch {
            throw CommandFailure(.unreachable, "the store cannot be opened: \(error.message)", next: nil)
        }
    }

    /// The compiled contracts, ready to run on.
    func loadPolicy() throws(CommandFailure) -> Policy {
        Policy(try Catalogue.load(contracts), secrets: secrets)
    }
}

extension ContractFiles {
    static func load(_ folder: String) throws(CommandFailure) -> ContractFiles {
        guard LocalFile.exists(folder) else {
            throw CommandFailure(
                .notFound, "there is no contracts folder \(folder)",
                next: "name it on the command line, or as contracts: in the configuration"
            )
        }
        do {
            return try ContractFolder.read(folder)
        } catch {
            throw CommandFailure(.notFound, "the contracts cannot be read: \(error)", next: nil)
        }
    }
}

extension Catalogue {
    static func load(_ folder: String) throws(CommandFailure) -> Catalogue {
        let (catalogue, diagnostics) = compile(try ContractFiles.load(folder))
        guard let catalogue else {
            let errors = diagnostics.count { $0.severity == .error }
            throw CommandFailure(
                .findings, "the contracts in \(folder) have \(counted(errors, "error"))",
                next: "see them with: lianban check \(folder)"
            )
        }
        return catalogue
    }
}

extension Instant {
    static var wall: Instant {
        let now = LocalFile.now()
        return Instant(seconds: now.seconds, nanoseconds: now.nanoseconds)
    }

    /// For people: `2024-09-14 08:30:00`, in China.
    var written: String {
        let (day, second) = self.day()
        return "\(day) \(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    }
}

extension Output {
    /// A value as JSON for programs.
    func json(_ value: Value) {
        text(String(decoding: JSON.encodePretty(value), as: UTF8.self))
    }
}

extension Value {
    /// Null where there is nothing.
    init(_ text: String?) { self = text.map { .string($0) } ?? .null }

    init(_ instant: Instant?) { self.init(instant?.rfc3339()) }

    init(_ texts: [String]) { self = .array(texts.map { .string($0) }) }

    init(_ problems: [Problem]) {
        self = .array(
            problems.map { problem in
                [
                    "code": .string(problem.code), "place": .string(problem.place.description),
                    "expected": .string(problem.expected), "found": .string(problem.found), "say": .string(problem.say),
                ]
            }
        )
    }
}

/// `1 error`, `2 errors`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

extension Value {
    /// Pretty JSON without the last line end.
    var jsonText: String { String(String(decoding: JSON.encodePretty(self), as: UTF8.self).dropLast()) }
}
