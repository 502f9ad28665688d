import Glibc
import Synchronization
import System
import Testing

@Suite struct SystemTests {
    /// A directory of its own that goes when the test ends.
    private final class Temporary {
        let path: String
        init() throws { path = try Directory.createTemporary(prefix: "lianban-system-") }
        deinit { try? Directory.removeTree(path) }
    }

    @Test func clocksAgreeOnDurations() {
        let (monotonic, wall) = (Clock.monotonic(), Clock.wallMilliseconds())
        Thread.sleep(milliseconds: 30)
        #expect(Clock.monotonic() - monotonic >= 30_000_000)
        #expect(Clock.wallMilliseconds() - wall >= 29)
        #expect(Clock.wall().seconds > 1_700_000_000)
        #expect((0..<1_000_000_000).contains(Clock.wall().nanoseconds))
    }

    @Test func aWakeUpEndsAPoll() throws {
        let wakeUp = try WakeUp()
        var poll = Poll([Poll.Item(wakeUp.descriptor), Poll.Item(-1)])
        let idle = try poll.wait(milliseconds: 1)
        #expect(!idle && !poll.items[0].isReadable)
        let thread = try Thread.start(name: "waker") {
            Thread.sleep(milliseconds: 20)
            wakeUp.signal()
            wakeUp.signal()
        }
        let woken = try poll.wait(milliseconds: 10_000)
        #expect(woken && poll.items[0].isReadable && !poll.items[1].isReadable)
        thread.join()
        wakeUp.drain()
        let after = try poll.wait(milliseconds: 0)
        #expect(!after)
    }

    @Test func aMailboxLosesNothingAndKeepsTheOrder() throws {
        let mailbox = try Mailbox<Int>()
        #expect(mailbox.take().isEmpty)
        let thread = try Thread.start(name: "poster") {
            for letter in 0..<10_000 { mailbox.post(letter) }
        }
        var received: [Int] = []
        while received.count < 10_000 {
            let letters = try mailbox.take(max: 7, waitMilliseconds: 10_000)
            #expect((1...7).contains(letters.count))
            if letters.isEmpty { break }
            received += letters
        }
        thread.join()
        #expect(received == Array(0..<10_000))
    }

