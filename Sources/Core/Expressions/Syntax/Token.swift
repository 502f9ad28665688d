/// A word of an expression.
struct Token {
    enum Kind: Equatable {
        case identifier(String)
        /// Between backquotes, after a dot.
        case quotedIdentifier(String)
        case int(UInt64)
        case uint(UInt64)
        case double(Double)
        case string(String)
        case bytes([UInt8])
        /// An operator or a bracket.
        case symbol(String)
        case end
    }
    let kind: Kind
    /// In Unicode scalars.
    let range: Range<Int>

    func isSymbol(_ text: String) -> Bool { kind == .symbol(text) }
}
