internal import Glibc

/// Keeps a second process out: an exclusive flock(2) on a file that names its holder's process.
///
/// The kernel frees the lock when the process ends, however it ends. The file itself stays, since
/// removing it would let two processes lock two files of one name.
package final class FileLock: Sendable {
    package let path: String
    private let descriptor: Int32

    /// Takes the lock, or throws at once: code EWOULDBLOCK (`isHeld(error)`) and the holder's
    /// process number in the message when another process has it.
    package init(path: String) throws(SystemError) {
        self.path = path
        descriptor = uninterrupted { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { throw SystemError.last("open", path) }
        guard uninterrupted({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
            let code = errno
            // A deinit runs for this throw and closes the descriptor.
            guard code == EWOULDBLOCK else { throw SystemError.of(code, "lock", path) }
            let holder = (try? File.read(path, bytesMax: 64)).map {
                String(decoding: $0, as: UTF8.self)
            }
            let who = holder?.split(whereSeparator: \.isNewline).first ?? "?"
            throw SystemError(code: code, message: "lock \(path): held by process \(who)")
        }
        var text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0,
            uninterrupted({ pwrite(descriptor, &text, text.count, 0) }) == text.count
        else { throw SystemError.last("write", path) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        // A process that is being started shares the descriptor until it runs its program: closing alone would leave
        // the lock with it.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// True when the error says that another process has the lock.
    package static func isHeld(_ error: SystemError) -> Bool { error.code == EWOULDBLOCK }
}
