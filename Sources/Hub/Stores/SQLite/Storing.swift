internal import SQLite
internal import Values

/// Runs database calls and gives their errors the store's names.
func storing<R>(_ body: () throws(SQLiteError) -> R) throws(StoreError) -> R {
    do { return try body() } catch { throw StoreError(error) }
}

extension StoreError {
    init(_ error: SQLiteError) {
        let code: Code =
            if error.code.isBusy {
                .busy
            } else if error.code.isFull {
                .full
            } else if error.code.isIOError {
                .io
            } else if error.code.isCorrupt {
                .corrupt
            } else {
                .engine
            }
        self.init(code, "The store's database failed: \(error.description)")
    }

    /// What a commit that failed means. An I/O error there may have come after the log was written and before it was
    /// known to be flushed, and then a crash would bring the commit back.
    init(commit error: SQLiteError) {
        self.init(error)
        if code == .io { code = .unknownCommit }
    }
}

extension Instant {
    /// Nanoseconds since 1970, held within 1677 … 2262.
    var stored: Int64 {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, more) = product.addingReportingOverflow(Int64(nanoseconds))
        return overflow || more ? (seconds < 0 ? .min : .max) : sum
    }

    init(stored: Int64) {
        let second = stored >= 0 ? stored / 1_000_000_000 : -((-(stored + 1)) / 1_000_000_000) - 1
        self.init(seconds: second, nanoseconds: Int32(stored &- second &* 1_000_000_000))
    }
}

extension Statement {
    func bind(_ digest: Digest?, at index: Int) {
        if let digest { digest.withBytes { bind($0, at: index) } } else { bindNull(at: index) }
    }

    func bind(_ id: MessageID?, at index: Int) {
        if let id { id.withBytes { bind($0, at: index) } } else { bindNull(at: index) }
    }

    func bind(_ instant: Instant?, at index: Int) { bind(instant?.stored, at: index) }

    func optionalInstant(at column: Int) -> Instant? {
        optionalInt64(at: column).map(Instant.init(stored:))
    }
    func instant(at column: Int) -> Instant { Instant(stored: int64(at: column)) }

    func optionalDigest(at column: Int) -> Digest? { withBlob(at: column) { Digest($0.bytes) } }
    func optionalMessageID(at column: Int) -> MessageID? {
        withBlob(at: column) { MessageID($0.bytes) }
    }

    func optionalCase(at column: Int) -> CaseNumber? {
        optionalInt64(at: column).map(CaseNumber.init(key:))
    }

    /// An item from its case and its position; nil for NULL and for 0, which stands for the case itself.
    func optionalItem(case column: Int, position: Int) -> ItemNumber? {
        optionalCase(at: column).flatMap { ItemNumber($0, position: Int(int64(at: position))) }
    }

    func digest(at column: Int) throws(StoreError) -> Digest {
        guard let digest = optionalDigest(at: column) else { throw .unreadable("a digest") }
        return digest
    }

    /// One of an enumeration's words.
    func word<W: RawRepresentable<String>>(_ type: W.Type, at column: Int) throws(StoreError) -> W {
        guard let word = W(rawValue: text(at: column)) else {
            throw .unreadable("\(type) \(text(at: column))")
        }
        return word
    }

    /// Goes to the next row, with the store's errors.
    func next() throws(StoreError) -> Bool { try storing { () throws(SQLiteError) in try step() } }
}

extension StoreError {
    static func unreadable(_ what: String) -> StoreError {
        StoreError(.corrupt, "The store holds \(what) that this program cannot read.")
    }
}
