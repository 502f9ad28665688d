internal import CSQLite

/// A prepared statement. It belongs to its connection's thread.
///
/// Parameters are counted from 1 and columns from 0, as in SQLite.
package final class Statement {
    private let pointer: OpaquePointer
    private let database: OpaquePointer
    /// Keeps the connection open while the caller holds the statement; nil for the connection's own cache.
    private let connection: Connection?
    /// The first binding that failed since the last run (too long, no memory): the next step throws it.
    private var bindingFailure = SQLITE_OK

    init(
        connection: Connection?,
        pointer database: OpaquePointer,
        sql: String,
        isPersistent: Bool
    ) throws(SQLiteError) {
        var sql = sql
        var prepared: OpaquePointer?
        let flags = isPersistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let code = sql.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) { text in
                sqlite3_prepare_v3(
                    database,
                    text.baseAddress,
                    Int32(clamping: text.count),
                    flags,
                    &prepared,
                    nil
                )
            }
        }
        guard code == SQLITE_OK, let prepared else {
            throw SQLiteError(
                code: ResultCode(rawValue: code == SQLITE_OK ? SQLITE_MISUSE : code),
                message: code == SQLITE_OK
                    ? "no statement" : String(cString: sqlite3_errmsg(database))
            )
        }
        self.database = database
        self.connection = connection
        pointer = prepared
    }

    deinit { sqlite3_finalize(pointer) }

    // MARK: Parameters. A binding that fails is thrown by the step that follows.

    package func bind(_ value: Int64?, at index: Int) {
        if let value {
            check(sqlite3_bind_int64(pointer, Int32(index), value))
        } else {
            bindNull(at: index)
        }
    }

    /// Binds text, which SQLite copies.
    package func bind(_ text: String?, at index: Int) {
        guard var text else { return bindNull(at: index) }
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                // An empty buffer has no address, which SQLite would take for NULL.
                check(
                    lianban_sqlite_bind_text_copy(
                        pointer,
                        Int32(index),
                        bytes.baseAddress ?? Self.empty,
                        UInt64(bytes.count)
                    )
                )
            }
        }
    }

    /// Binds a blob, which SQLite copies.
    package func bind(_ bytes: UnsafeRawBufferPointer, at index: Int) {
        check(
            lianban_sqlite_bind_blob_copy(
                pointer,
                Int32(index),
                bytes.baseAddress ?? UnsafeRawPointer(Self.empty),
                UInt64(bytes.count)
            )
        )
    }

    /// Binds a blob, which SQLite copies; nil binds NULL.
    package func bind(_ bytes: [UInt8]?, at index: Int) {
        guard let bytes else { return bindNull(at: index) }
        bytes.withUnsafeBytes { bind($0, at: index) }
    }

    package func bindNull(at index: Int) { check(sqlite3_bind_null(pointer, Int32(index))) }

    /// Runs a statement that gives no rows, with one more blob that is not copied.
    package func run(borrowing bytes: [UInt8], at index: Int) throws(SQLiteError) {
        // `withUnsafeBytes` forgets the type of what its closure throws, hence the result.
        let result = bytes.withUnsafeBytes { bytes -> Result<Void, SQLiteError> in
            // SAFETY: the array outlives the step, and the binding is taken back before it can go.
            check(
                lianban_sqlite_bind_blob_borrow(
                    pointer,
                    Int32(index),
                    bytes.baseAddress ?? UnsafeRawPointer(Self.empty),
                    UInt64(bytes.count)
                )
            )
            defer { bindNull(at: index) }
            return Result { () throws(SQLiteError) in try run() }
        }
        try result.get()
    }

    // MARK: Running

    /// Goes to the next row. Returns false after the last one, and the statement can be bound anew.
    package func step() throws(SQLiteError) -> Bool {
        if bindingFailure != SQLITE_OK {
            defer { bindingFailure = SQLITE_OK }
            throw SQLiteError(
                code: ResultCode(rawValue: bindingFailure),
                message: "cannot bind: \(String(cString: sqlite3_errstr(bindingFailure)))"
            )
        }
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(pointer)
            return false
        case let code:
            let error = SQLiteError(
                code: ResultCode(rawValue: code),
                message: String(cString: sqlite3_errmsg(database))
            )
            sqlite3_reset(pointer)
            throw error
        }
    }

    /// Runs to the end and ignores rows.
    package func run() throws(SQLiteError) {
        while try step() {}
    }

    /// Ends the run, so that the statement holds no lock and can be bound anew. Parameters keep their values.
    package func reset() { sqlite3_reset(pointer) }

    // MARK: Columns of the current row

    package func isNull(at column: Int) -> Bool {
        sqlite3_column_type(pointer, Int32(column)) == SQLITE_NULL
    }

    package func int64(at column: Int) -> Int64 { sqlite3_column_int64(pointer, Int32(column)) }

    /// Nil for NULL.
    package func optionalInt64(at column: Int) -> Int64? {
        isNull(at: column) ? nil : int64(at: column)
    }

    /// The text of a column; NULL gives an empty text.
    package func text(at column: Int) -> String {
        guard let text = sqlite3_column_text(pointer, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    /// Nil for NULL.
    package func optionalText(at column: Int) -> String? {
        isNull(at: column) ? nil : text(at: column)
    }

    /// A copy of a blob; NULL gives no bytes.
    package func blob(at column: Int) -> [UInt8] { withBlob(at: column) { Array($0) } }

    /// Nil for NULL.
    package func optionalBlob(at column: Int) -> [UInt8]? {
        isNull(at: column) ? nil : blob(at: column)
    }

    /// Reads a blob in place: the bytes are SQLite's and end with the closure.
    package func withBlob<R>(at column: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        // The order matters: the count is that of the form that the call before asked for.
        let start = sqlite3_column_blob(pointer, Int32(column))
        let count = Int(sqlite3_column_bytes(pointer, Int32(column)))
        return body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    // SAFETY: one zero byte that is never written and never freed; it stands for the address of nothing.
    private nonisolated(unsafe) static let empty: UnsafePointer<CChar> = {
        let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        byte.initialize(to: 0)
        return UnsafePointer(byte)
    }()

    private func check(_ code: Int32) {
        if code != SQLITE_OK, bindingFailure == SQLITE_OK { bindingFailure = code }
    }
}
