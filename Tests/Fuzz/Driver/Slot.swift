import Glibc
import System

/// A piece of memory that the worker and its watcher share, in a file: it outlives a worker that traps.
struct Slot: ~Copyable {
    /// Eight numbers, the finding's text, and the input.
    private static let textAt = 64
    private static let inputAt = 4096
    private static let size = 16 << 20
    static let inputMax = size - inputAt

    enum Field: Int {
        /// The number of the input that runs, counted from 1.
        case number, inputCount, textCount, accepted, slowest, slowestNumber, resident, inUse
    }

    // SAFETY: `size` bytes mapped by `init`, which nothing unmaps before `deinit`.
    private let memory: UnsafeMutableRawPointer

    init(_ path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, ftruncate(file, Self.size) == 0 else {
            throw Finding("cannot make \(path)")
        }
        defer { close(file) }
        let mapped = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        guard let mapped, mapped != MAP_FAILED else { throw Finding("cannot map \(path)") }
        memory = mapped
    }

    deinit { munmap(memory, Self.size) }

    subscript(field: Field) -> Int {
        get { memory.load(fromByteOffset: field.rawValue * 8, as: Int.self) }
        nonmutating set {
            memory.storeBytes(of: newValue, toByteOffset: field.rawValue * 8, as: Int.self)
        }
    }

    var input: [UInt8] {
        get {
            let count = min(max(0, self[.inputCount]), Self.inputMax)
            return Array(UnsafeRawBufferPointer(start: memory + Self.inputAt, count: count))
        }
        nonmutating set {
            let count = min(newValue.count, Self.inputMax)
            newValue.withUnsafeBytes { bytes in
                (memory + Self.inputAt).copyMemory(
                    from: bytes.baseAddress ?? UnsafeRawPointer(memory),
                    byteCount: count
                )
            }
            self[.inputCount] = count
        }
    }

    var text: String {
        get {
            let count = min(max(0, self[.textCount]), Self.inputAt - Self.textAt)
            let bytes = UnsafeRawBufferPointer(start: memory + Self.textAt, count: count)
            return String(decoding: bytes, as: UTF8.self)
        }
        nonmutating set {
            let bytes = Array(newValue.utf8.prefix(Self.inputAt - Self.textAt))
            (memory + Self.textAt).copyMemory(from: bytes, byteCount: bytes.count)
            self[.textCount] = bytes.count
        }
    }

    func clear() {
        for field in 0..<8 { memory.storeBytes(of: 0, toByteOffset: field * 8, as: Int.self) }
    }
}
