internal import CSystem
internal import Glibc
internal import Synchronization

/// A thread of its own for work that blocks, so that nothing blocks Swift's cooperative pool.
package final class Thread: Sendable {
    package let name: String
    private let handle: pthread_t
    private let joined = Atomic(false)

    /// Starts a thread; join it before the last reference goes.
    ///
    /// - `name`: Shown by `top -H` and debuggers; Linux keeps 15 bytes.
    /// - `stackBytes`: Address space only, used as it is touched.
    /// - `body`: Runs once on the new thread.
    package static func start(
        name: String,
        stackBytes: Int = 8 << 20,
        _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> Thread {
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        var handle = pthread_t()
        let result = pthread_create(
            &handle,
            &attributes,
            { context in
                // SAFETY: `context` is the retained Work of the call below; taken exactly once.
                guard let context else { return nil }
                let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
                csystem_thread_name(work.name)
                work.body()
                return nil
            },
            work.toOpaque()
        )
        guard result == 0 else {
            work.release()
            throw SystemError.of(result, "start the thread", name)
        }
        return Thread(name: name, handle: handle)
    }

    private init(name: String, handle: pthread_t) {
        self.name = name
        self.handle = handle
    }

    deinit {
        if !joined.load(ordering: .acquiring) { pthread_detach(handle) }
    }

    /// Waits until the thread's body has returned; a second call returns at once.
    package func join() {
        precondition(!isCurrent, "a thread cannot join itself")
        guard !joined.exchange(true, ordering: .acquiringAndReleasing) else { return }
        pthread_join(handle, nil)
    }

    /// True on the thread itself.
    package var isCurrent: Bool { pthread_equal(handle, pthread_self()) != 0 }

    /// Stops the calling thread for a while; a signal does not shorten it.
    package static func sleep(milliseconds: Int) {
        guard milliseconds > 0 else { return }
        var rest = timespec(
            tv_sec: milliseconds / 1000,
            tv_nsec: milliseconds % 1000 * 1_000_000
        )
        while true {
            var left = timespec()
            if nanosleep(&rest, &left) == 0 || errno != EINTR { return }
            rest = left
        }
    }

    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
