import Contracts
import Formats
import Values

/// The bytes of a message as people can look at them.
struct MessageText {
    let bytes: [UInt8]
    let charset: Charset
    let isFixed: Bool
    /// Nil where the bytes are no text of the charset, or hold control characters.
    let text: String?

    /// `properties` are the message's own, as the journal keeps them.
    init(_ bytes: [UInt8], properties: Value) {
        let type = properties["content-type"]?.string ?? ""
        self.init(bytes, charset: Self.charset(in: type), isFixed: type.hasPrefix("text/plain"))
    }

    init(_ bytes: [UInt8], charset: Charset?, isFixed: Bool = false) {
        let charset = charset ?? .utf8
        let text = try? charset.decode(bytes)
        let isPrintable = text?.unicodeScalars.allSatisfy {
            $0.value >= 0x20 || [9, 10, 13].contains($0.value)
        }
        self.bytes = bytes
        self.charset = charset
        self.isFixed = isFixed
        self.text = isPrintable == true ? text : nil
    }

    private static func charset(in contentType: String) -> Charset? {
        guard let range = contentType.firstRange(of: "charset=") else { return nil }
        return Charset(rawValue: String(contentType[range.upperBound...]))
    }

    /// `423 bytes of UTF-8`
    var summary: String {
        text == nil
            ? "\(bytes.count) bytes, not text" : "\(bytes.count) bytes of \(charset.rawValue)"
    }

    /// The lines to print: text where it is text, else a hex dump.
    func lines(_ masking: Masking) -> [String] {
        guard let text else { return Self.hexDump(bytes) }
        if isFixed { return rulered(masking.masked(text) { charset.width(of: $0) ?? 0 }) }
        return text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
            .map { printable(masking.masked(String($0))) }
    }

    // MARK: Fixed-width records

    private static let rowBytes = 80

    /// Each character takes the columns of its bytes, so that the ruler above counts bytes of the charset.
    private func rulered(_ text: String) -> [String] {
        var lines = ["     " + Self.ruler]
        var row = ""
        var (start, width) = (0, 0)
        func label() -> String { String(spaces(4 - "\(start + 1)".count) + "\(start + 1) ") }
        for scalar in text.unicodeScalars {
            let taken = charset.width(of: String(scalar)) ?? 1
            if width + taken > Self.rowBytes {
                lines.append(label() + row)
                (row, start, width) = ("", start + width, 0)
            }
            let shown = scalar == "\r" ? "␍" : scalar == "\n" ? "␊" : String(scalar)
            row += shown + spaces(taken - displayWidth(shown))
            width += taken
            if scalar == "\n" {
                lines.append(label() + row)
                (row, start, width) = ("", 0, 0)
            }
        }
        if !row.isEmpty { lines.append(label() + row) }
        return lines
    }

    /// `....5...10...15`
    private static let ruler: String = {
        var text = ""
        for at in stride(from: 5, through: rowBytes, by: 5) {
            let digits = "\(at)"
            text += String(repeating: ".", count: 5 - digits.count) + digits
        }
        return text
    }()

    // MARK: Hex

    /// Sixteen bytes a line with their offset and, where they are ASCII, their characters.
    static func hexDump(_ bytes: [UInt8]) -> [String] {
        stride(from: 0, to: bytes.count, by: 16).map { at in
            let row = bytes[at..<min(at + 16, bytes.count)]
            var hex = ""
            for (place, byte) in row.enumerated() {
                hex += (place == 8 ? "  " : " ") + digits(Int(byte), 2)
            }
            let text = String(
                decoding: row.map { (0x20..<0x7F).contains($0) ? $0 : 0x2E },
                as: UTF8.self
            )
            return digits(at, 6) + " " + hex + spaces(50 - hex.count) + "|" + text + "|"
        }
    }

    static func hex(_ bytes: [UInt8]) -> String { bytes.map { digits(Int($0), 2) }.joined() }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
