internal import SimdJSON
internal import XML2

/// The C libraries that read messages, for `doctor`.
package enum FormatLibraries {
    package static var versions: [(name: String, version: String)] {
        [("simdjson", SimdJSONLibrary.version), ("libxml2", XML2Library.version)]
    }
}
