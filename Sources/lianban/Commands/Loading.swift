import Contracts
import Formats
import Pipeline
import Stores
import System
import Values

extension Setting {
    /// The store, for looking at beside a running hub or without one.
    func openStore() throws -> any StoreReader {
        do {
            return try HubStore.read(configuration)
        } catch let error as StoreError {
            throw CommandFailure(
                .unreachable,
                error.message,
                next: "name the hub's configuration with --config FILE"
            )
        }
    }
}

extension Instant {
    /// For people: `2024-09-14 08:30:00`, in China.
    var written: String {
        let (day, second) = self.day()
        return
            "\(day) \(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    }
}

extension Output {
    /// A value as JSON for programs.
    func json(_ value: Value) {
        text(String(decoding: JSON.encodePretty(value), as: UTF8.self))
    }
}

extension Value {
    /// Null where there is nothing.
    init(_ text: String?) { self = text.map { .string($0) } ?? .null }

    init(_ instant: Instant?) { self.init(instant?.rfc3339()) }

    init(_ texts: [String]) { self = .array(texts.map { .string($0) }) }

    init(_ problems: [Problem]) {
        self = .array(problems.map(\.value))
    }
}

/// `1 error`, `2 errors`.
func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}

extension Value {
    /// Pretty JSON without the last line end.
    var jsonText: String {
        String(String(decoding: JSON.encodePretty(self), as: UTF8.self).dropLast())
    }
}
