import OpenSSL

/// SM3 (GB/T 32905-2016) as the hub uses it for identities and versions.
package enum Fingerprint {
    /// 64 lowercase hexadecimal digits.
    package static func hex(of bytes: [UInt8]) -> String {
        String(decoding: Hex.encode(self.bytes(of: bytes)), as: UTF8.self)
    }

    /// 32 bytes.
    package static func bytes(of bytes: [UInt8]) -> [UInt8] {
        do throws(OpenSSLError) {
            return try SM3.digest(of: bytes)
        } catch {
            // A digest over bytes in memory fails only where the process has no memory left to go on with.
            preconditionFailure("SM3: \(error)")
        }
    }

    /// A message-id: the first 32 digits of SM3 over the parts, joined by `|` (design A1).
    ///
    /// The same parts give the same id for ever, so that a message that is made again is the same message.
    package static func messageID(
        epoch: String,
        case number: String,
        kind: String,
        item: String,
        party: String,
        sequence: Int
    ) -> String {
        let text = [epoch, number, kind, item, party, String(sequence)].joined(separator: "|")
        return String(hex(of: Array(text.utf8)).prefix(32))
    }
}
