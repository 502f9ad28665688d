/// An extended result code of SQLite (https://sqlite.org/rescode.html).
///
/// The numbers are ours because the extended codes are macros that Swift does not import.
package struct ResultCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let ok = ResultCode(rawValue: 0)
    package static let error = ResultCode(rawValue: 1)
    package static let busy = ResultCode(rawValue: 5)
    package static let locked = ResultCode(rawValue: 6)
    package static let noMemory = ResultCode(rawValue: 7)
    package static let readOnly = ResultCode(rawValue: 8)
    package static let interrupt = ResultCode(rawValue: 9)
    package static let ioError = ResultCode(rawValue: 10)
    package static let corrupt = ResultCode(rawValue: 11)
    package static let full = ResultCode(rawValue: 13)
    package static let cannotOpen = ResultCode(rawValue: 14)
    package static let tooBig = ResultCode(rawValue: 18)
    package static let constraint = ResultCode(rawValue: 19)
    package static let misuse = ResultCode(rawValue: 21)
    package static let notADatabase = ResultCode(rawValue: 26)
    package static let row = ResultCode(rawValue: 100)
    package static let done = ResultCode(rawValue: 101)
    package static let ioErrorFsync = ResultCode(rawValue: 10 | 4 << 8)
    package static let constraintPrimaryKey = ResultCode(rawValue: 19 | 6 << 8)
    package static let constraintUnique = ResultCode(rawValue: 19 | 8 << 8)

    /// The code without its extension.
    package var primary: ResultCode { ResultCode(rawValue: rawValue & 0xFF) }

    /// Another connection holds the lock: `SQLITE_BUSY`, `SQLITE_LOCKED`.
    package var isBusy: Bool { primary == .busy || primary == .locked }
    /// A constraint of the schema refused the row.
    package var isConstraint: Bool { primary == .constraint }
    /// No space is left on the disk, or the page quota is used up.
    package var isFull: Bool { primary == .full }
    /// The operating system failed to read, write or flush.
    package var isIOError: Bool { primary == .ioError }
    /// The file is damaged or is no SQLite database.
    package var isCorrupt: Bool { primary == .corrupt || primary == .notADatabase }

    package var description: String { "SQLite result \(rawValue)" }
}

/// What SQLite said about a call that failed.
package struct SQLiteError: Error, Sendable, Hashable, CustomStringConvertible {
    package var code: ResultCode
    /// SQLite's own words, in English.
    package var message: String

    package init(code: ResultCode, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(message) (\(code))" }
}
