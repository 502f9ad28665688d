internal import CXML2

/// The libxml2 that the program was compiled for and refuses to run without.
package enum XML2Library {
    /// For example "2.9.14".
    package static var version: String { LIBXML_DOTTED_VERSION }
}
