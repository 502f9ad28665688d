internal import Values

/// Cuts an expression into words (cel-spec, langdef.md, "Syntax").
struct Lexer {
    let source: Source
    private let scalars: [Unicode.Scalar]
    private var at = 0

    init(_ source: Source) {
        self.source = source
        scalars = source.scalars
    }

    static func tokens(of source: Source) throws(Diagnostic) -> [Token] {
        var lexer = Lexer(source)
        var tokens: [Token] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private var peek: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private func peek(_ ahead: Int) -> Unicode.Scalar? {
        at + ahead < scalars.count ? scalars[at + ahead] : nil
    }

    private mutating func next() throws(Diagnostic) -> Token {
        skipBlanks()
        let start = at
        guard let scalar = peek else { return Token(kind: .end, range: start..<start) }
        let kind: Token.Kind
        if isDigit(scalar) || (scalar == "." && peek(1).map(isDigit) == true) {
            kind = try number()
        } else if let prefix = stringPrefix() {
            at += prefix.count
            kind = try string(isRaw: prefix.isRaw, isBytes: prefix.isBytes, start: start)
        } else if isLetter(scalar) {
            kind = .identifier(word())
        } else if scalar == "`" {
            kind = .quotedIdentifier(try quotedIdentifier())
        } else {
            kind = try symbol(scalar)
        }
        return Token(kind: kind, range: start..<at)
    }

    private mutating func skipBlanks() {
        while let scalar = peek {
            if scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
                || scalar == "\u{C}"
            {
                at += 1
            } else if scalar == "/", peek(1) == "/" {
                while let scalar = peek, scalar != "\n" { _ = (scalar, at += 1) }
            } else {
                return
            }
        }
    }

    private mutating func word() -> String {
        var text = ""
        while let scalar = peek, isLetter(scalar) || isDigit(scalar) {
            text.unicodeScalars.append(scalar)
            at += 1
        }
        return text
    }

    private mutating func symbol(_ scalar: Unicode.Scalar) throws(Diagnostic) -> Token.Kind {
        if let second = peek(1) {
            switch (scalar, second) {
            case ("&", "&"), ("|", "|"), ("=", "="), ("!", "="), ("<", "="), (">", "="):
                at += 2
                return .symbol("\(scalar)\(second)")
            default: break
            }
        }
        switch scalar {
        case ".", ",", ":", "?", "(", ")", "[", "]", "{", "}", "+", "-", "*", "/", "%", "!", "<",
            ">":
            at += 1
            return .symbol(String(scalar))
        default: break
        }
        let hint: String? =
            switch scalar {
            case "=": "write '==' to compare"
            case "&", "|": "write '\(scalar)\(scalar)'"
            case "‘", "’", "“", "”": "write ' or \" around text"
            case "，", "（", "）", "：", "？", "！": "write the half-width character"
            default: nil
            }
        let shown = scalar.value < 0x20 ? "U+\(String(scalar.value, radix: 16))" : String(scalar)
        throw fault(at..<(at + 1), "'\(shown)' has no meaning here", hint: hint)
    }

    private mutating func quotedIdentifier() throws(Diagnostic) -> String {
        let start = at
        at += 1
        var text = ""
        while let scalar = peek, scalar != "`" {
            guard isLetter(scalar) || isDigit(scalar) || "_.-/ ".unicodeScalars.contains(scalar)
            else {
                throw fault(at..<(at + 1), "'\(scalar)' cannot stand between backquotes")
            }
            text.unicodeScalars.append(scalar)
            at += 1
        }
        guard peek == "`", !text.isEmpty else {
            throw fault(start..<at, "the backquotes are empty or not closed")
        }
        at += 1
        return text
    }

    // MARK: Numbers

    private mutating func number() throws(Diagnostic) -> Token.Kind {
        let start = at
        if peek == "0", peek(1) == "x" || peek(1) == "X" {
            at += 2
            let digits = take { $0.properties.isASCIIHexDigit }
            return try whole(digits, radix: 16, start: start)
        }
        let digits = take(isDigit)
        var isDouble = false
        if peek == ".", peek(1).map(isDigit) == true {
            isDouble = true
            at += 1
            _ = take(isDigit)
        }
        if peek == "e" || peek == "E" {
            let signed = peek(1) == "+" || peek(1) == "-"
            if peek(signed ? 2 : 1).map(isDigit) == true {
                isDouble = true
                at += signed ? 2 : 1
                _ = take(isDigit)
            }
        }
        guard isDouble else { return try whole(digits, radix: 10, start: start) }
        guard let value = Double(source.excerpt(start..<at)), value.isFinite else {
            throw fault(start..<at, "the number is too large for a double")
        }
        return .double(value)
    }

    private mutating func take(_ belongs: (Unicode.Scalar) -> Bool) -> String {
        var text = ""
        while let scalar = peek, belongs(scalar) {
            text.unicodeScalars.append(scalar)
            at += 1
        }
        return text
    }

    private mutating func whole(
        _ digits: String,
        radix: Int,
        start: Int
    ) throws(Diagnostic) -> Token.Kind {
        guard !digits.isEmpty else { throw fault(start..<at, "digits are missing after '0x'") }
        let value = UInt64(digits, radix: radix)
        let isUnsigned = peek == "u" || peek == "U"
        if isUnsigned { at += 1 }
        guard let value, isUnsigned || value <= 1 << 63 else {
            throw fault(start..<at, "the number is too large for 64 bits")
        }
        return isUnsigned ? .uint(value) : .int(value)
    }

    // MARK: Strings

    private func stringPrefix() -> (count: Int, isRaw: Bool, isBytes: Bool)? {
        var count = 0
        var (isRaw, isBytes) = (false, false)
        if peek == "b" || peek == "B" {
            isBytes = true
            count = 1
        }
        if peek(count) == "r" || peek(count) == "R" {
            isRaw = true
            count += 1
        }
        guard peek(count) == "'" || peek(count) == "\"" else { return nil }
        return (count, isRaw, isBytes)
    }

    private mutating func string(
        isRaw: Bool,
        isBytes: Bool,
        start: Int
    ) throws(Diagnostic) -> Token.Kind {
        let quote = scalars[at]
        let isTriple = peek(1) == quote && peek(2) == quote
        at += isTriple ? 3 : 1
        var content = StringContent(isBytes: isBytes)
        while let scalar = peek {
            if scalar == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
                at += isTriple ? 3 : 1
                return isBytes ? .bytes(content.bytes) : .string(content.text)
            }
            if !isTriple, scalar == "\n" || scalar == "\r" { break }
            if scalar == "\\", !isRaw {
                try escape(into: &content)
            } else {
                content.append(scalar)
                at += 1
            }
        }
        throw fault(start..<at, "the text is not closed with \(isTriple ? "three " : "")\(quote)")
    }

