internal import Glibc

/// Whole files, read and written; each error names the path.
package enum File {
    /// Reads a whole file.
    ///
    /// A file longer than `bytesMax` throws EFBIG instead of filling the memory.
    package static func read(_ path: String, bytesMax: Int = 1 << 30) throws(SystemError) -> [UInt8]
    {
        let descriptor = uninterrupted { open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw SystemError.last("open", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let got = uninterrupted { Glibc.read(descriptor, &chunk, chunk.count) }
            if got < 0 { throw SystemError.last("read", path) }
            if got == 0 { return bytes }
            guard bytes.count + got <= bytesMax else { throw SystemError.of(EFBIG, "read", path) }
            bytes.append(contentsOf: chunk[..<got])
        }
    }

    /// Writes a file, in place of what it held; a crash may leave half of it (see `replace`).
    package static func write(
        _ bytes: [UInt8],
        to path: String,
        mode: UInt32 = 0o644
    ) throws(SystemError) {
        try put(bytes, to: path, flags: O_TRUNC, mode: mode, synchronized: false)
    }

    /// Adds bytes to the end of a file, which is made when missing.
    package static func append(
        _ bytes: [UInt8],
        to path: String,
        mode: UInt32 = 0o644
    ) throws(SystemError) {
        try put(bytes, to: path, flags: O_APPEND, mode: mode, synchronized: false)
    }

    /// Writes a file so that after a crash it holds all of the old bytes or all of the new ones:
    /// a new file beside it, flushed, renamed, and the directory flushed.
    package static func replace(
        _ path: String,
        with bytes: [UInt8],
        mode: UInt32 = 0o644
    ) throws(SystemError) {
        let next = "\(path).\(getpid()).new"
        do {
            try put(bytes, to: next, flags: O_TRUNC, mode: mode, synchronized: true)
            try rename(next, to: path)
        } catch {
            unlink(next)
            throw error
        }
        try synchronize(directory(of: path))
    }

    private static func put(
        _ bytes: [UInt8],
        to path: String,
        flags: Int32,
        mode: UInt32,
        synchronized: Bool
    ) throws(SystemError) {
        let descriptor = uninterrupted { open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode) }
        guard descriptor >= 0 else { throw SystemError.last("open", path) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let put = bytes.withUnsafeBytes { buffer in
                uninterrupted {
                    Glibc.write(
                        descriptor,
                        buffer.baseAddress?.advanced(by: written),
                        buffer.count - written
                    )
                }
            }
            if put < 0 { throw SystemError.last("write", path) }
            written += put
        }
        if synchronized, fsync(descriptor) != 0 { throw SystemError.last("fsync", path) }
    }

    package static func rename(_ path: String, to new: String) throws(SystemError) {
        guard Glibc.rename(path, new) == 0 else {
            throw SystemError.last("rename", "\(path) to \(new)")
        }
    }

    /// Removes a file or an empty directory; nothing there is no error.
    package static func remove(_ path: String) throws(SystemError) {
        guard Glibc.remove(path) == 0 || errno == ENOENT else {
            throw SystemError.last("remove", path)
        }
    }

    /// Flushes a file or a directory (the names in it) to the disk (fsync(2)).
    package static func synchronize(_ path: String) throws(SystemError) {
        let descriptor = uninterrupted { open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw SystemError.last("open", path) }
        defer { close(descriptor) }
        if fsync(descriptor) != 0 { throw SystemError.last("fsync", path) }
    }

    /// Everything before the last slash: "." for a plain name, "/" for a name under the root.
    package static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
