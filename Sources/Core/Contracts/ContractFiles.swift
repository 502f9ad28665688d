import Schemas
import Values

/// The files of a contracts folder, as bytes by their path below it. Reading the disk is the caller's part.
package struct ContractFiles: Sendable {
    /// `<region>/<party>/contract.yaml` → bytes.
    package var bytes: [String: [UInt8]]

    package init(_ bytes: [String: [UInt8]]) { self.bytes = bytes }

    package func contains(_ path: String) -> Bool { bytes[path] != nil }

    /// Whether this file stands in a folder and nothing else does, at any depth.
    func contains(only path: String, in folder: String) -> Bool {
        contains(path) && bytes.keys.allSatisfy { !$0.hasPrefix(folder + "/") || $0 == path }
    }

    /// Paths directly inside a folder, sorted: `order.map.yaml`, `order.schema.json` …
    package func names(in folder: String) -> [String] {
        let prefix = folder + "/"
        return bytes.keys.filter { $0.hasPrefix(prefix) }
            .map { String($0.dropFirst(prefix.count)) }
            .filter { !$0.contains("/") }.sorted()
    }

    /// Folders directly inside a folder (the root for ""), sorted.
    package func folders(in folder: String) -> [String] {
        let prefix = folder.isEmpty ? "" : folder + "/"
        var found: Set<String> = []
        for path in bytes.keys where path.hasPrefix(prefix) {
            let rest = path.dropFirst(prefix.count)
            if let slash = rest.firstIndex(of: "/") { found.insert(String(rest[..<slash])) }
        }
        return found.sorted()
    }
}

/// Reads contract files as nodes, each once, with inheritance resolved.
struct NodeLoader {
    let files: ContractFiles
    private(set) var diagnostics: [Diagnostic] = []
    /// Every file that was read, for the version digest of what was compiled from them.
    private(set) var read: Set<String> = []
    /// Every file that was read at any time.
    private(set) var everRead: Set<String> = []
    private var cache: [String: Node?] = [:]

    init(files: ContractFiles) { self.files = files }

    /// Starts a new record of the files that are read from here on.
    mutating func beginRecord() { read = [] }

    /// The tree of one file as it stands there, or nil where it is absent or cannot be read (which is diagnosed).
    mutating func node(_ path: String) -> Node? {
        if let known = cache[path] {
            if known != nil { read.insert(path) }
            return known
        }
        guard let bytes = files.bytes[path] else {
            cache[path] = .some(nil)
            return nil
        }
        read.insert(path)
        everRead.insert(path)
        do throws(Diagnostics) {
            let node = try Node.read(yaml: bytes, file: path)
            cache[path] = node
            return node
        } catch {
            diagnostics += error.list
            cache[path] = .some(nil)
            return nil
        }
    }

    /// The tree of a file of a folder, merged over the same file of the folders that `extends` names
    /// (contracts/LANGUAGE.md 2.5: RFC 7396).
    mutating func inherited(_ name: String, in chain: [String]) -> Node? {
        var result: Node?
        for folder in chain.reversed() {
            guard let own = node("\(folder)/\(name)") else { continue }
            result = result.map { $0.merged(with: own) } ?? own
        }
        return result
    }

    /// The folder itself and those it extends, nearest first; `main` is the file that holds `extends`. None where one of them
    /// cannot be found: without it most of what is said would seem to be missing.
    mutating func chain(of folder: String, main: String) -> [String] {
        var chain = [folder]
        while let last = chain.last, let node = node("\(last)/\(main)"),
            let base = node["extends"]?.scalar
        {
            if chain.contains(base.text) {
                let through = last == folder ? "" : " through \(last)"
                report("LB2003", base.span, "\(folder) extends itself\(through)")
                return []
            }
            guard files.contains("\(base.text)/\(main)") else {
                report(
                    "LB2004",
                    base.span,
                    "extends names \(base.text), but there is no \(base.text)/\(main)",
                    hint: didYouMean(base.text, among: folders(with: main))
                        ?? "write the path of a folder below contracts/, such as shared/<name>"
                )
                return []
            }
            chain.append(base.text)
        }
        return chain
    }

    private func folders(with main: String) -> [String] {
        files.bytes.keys.filter { $0.hasSuffix("/\(main)") }
            .map { String($0.dropLast(main.utf8.count + 1)) }
    }

    /// The file names that a chain of folders holds together.
    func names(in chain: [String]) -> [String] {
        Set(chain.flatMap { files.names(in: $0) }).sorted()
    }

    mutating func report(_ code: String, _ span: SourceSpan, _ message: String, hint: String? = nil)
    {
        diagnostics.append(Diagnostic(code: code, span: span, message: message, hint: hint))
    }

    mutating func report(_ found: [Diagnostic]) { diagnostics += found }
}

extension Node {
    /// RFC 7396 on source trees: the patch's places win where it speaks, the base's stay elsewhere.
    func merged(with patch: Node) -> Node {
        guard case .mapping(let base, _) = self, case .mapping(let changes, let span) = patch else {
            return patch
        }
        var result = base
        for change in changes {
            let at = result.firstIndex { $0.key.text == change.key.text }
            if change.value.scalar?.value == .null {
                if let at { result.remove(at: at) }
            } else if let at {
                let merged = result[at].value.merged(with: change.value)
                result[at] = Entry(key: change.key, value: merged)
            } else {
                result.append(change)
            }
        }
        return .mapping(result, span)
    }
}
