import System

/// Files of the person at the command line.
package enum LocalFile {
    /// Reads a file of at most 64 MiB, which is far more than a message may have.
    package static func read(_ path: String) throws -> [UInt8] { try File.read(path, bytesMax: 64 << 20) }

    package static func exists(_ path: String) -> Bool { (try? Directory.status(path)) != nil }

    /// The bytes that may still be written on the disk that holds `path`; nil where nothing is there.
    package static func freeBytes(at path: String) -> Int64? { try? Directory.freeBytes(at: path) }

    package static func now() -> (seconds: Int64, nanoseconds: Int32) { Clock.wall() }
}
