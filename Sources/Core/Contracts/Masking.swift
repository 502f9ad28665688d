package import Values

/// Hides personal data in what people look at: `张*`, `4108************10`, `138****1234`.
///
/// It learns the personal texts of an application or reply from the marks of the canonical schemas and hides them
/// wherever they stand, in whatever message; besides it hides what looks like a resident's number or a mobile number.
package struct Masking: Sendable {
    /// Longest first, so that a text within another is not hidden alone.
    private var learned: [(text: String, kind: PersonalField.Kind)] = []
    private let hidesNothing: Bool

    package var isRevealing: Bool { hidesNothing }

    package init() { hidesNothing = false }

    private init(hidesNothing: Bool) { self.hidesNothing = hidesNothing }

    /// Shows everything as it is.
    package static let revealing = Masking(hidesNothing: true)

    /// Texts shorter than this are too common to be hidden wherever they occur.
    private static let learnedMin = 2

    /// Learns a text of a kind.
    package mutating func learn(_ text: String, _ kind: PersonalField.Kind) {
        for text in Set([text, Self.halfwidth(text)])
        where text.unicodeScalars.count >= Self.learnedMin
            && !learned.contains(where: { $0.text == text })
        {
            let at = learned.firstIndex { $0.text.utf8.count < text.utf8.count } ?? learned.endIndex
            learned.insert((text, kind), at: at)
        }
    }

    /// Learns the personal texts of a canonical message.
    package mutating func learn(_ message: Value, _ fields: [PersonalField]) {
        for field in fields {
            for text in field.texts(in: message) { learn(text, field.kind) }
        }
    }

    /// Learns the personal texts of a message as its sender wrote it.
    package mutating func learn(
        _ decoded: Value,
        of message: InboundMessage,
        _ fields: [PersonalField]
    ) {
        for field in fields where !field.path.contains("*") {
            guard let pointer = message.map.source(of: Pointer(field.path)),
                let value = decoded.at(pointer)
            else { continue }
            if let text = value.string ?? value.number?.text { learn(text, field.kind) }
        }
    }

    /// The tree with its texts masked.
    package func masked(_ tree: Value) -> Value {
        if hidesNothing { return tree }
        switch tree {
        case .string(let text): return .string(masked(text))
        case .number(let number):
            let text = masked(number.text)
            return text == number.text ? tree : .string(text)
        case .array(let elements): return .array(elements.map(masked))
        case .object(let object): return .object(Object(object.map { ($0, masked($1)) }))
        case .null, .bool: return tree
        }
    }

    /// A text masked. With `width`, what stands in for a text takes as much room as the text: fixed-width records stay
    /// aligned.
    package func masked(_ text: String, keeping width: ((String) -> Int)? = nil) -> String {
        if hidesNothing || text.isEmpty { return text }
        let narrow = Self.halfwidth(text)
        for whole in learned where whole.text == text || whole.text == narrow {
            return Self.mask(whole.text, whole.kind)
        }
        var result = text
        for whole in learned { result = Self.replacing(whole, in: result, keeping: width) }
        return Self.maskedNumbers(result)
    }

    /// Masks every occurrence of a learned text, names and addresses also where they were cut off to fit a field.
    private static func replacing(
        _ whole: (text: String, kind: PersonalField.Kind),
        in text: String,
        keeping width: ((String) -> Int)?
    ) -> String {
        let learned = Array(whole.text)
        let mayBeCut = whole.kind == .name || whole.kind == .address
        let least = mayBeCut ? max(3, (learned.count + 1) / 2) : learned.count
        guard learned.count >= least || !mayBeCut, text.contains(String(learned.prefix(least)))
        else {
            return text.contains(whole.text)
                ? replaced(whole.text, whole.kind, in: text, width) : text
        }
        var result = ""
        var rest = text[...]
        while let found = rest.firstRange(of: String(learned.prefix(least))) {
            let run = zip(learned, rest[found.lowerBound...]).prefix { $0 == $1 }.count
            let end = rest.index(found.lowerBound, offsetBy: run)
            result +=
                rest[..<found.lowerBound]
                + padded(String(rest[found.lowerBound..<end]), whole.kind, width)
            rest = rest[end...]
        }
        return result + rest
    }

    private static func replaced(
        _ learned: String,
        _ kind: PersonalField.Kind,
        in text: String,
        _ width: ((String) -> Int)?
    ) -> String {
        text.split(separator: learned, omittingEmptySubsequences: false).joined(
            separator: padded(learned, kind, width)
        )
    }

    private static func padded(
        _ text: String,
        _ kind: PersonalField.Kind,
        _ width: ((String) -> Int)?
    ) -> String {
        var result = mask(text, kind)
        guard let width else { return result }
        let room = width(text)
        while width(result) > room { result.removeLast() }
        return result + stars(max(room - width(result), 0))
    }

    // MARK: One text

    /// A text of a kind, masked; nothing of it is kept where it is too short.
    package static func mask(_ text: String, _ kind: PersonalField.Kind) -> String {
        let characters = Array(text)
        switch kind {
        case .name: return characters.prefix(1) + stars(min(max(characters.count - 1, 1), 3))
        case .id, .certificate, .account: return kept(characters, first: 4, last: 2)
        case .phone:
            return characters.count >= 11
                ? kept(characters, first: 3, last: 4) : kept(characters, first: 0, last: 2)
        case .address: return firstPart(of: characters) + "***"
        }
    }

    private static func kept(_ text: [Character], first: Int, last: Int) -> String {
        guard text.count > first + last + 1 else { return stars(max(text.count, 3)) }
        return text.prefix(first) + stars(text.count - first - last) + text.suffix(last)
    }

    /// The administrative division that an address begins with, else its first two characters.
    private static func firstPart(of text: [Character]) -> String {
        let division = text.prefix(12).lastIndex {
            $0 == "省" || $0 == "市" || $0 == "区" || $0 == "县"
        }
        return String(text.prefix(division.map { $0 + 1 } ?? 2))
    }

    private static func stars(_ count: Int) -> String { String(repeating: "*", count: count) }

    private static func halfwidth(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { (0xFF01...0xFF5E).contains($0.value) }) else {
            return text
        }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let narrow =
                (0xFF01...0xFF5E).contains(scalar.value)
                ? Unicode.Scalar(scalar.value - 0xFEE0) : nil
            result.append(narrow ?? scalar)
        }
        return String(result)
    }

    // MARK: Numbers that nobody marked

    /// Masks resident's numbers (GB 11643-1999) and mobile numbers that stand alone in a text.
    private static func maskedNumbers(_ text: String) -> String {
        guard text.utf8.count >= 11 else { return text }
        var result = ""
        var word: [Character] = []
        for character in text {
            if character.isASCII, character.isLetter || character.isNumber {
                word.append(character)
            } else {
                result += maskedNumber(word) + String(character)
                word = []
            }
        }
        return result + maskedNumber(word)
    }

    private static func maskedNumber(_ word: [Character]) -> String {
        let isDigits = word.dropLast().allSatisfy(\.isNumber)
        let last = word.last ?? " "
        if word.count == 11, isDigits, last.isNumber, word[0] == "1", ("3"..."9").contains(word[1])
        {
            return mask(String(word), .phone)
        }
        if word.count == 18, isDigits, last.isNumber || last == "X" || last == "x",
            ["18", "19", "20"].contains(String(word[6...7])), ("0"..."1").contains(word[10])
        {
            return mask(String(word), .id)
        }
        return String(word)
    }
}
