internal import CRE2

/// A regular expression that takes time linear in the text, whatever the pattern: Debian's RE2.
///
/// Compile once, match many times, from any thread. Texts are UTF-8; `.` is a Unicode scalar.
package final class Pattern: Sendable {
    /// Whose grammar a pattern is written in.
    package enum Syntax: Sendable {
        /// RE2's own, which CEL prescribes.
        case re2
        /// ECMA-262 with the `u` flag, which JSON Schema recommends; translated, and refused where RE2 cannot do it.
        case ecma
    }

    /// The pattern as it was given, before any translation.
    package let text: String
    // SAFETY: RE2 is not changed after construction and its const methods may be called from several threads at once
    // (re2.h, "class RE2"); only `deinit` frees it.
    nonisolated(unsafe) private let handle: OpaquePointer

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - text: the pattern; a match may begin anywhere unless the pattern says otherwise.
    ///   - syntax: the grammar that `text` follows.
    ///   - memoryMax: bytes that the compiled program and its automata may take.
    /// - Throws: `PatternError` with what is wrong in one English sentence.
    package init(
        _ text: String,
        syntax: Syntax = .re2,
        memoryMax: Int = 8 << 20
    ) throws(PatternError) {
        var translated = text
        if syntax == .ecma {
            var translation = ECMATranslation(text)
            translated = try translation.translated()
        }
        self.text = text
        let length = translated.utf8.count
        handle = translated.withCString { cre2_new($0, length, Int64(memoryMax)) }
        let code = cre2_error_code(handle)
        if code != 0 { throw PatternError(code: code, message: Self.complaint(of: handle)) }
    }

    deinit { cre2_delete(handle) }

    private static func complaint(of handle: OpaquePointer) -> String {
        var length = 0
        guard let bytes = cre2_error_text(handle, &length) else {
            return "the pattern is not valid"
        }
        let raw = UnsafeRawBufferPointer(start: bytes, count: length)
        return String(decoding: raw, as: UTF8.self)
    }

    /// Whether the pattern occurs anywhere in the text.
    package func matches(_ text: String) -> Bool {
        match(text, from: 0, whole: false, groups: 0) != nil
    }

    /// Whether the pattern spans the whole text.
    package func matchesWhole(_ text: String) -> Bool {
        match(text, from: 0, whole: true, groups: 0) != nil
    }

    /// How many groups the pattern captures.
    package var groupCount: Int { Int(cre2_group_count(handle)) }

    /// The first match from a UTF-8 offset on: the whole match, then each group; nil for a group that took no part.
    ///
    /// - Returns: ranges of UTF-8 offsets, or nil where the pattern does not occur.
    package func firstMatch(in text: String, from start: Int = 0) -> [Range<Int>?]? {
        match(text, from: start, whole: false, groups: groupCount + 1)
    }

    private func match(_ text: String, from start: Int, whole: Bool, groups: Int) -> [Range<Int>?]?
    {
        var text = text
        var spans = [Int64](repeating: -1, count: groups * 2)
        let found = text.withUTF8 { bytes in
            guard start >= 0, start <= bytes.count else { return false }
            // SAFETY: RE2 reads `bytes.count` bytes and writes `groups` pairs; both buffers outlive the call.
            return bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let base = characters.baseAddress else {
                    return cre2_match(handle, "", 0, 0, whole, &spans, Int32(clamping: groups))
                }
                return cre2_match(
                    handle,
                    base,
                    bytes.count,
                    start,
                    whole,
                    &spans,
                    Int32(clamping: groups)
                )
            }
        }
        guard found else { return nil }
        return (0..<groups).map { group in
            let (begin, end) = (spans[group * 2], spans[group * 2 + 1])
            return begin < 0 ? nil : Int(begin)..<Int(end)
        }
    }
}

/// Why a pattern cannot be used.
package struct PatternError: Error, Sendable, Hashable {
    /// `RE2::ErrorCode`, or 0 where the pattern needs what RE2 does not have.
    package var code: Int32
    /// One English sentence.
    package var message: String

    package init(code: Int32 = 0, message: String) {
        self.code = code
        self.message = message
    }
}
