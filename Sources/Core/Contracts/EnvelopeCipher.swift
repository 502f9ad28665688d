import Expressions
import OpenSSL
import Values

extension Envelope {
    /// What an `sm4-cbc` step does: SM4 (GB/T 32907-2016) in CBC mode with the padding of PKCS#7.
    struct Cipher: Sendable {
        /// Where the initial vector comes from, and how its receiver gets it.
        enum Vector: Sendable {
            /// Made by the hub, the 16 bytes before the cipher text.
            case prefix
            /// Made by the hub, a value of its own.
            case named(String, Text)
            /// 16 bytes that an expression gives, written so.
            case given(Operand, VectorText)

            var given: Operand? { if case .given(let operand, _) = self { operand } else { nil } }
        }

        /// The text that becomes the cipher text: `body`, or the value of a step.
        var plain: Operand
        var key: String
        var vector: Vector
        /// How the cipher text is written.
        var text: Text
        /// Why it may be weaker than it ought to be: an initial vector that never changes, a text that nothing proves.
        var assumption: String?
    }

    /// How 16 bytes of an initial vector are written: `ascii` is 16 characters, each a byte.
    package enum VectorText: String, Sendable, CaseIterable {
        case hex, base64, ascii

        fileprivate func read(_ text: [UInt8]) -> [UInt8]? {
            let bytes: [UInt8]? =
                switch self {
                case .hex: Hex.decode(text)
                case .base64: try? Base64.decode(text)
                case .ascii: text
                }
            return bytes?.count == SM4.byteCount ? bytes : nil
        }
    }
}

extension Envelope.Run {
    /// Binds the cipher text, and the initial vector where it is a value of its own.
    mutating func encipher(
        _ cipher: Envelope.Cipher,
        _ step: Envelope.Step
    ) throws(EnvelopeFault) {
        guard let name = step.name else { return }
        let key = try cipherKey(cipher.key)
        let vector = try vector(cipher, name, key)
        let plain = try bytes(cipher.plain)
        do throws(OpenSSLError) {
            var bytes = try SM4.encrypt(plain, key: key, iv: vector)
            switch cipher.vector {
            case .prefix: bytes = vector + bytes
            case .named(let its, let text): bind(its, try text.write(vector))
            case .given: break
            }
            bind(name, try cipher.text.write(bytes))
        } catch {
            throw .ours("envelope", "\(error)")
        }
    }

    /// Binds what stood in the cipher text.
    ///
    /// Only what everybody can see is told: a text that is no hexadecimal or Base64, a length that no cipher text has.
    mutating func decipher(
        _ cipher: Envelope.Cipher,
        _ step: Envelope.Step
    ) throws(EnvelopeFault) {
        guard let name = step.name, let written = values[name], let target = cipher.plain.name
        else { return }
        let key = try cipherKey(cipher.key)
        let isInside = deciphered.contains(name)
        deciphered.insert(target)
        do throws(EnvelopeFault) {
            let (vector, bytes) = try parts(of: written, cipher, name, key)
            let found: SM4.Deciphered
            do throws(OpenSSLError) {
                found = try SM4.decrypt(bytes, key: key, iv: vector)
            } catch {
                throw .theirs(
                    "envelope",
                    Place(wire: name),
                    expected: "密文长度应为 16 字节的正整数倍",
                    found: "\(bytes.count) 字节"
                )
            }
            if !found.isPadded { isBroken = true }
            bind(target, found.bytes)
        } catch {
            // A cipher text within another one is as secret as what stands in it.
            guard isInside, error.isTheirs else { throw error }
            isBroken = true
            bind(target, written)
        }
    }

