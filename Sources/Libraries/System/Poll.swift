internal import Glibc

/// Waits until one of several descriptors is ready (poll(2)); made once, waited on many times.
package struct Poll: Sendable {
    /// One descriptor and what is awaited.
    package struct Item: Sendable {
        /// A negative descriptor is passed over.
        package var descriptor: Int32
        package var reads: Bool
        package var writes: Bool
        /// Set by `wait`: something can be read, or the other side is gone (read to learn which).
        package fileprivate(set) var isReadable = false
        /// Set by `wait`: something can be written, or the other side is gone.
        package fileprivate(set) var isWritable = false

        package init(_ descriptor: Int32, reads: Bool = true, writes: Bool = false) {
            self.descriptor = descriptor
            self.reads = reads
            self.writes = writes
        }
    }

    package var items: [Item]
    private var raw: [pollfd] = []

    package init(_ items: [Item]) { self.items = items }

    /// Returns true when at least one item is ready, false when the time is over.
    ///
    /// A negative `milliseconds` waits for ever, 0 only looks. A signal ends the wait early, as
    /// if the time were over.
    package mutating func wait(milliseconds: Int) throws(SystemError) -> Bool {
        raw.removeAll(keepingCapacity: true)
        for item in items {
            let events = (item.reads ? POLLIN : 0) | (item.writes ? POLLOUT : 0)
            raw.append(pollfd(fd: item.descriptor, events: Int16(events), revents: 0))
        }
        let limit = Int32(clamping: milliseconds)
        let ready = raw.withUnsafeMutableBufferPointer { buffer in
            poll(buffer.baseAddress, nfds_t(buffer.count), limit)
        }
        if ready < 0, errno != EINTR { throw SystemError.last("poll") }
        let gone = POLLERR | POLLHUP | POLLNVAL
        for index in items.indices {
            let events = ready > 0 ? Int32(raw[index].revents) : 0
            items[index].isReadable = events & (Int32(POLLIN) | Int32(gone)) != 0
            items[index].isWritable = events & (Int32(POLLOUT) | Int32(gone)) != 0
        }
        return ready > 0
    }
}
