internal import SQLite

/// The schema, as steps that are only ever added to. A released step is never changed.
enum Migrations {
    /// "Lian" in ASCII: tells our files from other SQLite databases.
    static let applicationID: Int64 = 0x4C69_616E

    static let steps: [String] = [first, works]

    /// Brings a database to the newest schema; refuses one that is newer than this program or not ours.
    static func run(
        _ connection: Connection,
        path: String,
        steps: [String] = steps
    ) throws(StoreError) {
        try storing { () throws(SQLiteError) in try connection.begin(.immediate) }
        do {
            try migrate(connection, path: path, steps: steps)
            try storing { () throws(SQLiteError) in try connection.commit() }
        } catch {
            try? connection.rollback()
            throw error
        }
    }

    private static func migrate(
        _ connection: Connection,
        path: String,
        steps: [String]
    ) throws(StoreError) {
        let version = Int(try number("PRAGMA user_version", connection))
        let application = try number("PRAGMA application_id", connection)
        let tables = try number("SELECT count(*) FROM sqlite_schema", connection)
        guard application == applicationID || (application == 0 && version == 0 && tables == 0)
        else {
            throw StoreError(
                .invalid,
                "\(path) is a database of another program; name another file for the store (store.path)."
            )
        }
        guard version <= steps.count else {
            throw StoreError(
                .newerSchema,
                """
                The store \(path) has schema \(version), but this program knows only up to \(steps.count): a newer \
                lianban has used it. Start that version again, or restore the backup made before the upgrade.
                """
            )
        }
        try storing { () throws(SQLiteError) in
            for step in steps.dropFirst(version) { try connection.execute(step) }
            if version < steps.count {
                try connection.execute("PRAGMA application_id=\(applicationID)")
                try connection.execute("PRAGMA user_version=\(steps.count)")
            }
        }
    }

    private static func number(_ sql: String, _ connection: Connection) throws(StoreError) -> Int64
    {
        try storing { () throws(SQLiteError) in try connection.integer(sql) ?? 0 }
    }

    /// Refuses to browse a store that a newer program has written or that no program has made yet.
    static func check(_ connection: Connection, path: String) throws(StoreError) {
        let version = Int(try number("PRAGMA user_version", connection))
        guard version == steps.count,
            try number("PRAGMA application_id", connection) == applicationID
        else {
            throw StoreError(
                version > steps.count ? .newerSchema : .invalid,
                """
                The store \(path) has schema \(version), but this program reads schema \(steps.count). \
                Use the lianban that runs the hub, or start this one as the hub once to bring the store up to date.
                """
            )
        }
    }

