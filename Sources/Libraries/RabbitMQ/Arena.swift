internal import CRabbitMQ

/// Memory for the arguments of one call: C texts and tables made from ours, freed together.
///
/// It is rabbitmq-c's own pool, which keeps its pages, so that a call usually allocates nothing.
struct Arena: ~Copyable {
    /// Deeper tables are refused: encoding is recursive in C.
    static let depthMax = 32
    /// More entries than fit a frame; bounds the multiplication by an entry's size.
    static let entriesMax = 1 << 20
    /// AMQP writes the length of names and short texts in one byte.
    static let shortTextBytesMax = 255

    private let pool: UnsafeMutablePointer<amqp_pool_t>

    init() {
        pool = .allocate(capacity: 1)
        init_amqp_pool(pool, 8192)
    }

    deinit {
        empty_amqp_pool(pool)
        pool.deallocate()
    }

    /// Gives everything back; what the arena returned before must not be used any more.
    func recycle() { recycle_amqp_pool(pool) }

    /// A copy of a text; valid until `recycle`.
    func bytes(_ text: String) throws(RabbitMQError) -> amqp_bytes_t {
        var text = text
        let copy = text.withUTF8 { copied(UnsafeRawBufferPointer($0)) }
        guard let copy else { throw .status(AMQP_STATUS_NO_MEMORY.rawValue, "copy a text") }
        return copy
    }

    /// As `bytes`, for a text whose length AMQP writes in one byte.
    func shortBytes(_ text: String, _ what: String) throws(RabbitMQError) -> amqp_bytes_t {
        guard text.utf8.count <= Self.shortTextBytesMax else {
            throw .invalid("\(what) is longer than 255 bytes: \(text.prefix(40))…")
        }
        return try bytes(text)
    }

    /// Returns nil when there is no memory.
    private func copied(_ source: UnsafeRawBufferPointer) -> amqp_bytes_t? {
        guard let start = source.baseAddress, source.count > 0 else {
            return amqp_bytes_t(len: 0, bytes: nil)
        }
        // SAFETY: the pool returns at least `count` bytes that live until it is recycled.
        guard let target = amqp_pool_alloc(pool, source.count) else { return nil }
        target.copyMemory(from: start, byteCount: source.count)
        return amqp_bytes_t(len: source.count, bytes: target)
    }

    func table(_ table: Table, depth: Int = 0) throws(RabbitMQError) -> amqp_table_t {
        guard !table.isEmpty else { return amqp_table_t(num_entries: 0, entries: nil) }
        let entries = try array(of: amqp_table_entry_t.self, count: table.entries.count)
        for (index, entry) in table.entries.enumerated() {
            let key = try shortBytes(entry.name, "a header's name")
            let value = try value(entry.value, depth: depth)
            entries.advanced(by: index).initialize(to: amqp_table_entry_t(key: key, value: value))
        }
        return amqp_table_t(num_entries: Int32(table.entries.count), entries: entries)
    }

    private func array<Element>(
        of: Element.Type,
        count: Int
    ) throws(RabbitMQError) -> UnsafeMutablePointer<Element> {
        guard count <= Self.entriesMax,
            let memory = amqp_pool_alloc(pool, count * MemoryLayout<Element>.stride)
        else { throw .invalid("a header has too many entries: \(count)") }
        // SAFETY: the pool aligns to 8 bytes and gave room for `count` elements, which the caller
        // initializes before C reads them; they are plain C structs and need no deinitialization.
        return memory.bindMemory(to: Element.self, capacity: count)
    }

    private func value(_ value: HeaderValue, depth: Int) throws(RabbitMQError) -> amqp_field_value_t
    {
        guard depth < Self.depthMax else { throw .invalid("headers are nested too deep") }
        var field = amqp_field_value_t()
        switch value {
        case .string(let text):
            field.kind = kind(AMQP_FIELD_KIND_UTF8)
            field.value.bytes = try bytes(text)
        case .bytes(let bytes):
            field.kind = kind(AMQP_FIELD_KIND_BYTES)
            guard let copy = bytes.withUnsafeBytes({ copied($0) }) else {
                throw .status(AMQP_STATUS_NO_MEMORY.rawValue, "copy a header")
            }
            field.value.bytes = copy
        case .bool(let flag):
            field.kind = kind(AMQP_FIELD_KIND_BOOLEAN)
            field.value.boolean = flag ? 1 : 0
        case .int(let number):
            if let small = Int32(exactly: number) {
                field.kind = kind(AMQP_FIELD_KIND_I32)
                field.value.i32 = small
            } else {
                field.kind = kind(AMQP_FIELD_KIND_I64)
                field.value.i64 = number
            }
        case .unsigned(let number):
            field.kind = kind(AMQP_FIELD_KIND_U64)
            field.value.u64 = number
        case .double(let number):
            field.kind = kind(AMQP_FIELD_KIND_F64)
            field.value.f64 = number
        case .decimal(let number, let scale):
            field.kind = kind(AMQP_FIELD_KIND_DECIMAL)
            field.value.decimal = amqp_decimal_t(decimals: scale, value: number)
        case .timestamp(let seconds):
            field.kind = kind(AMQP_FIELD_KIND_TIMESTAMP)
            field.value.u64 = seconds
        case .array(let elements):
            field.kind = kind(AMQP_FIELD_KIND_ARRAY)
            field.value.array = try list(elements, depth: depth + 1)
        case .table(let table):
            field.kind = kind(AMQP_FIELD_KIND_TABLE)
            field.value.table = try self.table(table, depth: depth + 1)
        case .null:
            field.kind = kind(AMQP_FIELD_KIND_VOID)
        }
        return field
    }

    private func list(_ elements: [HeaderValue], depth: Int) throws(RabbitMQError) -> amqp_array_t {
        guard !elements.isEmpty else { return amqp_array_t(num_entries: 0, entries: nil) }
        let fields = try array(of: amqp_field_value_t.self, count: elements.count)
        for (index, element) in elements.enumerated() {
            fields.advanced(by: index).initialize(to: try value(element, depth: depth))
        }
        return amqp_array_t(num_entries: Int32(elements.count), entries: fields)
    }

    private func kind(_ kind: amqp_field_value_kind_t) -> UInt8 {
        UInt8(truncatingIfNeeded: kind.rawValue)
    }
}
