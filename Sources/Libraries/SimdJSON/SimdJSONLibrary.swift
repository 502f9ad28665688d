internal import CSimdJSON

/// The simdjson that the program was compiled for.
package enum SimdJSONLibrary {
    /// For example "3.1.1".
    package static var version: String {
        // SAFETY: the shim returns a constant text.
        String(cString: lianban_json_version())
    }
}