    @Test func aThreadRunsOnceAndIsJoined() throws {
        let runs = Atomic(0)
        let thread = try Thread.start(name: "a-name-longer-than-15-bytes") {
            Thread.sleep(milliseconds: 20)
            runs.add(1, ordering: .sequentiallyConsistent)
        }
        #expect(!thread.isCurrent)
        thread.join()
        thread.join()
        #expect(runs.load(ordering: .sequentiallyConsistent) == 1)
        #expect(throws: SystemError.self) {
            try Thread.start(name: "too-large", stackBytes: 1 << 60) {}.join()
        }
    }

    @Test func signalsAreReadFromADescriptor() async {
        await #expect(processExitsWith: .exitCode(0)) {
            let signals = try Signals()
            #expect(signals.next() == nil)
            raise(15)
            raise(1)
            // Not the order of sending: the kernel hands out the lowest number first.
            var poll = Poll([Poll.Item(signals.descriptor)])
            _ = try poll.wait(milliseconds: 1000)
            let found = [signals.next(), signals.next(), signals.next()]
            exit(found == [.hangUp, .terminate, nil] ? 0 : 1)
        }
    }

    @Test func filesAreWrittenReadAndReplaced() throws {
        let temporary = try Temporary()
        let path = "\(temporary.path)/file"
        #expect {
            try File.read(path)
        } throws: {
            ($0 as? SystemError)?.isMissing == true
                && "\($0)" == "open \(path): No such file or directory"
        }
        let large = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try File.write(large, to: path)
        #expect(try File.read(path) == large)
        #expect(throws: SystemError.self) { try File.read(path, bytesMax: 299_999) }
        try File.write([1, 2], to: path)
        try File.append([3], to: path)
        #expect(try File.read(path) == [1, 2, 3])
        try File.replace(path, with: [9], mode: 0o600)
        #expect(try File.read(path) == [9])
        #expect(try Directory.status(path)?.mode == 0o600)
        try File.rename(path, to: path + "2")
        #expect(try Directory.list(temporary.path) == [.init(name: "file2", kind: .file)])
        try File.remove(path + "2")
        try File.remove(path + "2")
        #expect(throws: SystemError.self) { try File.replace("/nowhere/x", with: []) }
    }

    @Test func directoriesAreMadeListedAndRemoved() throws {
        let temporary = try Temporary()
        let deep = "\(temporary.path)/a/b/c"
        try Directory.create(deep)
        try Directory.create(deep)
        try File.write([], to: "\(deep)/联办")
        try File.write([1, 2, 3], to: "\(temporary.path)/z")
        #expect(
            try Directory.list(temporary.path)
                == [.init(name: "a", kind: .directory), .init(name: "z", kind: .file)]
        )
        #expect(try Directory.list(deep) == [.init(name: "联办", kind: .file)])
        let status = try #require(try Directory.status("\(temporary.path)/z"))
        #expect(status.byteCount == 3 && status.kind == .file)
        #expect(abs(status.modifiedMilliseconds - Clock.wallMilliseconds()) < 60_000)
        #expect(try Directory.status("\(temporary.path)/z/below-a-file") == nil)
        #expect(try Directory.resolve("\(temporary.path)/a/../a/b") == "\(temporary.path)/a/b")
        #expect(try Directory.freeBytes(at: temporary.path) > 0)
        #expect(throws: SystemError.self) { try Directory.list("\(temporary.path)/none") }
        try Directory.removeTree("\(temporary.path)/a")
        #expect(try Directory.status(deep) == nil)
        #expect(throws: SystemError.self) { try Directory.create("\(temporary.path)/z/x") }
    }

    @Test(arguments: [("a", "."), ("/a", "/"), ("/a/b", "/a"), ("a/b/c", "a/b"), ("/", "/")])
    func theDirectoryOf(_ path: String, _ expected: String) {
        #expect(File.directory(of: path) == expected)
    }

    @Test func aLockIsHeldOnceAndNamesItsHolder() throws {
        let temporary = try Temporary()
        let path = "\(temporary.path)/lock"
        var lock: FileLock? = try FileLock(path: path)
        #expect(lock?.path == path)
        #expect {
            try FileLock(path: path)
        } throws: {
            guard let error = $0 as? SystemError else { return false }
            return FileLock.isHeld(error)
                && error.message.contains("held by process \(Environment.processID)")
        }
        lock = nil
        _ = try FileLock(path: path)
    }

    @Test func aLockThatIsGivenBackIsFreeWhoeverSharesItsDescriptor() throws {
        let temporary = try Temporary()
        let path = "\(temporary.path)/lock"
        var lock: FileLock? = try FileLock(path: path)
        let link = try #require(
            (3..<1024).first { descriptor in
                var target = [CChar](repeating: 0, count: 4096)
                let count = readlink("/proc/self/fd/\(descriptor)", &target, target.count)
                return count == path.utf8.count
                    && target.prefix(count).map { UInt8(bitPattern: $0) } == Array(path.utf8)
            }
        )
        // What a child has between its start and its program.
        let shared = dup(Int32(link))
        defer { close(shared) }
        #expect(shared >= 0)
        #expect(throws: SystemError.self) { try FileLock(path: path) }
        withExtendedLifetime(lock) {}
        lock = nil
        _ = try FileLock(path: path)
    }

    @Test func randomBytesDiffer() {
        #expect(Random.bytes(0).isEmpty)
        #expect(Random.bytes(1000).count == 1000)
        #expect(Random.bytes(32) != Random.bytes(32))
        #expect(Random.bits() != Random.bits())
    }

    @Test func theEnvironmentIsRead() {
        #expect(Environment.value("PATH")?.isEmpty == false)
        #expect(Environment.value("LIANBAN_SURELY_NOT_SET") == nil)
        #expect(Environment.values(prefix: "PATH")["PATH"] == Environment.value("PATH"))
        #expect(!Environment.hostName.isEmpty)
    }
}
