internal import COpenSSL

/// The OpenSSL that the program runs with.
package enum OpenSSLLibrary {
    /// For example "3.0.15".
    package static var version: String {
        // SAFETY: OpenSSL_version returns a constant text.
        String(cString: OpenSSL_version(OPENSSL_VERSION_STRING))
    }
}