    private mutating func escape(into content: inout StringContent) throws(Diagnostic) {
        let start = at
        at += 1
        guard let scalar = peek else { throw fault(start..<at, "the text ends in a backslash") }
        at += 1
        switch scalar {
        case "a": content.append("\u{7}")
        case "b": content.append("\u{8}")
        case "f": content.append("\u{C}")
        case "n": content.append("\n")
        case "r": content.append("\r")
        case "t": content.append("\t")
        case "v": content.append("\u{B}")
        case "\\", "?", "\"", "'", "`": content.append(scalar)
        case "x", "X": try code(digits: 2, radix: 16, start: start, into: &content)
        case "u" where !content.isBytes:
            try code(digits: 4, radix: 16, start: start, into: &content)
        case "U" where !content.isBytes:
            try code(digits: 8, radix: 16, start: start, into: &content)
        case "0", "1", "2", "3":
            at -= 1
            try code(digits: 3, radix: 8, start: start, into: &content)
        default:
            throw fault(
                start..<at,
                "'\\\(scalar)' is no escape",
                hint: "write '\\\\' for a backslash"
            )
        }
    }

    private mutating func code(
        digits count: Int,
        radix: Int,
        start: Int,
        into content: inout StringContent
    ) throws(Diagnostic) {
        let end = min(at + count, scalars.count)
        let digits = source.excerpt(at..<end)
        at = end
        guard digits.utf8.count == count, digits.first != "+", digits.first != "-",
            let value = UInt32(digits, radix: radix)
        else { throw fault(start..<at, "the escape needs \(count) digits") }
        guard content.append(code: value) else {
            throw fault(start..<at, "the escape names no Unicode character")
        }
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }

    private func fault(_ range: Range<Int>, _ message: String, hint: String? = nil) -> Diagnostic {
        Diagnostic(code: Fault.syntax, span: source.span(of: range), message: message, hint: hint)
    }
}

/// What a string or bytes literal holds so far.
private struct StringContent {
    let isBytes: Bool
    var text = ""
    var bytes: [UInt8] = []

    init(isBytes: Bool) { self.isBytes = isBytes }

    mutating func append(_ scalar: Unicode.Scalar) {
        if isBytes {
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        } else {
            text.unicodeScalars.append(scalar)
        }
    }

    /// An escaped code: an octet of bytes, a code point of text. Returns false where there is no such thing.
    mutating func append(code: UInt32) -> Bool {
        if isBytes {
            guard let byte = UInt8(exactly: code) else { return false }
            bytes.append(byte)
            return true
        }
        guard let scalar = Unicode.Scalar(code) else { return false }
        text.unicodeScalars.append(scalar)
        return true
    }
}