    /// The initial vector and the cipher text that a message carries.
    private func parts(
        of written: [UInt8],
        _ cipher: Envelope.Cipher,
        _ name: String,
        _ key: [UInt8]
    ) throws(EnvelopeFault) -> (vector: [UInt8], bytes: ArraySlice<UInt8>) {
        guard let bytes = cipher.text.read(written) else {
            throw .theirs(
                "envelope",
                Place(wire: name),
                expected: cipher.text == .base64 ? "应为 Base64 编码" : "应为十六进制",
                found: "无法解码"
            )
        }
        switch cipher.vector {
        case .prefix: return (Array(bytes.prefix(SM4.byteCount)), bytes.dropFirst(SM4.byteCount))
        case .named(let its, let text):
            guard let carried = values[its] else {
                return (try vector(cipher, name, key), bytes[...])
            }
            guard let vector = text.read(carried), vector.count == SM4.byteCount else {
                throw .theirs(
                    "envelope",
                    Place(wire: its),
                    expected: "初始向量应为 16 字节，写成\(text == .base64 ? " Base64" : "十六进制")",
                    found: "\(carried.count) 个字符"
                )
            }
            return (vector, bytes[...])
        case .given: return (try vector(cipher, name, key), bytes[...])
        }
    }

    /// The 16 bytes of an initial vector of our own.
    ///
    /// They must differ from message to message, and nobody may know them before the message goes. A message-id is
    /// never used for a second text, so HMAC under the secret key gives both, and the message that is made again has
    /// the same bytes. The step's name keeps two cipher texts of one message apart.
    private func vector(
        _ cipher: Envelope.Cipher,
        _ name: String,
        _ key: [UInt8]
    ) throws(EnvelopeFault) -> [UInt8] {
        if case .given(let operand, let text) = cipher.vector {
            let written = try bytes(operand)
            if let vector = text.read(written) { return vector }
            if operand.name.flatMap({ values[$0] }) != nil {
                throw .theirs(
                    "envelope",
                    Place(wire: operand.name ?? name),
                    expected: "初始向量应为 16 字节",
                    found: "\(written.count) 个字符"
                )
            }
            throw .ours(
                "envelope",
                "\(operand.expression.text) gives no initial vector: \(written.count) characters are not 16 bytes in \(text.rawValue)"
            )
        }
        guard case .host(let message)? = scope[.message],
            case .string(let id)? = message.member("id")
        else { throw .ours("envelope", "an initial vector is made for a message of our own only") }
        let text = Array("sm4-cbc iv|\(name)|\(id)".utf8)
        do throws(OpenSSLError) {
            return Array(try SM3.authenticationCode(of: text, key: key).prefix(SM4.byteCount))
        } catch {
            throw .ours("envelope", "\(error)")
        }
    }

    /// The initial vector of a message of our own.
    func vector(_ cipher: Envelope.Cipher, _ step: String) throws(EnvelopeFault) -> [UInt8] {
        try vector(cipher, step, cipherKey(cipher.key))
    }

    /// An SM4 key as it stands in a secret: 32 hexadecimal digits of either case, or 24 characters of Base64.
    private func cipherKey(_ name: String) throws(EnvelopeFault) -> [UInt8] {
        let secret = try key(name)
        if let key = Envelope.cipherKey(secret) { return key }
        throw .ours(
            "key",
            "the secret for the key '\(name)' is no SM4 key: \(Envelope.describe(secret)); it has 16 bytes, written as 32 hexadecimal digits or as 24 characters of Base64"
        )
    }
}

extension Envelope {
    /// The 16 bytes that a secret stands for; nil where it is written otherwise. 32 hexadecimal digits are never Base64
    /// of 16 bytes, nor the other way round, so that a secret means one key.
    package static func cipherKey(_ secret: [UInt8]) -> [UInt8]? {
        let bytes =
            secret.count == 2 * SM4.byteCount ? Hex.decode(secret) : try? Base64.decode(secret)
        return bytes?.count == SM4.byteCount ? bytes : nil
    }

    /// What a secret looks like, without a character of it.
    package static func describe(_ secret: [UInt8]) -> String {
        let count = "\(secret.count) character\(secret.count == 1 ? "" : "s")"
        if let bytes = Hex.decode(secret), !bytes.isEmpty {
            return "\(count), hexadecimal of \(bytes.count) bytes"
        }
        if let bytes = try? Base64.decode(secret), !bytes.isEmpty {
            return "\(count), Base64 of \(bytes.count) bytes"
        }
        return "\(count), neither hexadecimal nor Base64"
    }
}
