internal import Glibc

/// Directories and what the system knows about a path.
package enum Directory {
    package enum Kind: Sendable, Equatable {
        case file, directory, other
    }

    package struct Entry: Sendable, Equatable {
        /// The name alone, without the directory.
        package let name: String
        package let kind: Kind

        package init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    package struct Status: Sendable, Equatable {
        package let kind: Kind
        package let byteCount: Int64
        /// Milliseconds since 1970-01-01T00:00:00Z.
        package let modifiedMilliseconds: Int64
        /// The permission bits, for example 0o600.
        package let mode: UInt32
    }

    /// The entries of a directory sorted by name, without `.` and `..`; links are followed.
    ///
    /// A name that is not UTF-8 throws EILSEQ.
    package static func list(_ path: String) throws(SystemError) -> [Entry] {
        guard let stream = opendir(path) else { throw SystemError.last("open", path) }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            // SAFETY: readdir's record stays until the next call on this stream; its name is a C
            // text that may run past the declared array, so it is read through the pointer.
            let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
            let start = UnsafeRawPointer(entry).advanced(by: offset)
                .assumingMemoryBound(to: CChar.self)
            guard let name = String(validatingCString: start) else {
                throw SystemError.of(EILSEQ, "read a file name in", path)
            }
            if name == "." || name == ".." { continue }
            let kind = try status("\(path)/\(name)")?.kind ?? .other
            entries.append(Entry(name: name, kind: kind))
        }
        if errno != 0 { throw SystemError.last("read", path) }
        return entries.sorted { $0.name < $1.name }
    }

    /// What is at a path (links are followed), or nil when there is nothing.
    package static func status(_ path: String) throws(SystemError) -> Status? {
        var found = stat()
        guard stat(path, &found) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw SystemError.last("stat", path)
        }
        let kind: Kind =
            switch found.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            default: .other
            }
        return Status(
            kind: kind,
            byteCount: Int64(found.st_size),
            modifiedMilliseconds: Int64(found.st_mtim.tv_sec) * 1000
                + Int64(found.st_mtim.tv_nsec) / 1_000_000,
            mode: found.st_mode & 0o7777
        )
    }

    /// Makes a directory and those above it; one that exists is no error.
    package static func create(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
        if try status(path)?.kind == .directory { return }
        let parent = File.directory(of: path)
        if parent != path, parent != "." { try create(parent, mode: mode) }
        guard mkdir(path, mode) == 0 || errno == EEXIST else {
            throw SystemError.last("mkdir", path)
        }
    }

    /// Makes a new, empty directory under `parent` whose name begins with `prefix`.
    package static func createTemporary(
        prefix: String,
        in parent: String = "/tmp"
    ) throws(SystemError) -> String {
        var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError.last("mkdtemp in", parent) }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Removes a directory with everything in it; does not follow links; nothing there is no error.
    package static func removeTree(_ path: String) throws(SystemError) {
        var found = stat()
        guard lstat(path, &found) == 0 else {
            if errno == ENOENT { return }
            throw SystemError.last("stat", path)
        }
        if found.st_mode & S_IFMT == S_IFDIR {
            for entry in try list(path) { try removeTree("\(path)/\(entry.name)") }
        }
        try File.remove(path)
    }

    /// The bytes that an ordinary user may still write on the disk that holds `path`.
    package static func freeBytes(at path: String) throws(SystemError) -> Int64 {
        var found = statvfs()
        guard statvfs(path, &found) == 0 else { throw SystemError.last("statvfs", path) }
        let (bytes, overflow) = UInt64(found.f_bavail)
            .multipliedReportingOverflow(by: UInt64(found.f_frsize))
        return overflow ? .max : Int64(clamping: bytes)
    }

    /// The absolute path without links and dots; throws when there is nothing.
    package static func resolve(_ path: String) throws(SystemError) -> String {
        guard let text = realpath(path, nil) else { throw SystemError.last("resolve", path) }
        defer { free(text) }
        // SAFETY: realpath succeeded: a text that ends in NUL, ours to free.
        return String(cString: text)
    }
}
