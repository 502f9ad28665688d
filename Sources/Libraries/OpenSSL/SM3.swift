internal import COpenSSL

/// The SM3 digest (GB/T 32905-2016): 32 bytes over any number of bytes.
///
/// Fed in pieces here, or at once with `SM3.digest(of:)`. A digest under way belongs to one thread.
package struct SM3: ~Copyable {
    package static let byteCount = 32
    /// Fetched once: `EVP_sm3()` looks the implementation up anew at each digest. Kept for the life of the process.
    // SAFETY: OpenSSL never changes a fetched algorithm, and any thread may use it (EVP_MD_fetch(3)).
    nonisolated(unsafe) private static let algorithm = EVP_MD_fetch(nil, "SM3", nil)
    /// Nil only between a failed allocation and the throw that follows it.
    private let context: OpaquePointer?

    /// Starts a digest. Wraps `EVP_MD_CTX_new` and `EVP_DigestInit_ex`.
    package init() throws(OpenSSLError) {
        context = EVP_MD_CTX_new()
        guard context != nil, EVP_DigestInit_ex(context, Self.algorithm, nil) == 1 else {
            throw OpenSSLError.drain("SM3")
        }
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes. Wraps `EVP_DigestUpdate`.
    package mutating func update(_ bytes: some Collection<UInt8>) throws(OpenSSLError) {
        let result = withBytes(bytes) { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        guard result == 1 else { throw OpenSSLError.drain("SM3") }
    }

    /// Ends the digest: 32 bytes. Wraps `EVP_DigestFinal_ex`.
    package consuming func finish() throws(OpenSSLError) -> [UInt8] {
        let context = context
        var done: Int32 = 0
        let digest = [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            // SAFETY: SM3 writes exactly 32 bytes, the capacity of the buffer.
            done = EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            count = done == 1 ? Self.byteCount : 0
        }
        guard done == 1 else { throw OpenSSLError.drain("SM3") }
        return digest
    }

    /// The digest of `bytes`, 32 bytes. Wraps `EVP_Digest`.
    package static func digest(of bytes: some Collection<UInt8>) throws(OpenSSLError) -> [UInt8] {
        var done: Int32 = 0
        let digest = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            // SAFETY: SM3 writes exactly 32 bytes, the capacity of the buffer.
            done = withBytes(bytes) {
                EVP_Digest($0.baseAddress, $0.count, buffer.baseAddress, nil, algorithm, nil)
            }
            count = done == 1 ? byteCount : 0
        }
        guard done == 1 else { throw OpenSSLError.drain("SM3") }
        return digest
    }

    /// HMAC (RFC 2104) with SM3, 32 bytes. Wraps `HMAC`.
    package static func authenticationCode(
        of bytes: some Collection<UInt8>,
        key: some Collection<UInt8>
    ) throws(OpenSSLError) -> [UInt8] {
        guard let keyCount = Int32(exactly: key.count) else {
            throw OpenSSLError(.input, "HMAC-SM3: the key is too long")
        }
        var isDone = false
        let code = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            // SAFETY: SM3 writes exactly 32 bytes, the capacity of the buffer; an empty key needs an address too.
            isDone = withBytes(Array(key) + [0]) { key in
                withBytes(bytes) { input in
                    HMAC(
                        algorithm,
                        key.baseAddress,
                        keyCount,
                        input.baseAddress,
                        input.count,
                        buffer.baseAddress,
                        nil
                    ) != nil
                }
            }
            count = isDone ? byteCount : 0
        }
        guard isDone else { throw OpenSSLError.drain("HMAC-SM3") }
        return code
    }
}

/// Lends the bytes as one stretch of memory, copying only where a collection has none.
func withBytes<Result>(
    _ bytes: some Collection<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
) -> Result {
    if let result = bytes.withContiguousStorageIfAvailable(body) { return result }
    return Array(bytes).withUnsafeBufferPointer(body)
}
