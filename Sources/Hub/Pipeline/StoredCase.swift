package import Cases
import Formats
import Stores
import Values

/// A case as its row keeps it: the machine's state, and what the hub knows about the application's own message.
package struct StoredCase: Sendable {
    package var `case`: Case
    /// SM3 of the application's content: an honest retry under a new message-id is known by it.
    package var applicationDigest: String
    /// The inbound message that opened the case; nil until it is journalled.
    package var firstMessage: Int64?

    /// What the hub wrote it reads again, however long a case has become; the limits of the wire are not for it.
    private static let limits = Limits(sizeMax: 1 << 30, depthMax: 128, stringMax: 1 << 30)

    init(_ case: Case, applicationDigest: String) {
        self.case = `case`
        self.applicationDigest = applicationDigest
    }

    /// Throws where the bytes are not what this program, or one before it, stored.
    package init(_ bytes: [UInt8]) throws {
        let value: Value
        do throws(Problems) {
            value = try JSON.decode(bytes, limits: Self.limits)
        } catch {
            let place = error.list.first?.place.description ?? ""
            throw StoreError(.corrupt, "a stored case cannot be read at \(place)")
        }
        self.init(
            try Case(decoding: value["case"] ?? .null),
            applicationDigest: value["digest"]?.string ?? ""
        )
        firstMessage = value["message"]?.number?.int64
    }

    var bytes: [UInt8] {
        var object = Object([("digest", .string(applicationDigest)), ("case", `case`.encode())])
        object["message"] = firstMessage.map { .int($0) }
        return JSON.encode(.object(object))
    }
}
