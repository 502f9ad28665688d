/// What keeps bytes from being JSON.
package struct JSONError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable, CaseIterable {
        case empty, invalidUTF8, controlCharacter, unclosedString, badEscape, loneSurrogate
        case badNumber, badLiteral, expectedValue, expectedKey, expectedColon, expectedComma
        case trailingContent, tooDeep, tooLong, tooLarge, outOfMemory
    }

    package var code: Code
    /// In bytes of the input.
    package var offset: Int
    /// The names and indexes from the root to the value that was being read, where that is known.
    package var path: [String]
}
