import Contracts
import Schemas
import System
import Values

/// `lianban.yaml` with what `LIANBAN_*` overrides: where the hub finds its contracts, data, broker and secrets.
package struct HubConfiguration: Sendable {
    /// The contracts folder.
    package var contracts: String
    /// The folder of the database, the lock and the hub's socket.
    package var data: String
    /// An AMQP URL; its password is never printed.
    package var broker: String
    package var secrets: Secrets
    /// Deliveries in flight before the hub has acknowledged them.
    package var prefetch: Int
    /// Messages in one commit at the most.
    package var batch: Int
    package var log: Log.Level

    package var database: String { "\(data)/lianban.db" }
    package var socket: String { "\(data)/hub.sock" }

    /// What is wrong with a configuration, with the place and what to do.
    package struct Fault: Error, CustomStringConvertible {
        package var description: String
    }

    static let keys = ["contracts", "data", "broker", "secrets", "prefetch", "batch", "log"]

    /// Reads a file and the environment. Relative paths in the file are taken from the file's own folder.
    package static func read(
        _ path: String,
        environment: [String: String]
    ) throws -> HubConfiguration {
        var texts: [String: String] = [:]
        if try Directory.status(path) != nil {
            texts = try values(
                of: try Node.read(yaml: try File.read(path, bytesMax: 1 << 20), file: path)
            )
            let folder = File.directory(of: path)
            for key in ["contracts", "data", "secrets"] {
                if let relative = texts[key], !relative.hasPrefix("/") {
                    texts[key] = "\(folder)/\(relative)"
                }
            }
        }
        for key in keys {
            if let value = environment["LIANBAN_\(key.uppercased())"] { texts[key] = value }
        }
        return try HubConfiguration(texts, path: path)
    }

    private static func values(of node: Node) throws -> [String: String] {
        guard let entries = node.entries else {
            throw Fault(
                description:
                    "\(node.span): a configuration is a mapping of \(keys.joined(separator: ", "))"
            )
        }
        var texts: [String: String] = [:]
        for entry in entries {
            guard keys.contains(entry.key.text) else {
                throw Fault(
                    description:
                        "\(entry.key.span): there is no setting '\(entry.key.text)'; known are \(keys.joined(separator: ", "))"
                )
            }
            guard let scalar = entry.value.scalar else {
                throw Fault(
                    description: "\(entry.value.span): \(entry.key.text) is a text or a number"
                )
            }
            texts[entry.key.text] = scalar.text
        }
        return texts
    }

    private init(_ texts: [String: String], path: String) throws {
        func number(_ key: String, _ otherwise: Int, _ range: ClosedRange<Int>) throws -> Int {
            guard let text = texts[key] else { return otherwise }
            guard let number = Int(text), range.contains(number) else {
                throw Fault(
                    description:
                        "\(path): \(key) is a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'"
                )
            }
            return number
        }
        contracts = texts["contracts"] ?? "contracts"
        data = texts["data"] ?? ".lianban"
        broker = texts["broker"] ?? "amqp://guest:guest@127.0.0.1:5672/lianban"
        prefetch = try number("prefetch", 500, 1...10_000)
        batch = try number("batch", 500, 1...10_000)
        guard let level = Log.Level(rawValue: texts["log"] ?? "info") else {
            throw Fault(description: "\(path): log is error, warn or info")
        }
        log = level
        secrets = try texts["secrets"].map { try Secrets.read($0) } ?? Secrets()
    }
}

/// The secrets that contracts name: from a file of `name=value` lines or a folder with a file for each name.
package struct Secrets: Sendable {
    private var values: [String: [UInt8]] = [:]

    package init(_ values: [String: [UInt8]] = [:]) { self.values = values }

    package subscript(name: String) -> [UInt8]? { values[name] }

    /// With made-up secrets for these names: for looking at messages that will not be sent.
    package func standingIn(for names: [String]) -> Secrets {
        var result = self
        for name in names {
            // 32 hexadecimal digits: a secret for a signature, and an SM4 key as well.
            let digits = Fingerprint.hex(of: Array("stand-in for \(name)".utf8)).prefix(32)
            result.values[name] = Array(digits.utf8)
        }
        return result
    }

    static func read(_ path: String) throws -> Secrets {
        guard let status = try Directory.status(path) else {
            throw HubConfiguration.Fault(description: "secrets: there is nothing at \(path)")
        }
        if status.kind == .directory {
            var values: [String: [UInt8]] = [:]
            for entry in try Directory.list(path) where entry.kind == .file {
                values[entry.name] = trimmed(
                    try File.read("\(path)/\(entry.name)", bytesMax: 1 << 16)
                )
            }
            return Secrets(values)
        }
        return Secrets(try lines(of: try File.read(path, bytesMax: 1 << 20), path))
    }

    private static func lines(of bytes: [UInt8], _ path: String) throws -> [String: [UInt8]] {
        var values: [String: [UInt8]] = [:]
        for (at, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = trimmed(Array(line))
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")), equals > 0 else {
                throw HubConfiguration.Fault(
                    description: "\(path):\(at + 1): a secret is written name=value"
                )
            }
            values[String(decoding: line[..<equals], as: UTF8.self)] = Array(line[(equals + 1)...])
        }
        return values
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        let isBlank = { (byte: UInt8) in
            byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
        }
        return Array(Array(bytes.drop(while: isBlank)).reversed().drop(while: isBlank).reversed())
    }
}
