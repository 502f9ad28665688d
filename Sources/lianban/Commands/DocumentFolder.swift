import Contracts
import Documents
import Formats
import System
import Values

/// A folder of generated files. A list in it says what the last run wrote; nothing else is ever changed.
struct DocumentFolder {
    /// The list: path → SM3 of what was written.
    static let listName = "lianban-docs.json"
    private static let bytesMax = 64 << 20

    struct Result {
        var written: [DocumentFile]
        /// Files of the last run that are not generated any more.
        var removed: [String]
        var unchangedCount: Int
    }

    let path: String

    /// Makes the folder hold exactly these files, beside what is not ours.
    ///
    /// Throws where the folder holds other things and no list, or where a file that would be written or removed is
    /// not as the last run left it, unless `force`.
    func write(_ files: [DocumentFile], force: Bool) throws -> Result {
        let known = try list()
        if known == nil, !force, try Directory.status(path) != nil,
            let first = try Directory.list(path).first
        {
            throw CommandFailure(
                .refused,
                "\(path) holds \(first.name), which lianban docs did not write",
                next: "name an empty folder, or add --force"
            )
        }
        let old = known ?? [:]
        let current = try digests(Set(files.map(\.path)).union(old.keys))
        let foreign = current.filter { old[$0.key] != $0.value }.keys.sorted()
        let wanted = Dictionary(files.map { ($0.path, Self.digest($0.bytes)) }) { $1 }
        let disturbed = foreign.filter { current[$0] != wanted[$0] }
        if let first = disturbed.first, !force {
            throw CommandFailure(
                .refused,
                "\(path)/\(first) was changed by hand, or another program wrote it\(disturbed.count > 1 ? " (and \(disturbed.count - 1) more)" : "")",
                next: "move it away, or add --force to replace it"
            )
        }
        return try put(files, old: old, current: current, wanted: wanted)
    }

    private func put(
        _ files: [DocumentFile],
        old: [String: String],
        current: [String: String],
        wanted: [String: String]
    ) throws -> Result {
        var result = Result(written: [], removed: [], unchangedCount: 0)
        try Directory.create(path)
        for file in files {
            if current[file.path] == wanted[file.path] {
                result.unchangedCount += 1
                continue
            }
            let target = "\(path)/\(file.path)"
            try Directory.create(File.directory(of: target))
            try File.write(file.bytes, to: target)
            result.written.append(file)
        }
        for gone in old.keys.sorted() where wanted[gone] == nil && current[gone] != nil {
            try File.remove("\(path)/\(gone)")
            result.removed.append(gone)
            try removeEmpty(File.directory(of: gone))
        }
        let list = Object(files.map { ($0.path, .string(wanted[$0.path] ?? "")) })
        try File.write(JSON.encodePretty(["files": .object(list)]), to: "\(path)/\(Self.listName)")
        return result
    }

    /// Removes a folder of ours that nothing is left in, and those above it.
    private func removeEmpty(_ folder: String) throws {
        guard folder != ".", folder != "/", !folder.isEmpty,
            try Directory.list("\(path)/\(folder)").isEmpty
        else { return }
        try Directory.removeTree("\(path)/\(folder)")
        try removeEmpty(File.directory(of: folder))
    }

    private func list() throws -> [String: String]? {
        let name = "\(path)/\(Self.listName)"
        guard try Directory.status(name)?.kind == .file else { return nil }
        guard let value = try? JSON.decode(try File.read(name, bytesMax: Self.bytesMax)),
            let files = value["files"]?.object
        else {
            throw CommandFailure(
                .refused,
                "\(name) is not as lianban docs writes it",
                next: "name an empty folder"
            )
        }
        var list: [String: String] = [:]
        for (path, digest) in files {
            // A list that was tampered with must not lead outside.
            guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else { continue }
            list[path] = digest.string
        }
        return list
    }

    /// Of those files that are there.
    private func digests(_ paths: Set<String>) throws -> [String: String] {
        var digests: [String: String] = [:]
        for path in paths {
            let name = "\(self.path)/\(path)"
            guard try Directory.status(name)?.kind == .file else { continue }
            digests[path] = Self.digest(try File.read(name, bytesMax: Self.bytesMax))
        }
        return digests
    }

    private static func digest(_ bytes: [UInt8]) -> String { Fingerprint.hex(of: bytes) }
}