    // Every hot table is only appended to, by row number. Bodies stand apart, so that lists, counts and changes of a
    // disposition do not touch them. Times are nanoseconds since 1970, cases are `CaseNumber.key`.
    private static let first = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE key_tail(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, row INTEGER NOT NULL) STRICT;
        CREATE TABLE key_runs(run INTEGER PRIMARY KEY, filter BLOB NOT NULL) STRICT;
        CREATE TABLE keys(
            run INTEGER NOT NULL, hash INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (run, hash, row)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE inbound(
            id INTEGER PRIMARY KEY, revision INTEGER NOT NULL, source TEXT NOT NULL, identity TEXT,
            raw_digest BLOB NOT NULL, content_digest BLOB, received_at INTEGER NOT NULL, decided_at INTEGER,
            kind TEXT NOT NULL, disposition TEXT NOT NULL, party TEXT, program TEXT, case_key INTEGER, item INTEGER,
            contract TEXT, problems TEXT, problem_key TEXT, caused_by INTEGER, duplicate_of INTEGER,
            replay_of INTEGER, supersedes INTEGER, attempts INTEGER NOT NULL, waiting_for TEXT,
            bytes INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX inbound_received ON inbound(received_at);
        CREATE INDEX inbound_case ON inbound(case_key) WHERE case_key IS NOT NULL;
        CREATE INDEX inbound_attention ON inbound(disposition)
            WHERE disposition NOT IN ('applied', 'recorded', 'duplicate');
        CREATE INDEX inbound_problem ON inbound(problem_key) WHERE problem_key IS NOT NULL;
        CREATE TABLE inbound_body(id INTEGER PRIMARY KEY, properties TEXT NOT NULL, body BLOB) STRICT;
        CREATE TABLE waiting(
            key TEXT NOT NULL, message INTEGER NOT NULL, PRIMARY KEY (key, message)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX waiting_message ON waiting(message);

        CREATE TABLE outbound(
            sequence INTEGER PRIMARY KEY, message_id BLOB NOT NULL, case_key INTEGER, item INTEGER,
            party TEXT NOT NULL, kind TEXT NOT NULL, destination TEXT NOT NULL, content_digest BLOB NOT NULL,
            created_at INTEGER NOT NULL, supersedes BLOB, caused_by INTEGER, is_fresh INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX outbound_created ON outbound(created_at);
        CREATE INDEX outbound_case ON outbound(case_key) WHERE case_key IS NOT NULL;
        CREATE TABLE outbound_body(
            sequence INTEGER PRIMARY KEY, properties TEXT NOT NULL, freshness TEXT, body BLOB NOT NULL
        ) STRICT;
        CREATE TABLE outbox(
            sequence INTEGER PRIMARY KEY, state TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER,
            confirmed_at INTEGER, reason TEXT
        ) STRICT;
        CREATE INDEX outbox_state ON outbox(state) WHERE state <> 'confirmed';
        CREATE TABLE confirms(
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, watermark INTEGER NOT NULL,
            next_sequence INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, sequences BLOB NOT NULL
        ) STRICT;
        CREATE INDEX confirms_next ON confirms(next_sequence);
        CREATE TABLE attempts(
            message INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, fresh_headers TEXT,
            result TEXT NOT NULL, PRIMARY KEY (message, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE cases(
            number INTEGER PRIMARY KEY, program TEXT NOT NULL, contract TEXT NOT NULL, source TEXT NOT NULL,
            application TEXT NOT NULL, status TEXT NOT NULL, outcome_revision INTEGER NOT NULL,
            opened_at INTEGER NOT NULL, closed_at INTEGER, version INTEGER NOT NULL,
            events INTEGER NOT NULL, last_events INTEGER
        ) STRICT;
        CREATE TABLE case_state(number INTEGER PRIMARY KEY, state BLOB NOT NULL) STRICT;
        CREATE INDEX cases_open ON cases(number) WHERE status = 'open';
        CREATE TABLE case_numbers(
            region TEXT NOT NULL, day INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (region, day)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE case_events(
            id INTEGER PRIMARY KEY, case_key INTEGER NOT NULL, previous INTEGER, first INTEGER NOT NULL,
            events TEXT NOT NULL
        ) STRICT;
        CREATE TABLE party_numbers(
            id INTEGER PRIMARY KEY, party TEXT NOT NULL, number TEXT NOT NULL, case_key INTEGER NOT NULL,
            item INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE limits(
            case_key INTEGER NOT NULL, item INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
            warn_at INTEGER, due_at INTEGER, warned INTEGER NOT NULL, overdue INTEGER NOT NULL, next_at INTEGER,
            PRIMARY KEY (case_key, item, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX limits_next ON limits(next_at) WHERE next_at IS NOT NULL;
        CREATE TABLE alerts(
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL,
            case_key INTEGER, item INTEGER, party TEXT, acknowledged_at INTEGER, acknowledged_by TEXT
        ) STRICT;
        CREATE UNIQUE INDEX alerts_open ON alerts(key) WHERE acknowledged_at IS NULL;

        CREATE TABLE seals(
            id INTEGER PRIMARY KEY, hub TEXT NOT NULL, previous BLOB NOT NULL, digest BLOB NOT NULL,
            inbound_first INTEGER, inbound_last INTEGER, outbound_first INTEGER, outbound_last INTEGER
        ) STRICT;
        """

    // Days since 1970. Works that are over stay behind in the index: a comparison begins at its first day that counts.
    private static let works = """
        CREATE TABLE works(
            case_key INTEGER NOT NULL, region INTEGER NOT NULL, place TEXT NOT NULL, first INTEGER NOT NULL,
            last INTEGER NOT NULL, PRIMARY KEY (case_key, place, first)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX works_place ON works(region, place, last);
        CREATE TABLE uncompared(case_key INTEGER PRIMARY KEY) STRICT;
        """
}
