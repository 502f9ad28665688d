extension HTTPServer {
    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A request with its whole body.
    package struct Request: Sendable, Hashable {
        package var method: String
        package var target: Target
        package var headers: [Header]
        package var body: [UInt8]

        /// The first header of this name, upper and lower case alike.
        package func header(_ name: String) -> String? {
            let name = name.lowercased()
            return headers.first { $0.name.lowercased() == name }?.value
        }
    }

    package struct Response: Sendable, Hashable {
        package var status: Int
        package var headers: [Header]
        package var body: [UInt8]

        package init(_ status: Int = 200, headers: [Header] = [], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        /// A line of plain text.
        package init(_ status: Int, text: String) {
            self.init(
                status,
                headers: [Header("Content-Type", "text/plain; charset=utf-8")],
                body: Array((text + "\n").utf8)
            )
        }
    }

    /// The path and the query of a request, decoded.
    package struct Target: Sendable, Hashable {
        /// `/cases/4108…/orders` is `["cases", "4108…", "orders"]`; `/` is empty. An encoded slash stays in its segment.
        package var segments: [String]
        /// Names and values in the order given; a name without `=` has the value "".
        package var query: [Pair]

        package struct Pair: Sendable, Hashable {
            package var name: String
            package var value: String
        }

        /// The value of the first query parameter of this name.
        package subscript(name: String) -> String? { query.first { $0.name == name }?.value }

        /// Decodes a request target in origin form (RFC 9112, 3.2.1). Nil when it has a bad percent sign, is not UTF-8,
        /// or holds a NUL.
        package init?(_ text: String) {
            guard text.utf8.first == UInt8(ascii: "/") else { return nil }
            let parts = text.utf8.split(
                separator: UInt8(ascii: "?"),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            segments = []
            for part in parts[0].split(separator: UInt8(ascii: "/")) {
                guard let segment = Self.decoded(part, plusIsSpace: false) else { return nil }
                segments.append(segment)
            }
            query = []
            guard parts.count == 2 else { return }
            for part in parts[1].split(separator: UInt8(ascii: "&")) {
                let sides = part.split(
                    separator: UInt8(ascii: "="),
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                guard let name = Self.decoded(sides[0], plusIsSpace: true),
                    let value = sides.count == 2 ? Self.decoded(sides[1], plusIsSpace: true) : ""
                else { return nil }
                query.append(Pair(name: name, value: value))
            }
        }

        private static func decoded(_ text: Substring.UTF8View, plusIsSpace: Bool) -> String? {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.count)
            var rest = text.makeIterator()
            while let byte = rest.next() {
                switch byte {
                case UInt8(ascii: "%"):
                    guard let high = rest.next().flatMap(hexDigit),
                        let low = rest.next().flatMap(hexDigit), high | low != 0
                    else { return nil }
                    bytes.append(high << 4 | low)
                case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
                default: bytes.append(byte)
                }
            }
            return String(validating: bytes, as: UTF8.self)
        }
    }
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
