internal import CSQLite

/// The SQLite that the program runs with.
package enum SQLiteLibrary {
    /// For example "3.40.1".
    package static var version: String {
        // SAFETY: sqlite3_libversion returns a constant text.
        String(cString: sqlite3_libversion())
    }
}
