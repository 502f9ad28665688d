internal import COpenSSL

/// The SM4 block cipher (GB/T 32907-2016) in CBC mode (GB/T 17964-2021) with the padding of PKCS#7.
package enum SM4 {
    /// A key has as many bytes as a block.
    package static let byteCount = 16
    /// Fetched once, and kept for the life of the process.
    // SAFETY: OpenSSL never changes a fetched algorithm, and any thread may use it (EVP_CIPHER_fetch(3)).
    nonisolated(unsafe) private static let algorithm = EVP_CIPHER_fetch(nil, "SM4-CBC", nil)

    /// What deciphering gave.
    package struct Deciphered: Sendable, Hashable {
        /// Without the padding; where that is no padding, all that was deciphered.
        package var bytes: [UInt8]
        /// Whether the padding was one. Tell nobody outside: who can ask this often enough reads the message.
        package var isPadded: Bool
    }

    /// The cipher text: 1 to 16 bytes longer than the text, a multiple of 16. Wraps `EVP_EncryptUpdate`.
    package static func encrypt(
        _ bytes: some Collection<UInt8>,
        key: [UInt8],
        iv: [UInt8]
    ) throws(OpenSSLError) -> [UInt8] {
        try run(bytes, key: key, iv: iv, encrypting: true)
    }

    /// Throws for a length that no cipher text has; a wrong padding is no error here. Takes the same time for a right
    /// padding and a wrong one. Wraps `EVP_DecryptUpdate`.
    package static func decrypt(
        _ bytes: some Collection<UInt8>,
        key: [UInt8],
        iv: [UInt8]
    ) throws(OpenSSLError) -> Deciphered {
        guard bytes.count > 0, bytes.count % byteCount == 0 else {
            throw OpenSSLError(.input, "SM4: \(bytes.count) bytes are no whole number of blocks")
        }
        let padded = try run(bytes, key: key, iv: iv, encrypting: false)
        let padding = padding(of: padded)
        return Deciphered(bytes: Array(padded.dropLast(padding)), isPadded: padding > 0)
    }

    /// How many bytes pad the last block; 0 where they are no padding. Reads all of the block in either case.
    private static func padding(of bytes: [UInt8]) -> Int {
        let last = bytes.last ?? 0
        var wrong: UInt8 = last == 0 || last > UInt8(byteCount) ? 1 : 0
        for (at, byte) in bytes.suffix(byteCount).reversed().enumerated() {
            let counts: UInt8 = UInt8(truncatingIfNeeded: at) < last ? 0xFF : 0
            wrong |= (byte ^ last) & counts
        }
        return wrong == 0 ? Int(last) : 0
    }

    /// Deciphering leaves the padding in place.
    private static func run(
        _ bytes: some Collection<UInt8>,
        key: [UInt8],
        iv: [UInt8],
        encrypting: Bool
    ) throws(OpenSSLError) -> [UInt8] {
        guard key.count == byteCount, iv.count == byteCount else {
            throw OpenSSLError(
                .input,
                "SM4: a key of \(key.count) bytes and an initial vector of \(iv.count); both have 16"
            )
        }
        guard let size = Int32(exactly: bytes.count), size <= Int32.max - 32 else {
            throw OpenSSLError(.input, "SM4: more than 2 GB")
        }
        guard let context = EVP_CIPHER_CTX_new() else { throw OpenSSLError.drain("SM4") }
        defer { EVP_CIPHER_CTX_free(context) }
        let started = withBytes(key) { key in
            withBytes(iv) { iv in
                EVP_CipherInit_ex2(
                    context,
                    algorithm,
                    key.baseAddress,
                    iv.baseAddress,
                    encrypting ? 1 : 0,
                    nil
                )
            }
        }
        guard started == 1,
            EVP_CIPHER_CTX_set_padding(context, encrypting ? 1 : 0) == 1
        else { throw OpenSSLError.drain("SM4") }
        var isDone = false
        let result = [UInt8](unsafeUninitializedCapacity: Int(size) + byteCount) { buffer, count in
            // SAFETY: CBC writes at most one block more than it reads, the capacity of the buffer.
            var (written, rest): (Int32, Int32) = (0, 0)
            isDone = withBytes(bytes) {
                EVP_CipherUpdate(context, buffer.baseAddress, &written, $0.baseAddress, size) == 1
                    && EVP_CipherFinal_ex(
                        context,
                        buffer.baseAddress.map { $0 + Int(written) },
                        &rest
                    ) == 1
            }
            count = isDone ? Int(written) + Int(rest) : 0
        }
        guard isDone else { throw OpenSSLError.drain("SM4") }
        return result
    }
}
