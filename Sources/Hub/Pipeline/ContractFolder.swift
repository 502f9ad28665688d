package import Contracts
package import System

/// A contracts folder on the disk.
package enum ContractFolder {
    /// Reads every file of the folder and below it, but examples and what begins with a dot.
    package static func read(_ path: String) throws(SystemError) -> ContractFiles {
        var bytes: [String: [UInt8]] = [:]
        try add(path, "", &bytes)
        return ContractFiles(bytes)
    }

    private static func add(
        _ root: String,
        _ below: String,
        _ bytes: inout [String: [UInt8]]
    ) throws(SystemError) {
        for entry in try Directory.list(below.isEmpty ? root : "\(root)/\(below)") {
            if entry.name.hasPrefix(".") || entry.name == "examples" { continue }
            let path = below.isEmpty ? entry.name : "\(below)/\(entry.name)"
            switch entry.kind {
            case .directory: try add(root, path, &bytes)
            case .file where path.hasSuffix(".yaml") || path.hasSuffix(".json"):
                bytes[path] = try File.read("\(root)/\(path)", bytesMax: 4 << 20)
            default: break
            }
        }
    }
}
