/// The value of a header or of an argument (AMQP 0-9-1, 4.2.5.5 with RabbitMQ's types).
package enum HeaderValue: Sendable, Equatable {
    case string(String)
    /// A byte array, or a text that is not UTF-8.
    case bytes([UInt8])
    case bool(Bool)
    /// Any integer of up to 64 bits; sent as 32 bits where it fits.
    case int(Int64)
    /// 64 bits without a sign that `int` cannot hold.
    case unsigned(UInt64)
    case double(Double)
    /// value × 10^-scale
    case decimal(value: UInt32, scale: UInt8)
    /// Seconds since 1970-01-01T00:00:00Z.
    case timestamp(UInt64)
    case array([HeaderValue])
    case table(Table)
    case null

    package var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    package var int: Int64? {
        if case .int(let number) = self { return number }
        return nil
    }

    package var table: Table? {
        if case .table(let table) = self { return table }
        return nil
    }

    package var array: [HeaderValue]? {
        if case .array(let elements) = self { return elements }
        return nil
    }
}

/// Named values in the order in which they were sent.
package struct Table: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package struct Entry: Sendable, Equatable {
        package var name: String
        package var value: HeaderValue

        package init(name: String, value: HeaderValue) {
            self.name = name
            self.value = value
        }
    }

    package var entries: [Entry]

    package init(_ entries: [Entry] = []) { self.entries = entries }

    package init(dictionaryLiteral elements: (String, HeaderValue)...) {
        entries = elements.map { Entry(name: $0, value: $1) }
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// The first value of a name; setting replaces it where it stands, or adds it at the end, or
    /// removes it for nil.
    package subscript(name: String) -> HeaderValue? {
        get { entries.first { $0.name == name }?.value }
        set {
            let index = entries.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append(Entry(name: name, value: value))
            case (nil, nil): break
            }
        }
    }
}
