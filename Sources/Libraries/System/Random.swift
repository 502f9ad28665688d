internal import CSystem
internal import Glibc

/// Random bytes of the kernel, good enough for keys and nonces (getrandom(2)).
package enum Random {
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                guard let rest = buffer.baseAddress?.advanced(by: filled) else { return }
                let got = csystem_random(rest, count - filled)
                if got > 0 {
                    filled += got
                } else {
                    precondition(errno == EINTR, "the kernel gives no random bytes")
                }
            }
        }
    }

    /// 64 random bits, from the same source.
    package static func bits() -> UInt64 {
        bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
