import OpenSSL
import Testing

@Suite struct OpenSSLTests {
    private func hex(_ bytes: [UInt8]) -> String {
        String(decoding: Hex.encode(bytes), as: UTF8.self)
    }

    @Test(arguments: [
        // GB/T 32905-2016, appendix A, and the empty text.
        ("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (
            String(repeating: "abcd", count: 16),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        ),
        ("", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    ])
    func digests(_ text: String, _ expected: String) throws {
        let bytes = Array(text.utf8)
        #expect(try hex(SM3.digest(of: bytes)) == expected)
        var digest = try SM3()
        for start in stride(from: 0, to: bytes.count, by: 7) {
            try digest.update(bytes[start..<min(start + 7, bytes.count)])
        }
        #expect(try hex(digest.finish()) == expected)
    }

    @Test func abandonsADigestUnderWay() throws {
        var digest = try SM3()
        try digest.update([1, 2, 3])
    }

    @Test(arguments: [
        ("secret", "{\"a\":1}", "06350a5b5fbb4acc47280748841b59d2d7472910ad3295d29ea33cc77bb6fa1d"),
        ("", "", "0d23f72ba15e9c189a879aefc70996b06091de6e64d31b7a84004356dd915261"),
    ])
    func authenticates(_ key: String, _ text: String, _ expected: String) throws {
        let code = try SM3.authenticationCode(of: Array(text.utf8), key: Array(key.utf8))
        #expect(hex(code) == expected)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("报装", "5oql6KOF"),
    ])
    func encodesBase64(_ plain: String, _ encoded: String) throws {
        #expect(try Base64.encode(Array(plain.utf8)) == Array(encoded.utf8))
        #expect(try Base64.decode(Array(encoded.utf8)) == Array(plain.utf8))
    }

    @Test func encodesEveryByteAndBack() throws {
        for count in 0...260 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes, uppercase: true)) == bytes)
        }
    }

    @Test(arguments: [
        ("Zg", "no multiple of 4"), ("Zg=", "no multiple of 4"), ("Zg==\n", "no multiple of 4"),
        ("Z g=", "character 2"), ("Zg=A", "character 3"), ("====", "character 1"),
        ("A===", "character 2"), ("Zm9vZm9-", "character 8"),
        ("Zh==", "bits that belong to no byte"),
        ("Zm9=", "bits that belong to no byte"), ("Zm9v\0\0\0\0", "character 5"),
    ])
    func refusesBase64(_ text: String, _ complaint: String) {
        let error = #expect(throws: OpenSSLError.self) { try Base64.decode(Array(text.utf8)) }
        #expect(error?.message.contains(complaint) == true, "\(String(describing: error))")
    }

    @Test func readsAndWritesHex() {
        #expect(Hex.encode([0x0A, 0xFF]) == Array("0aff".utf8))
        #expect(Hex.encode([0x0A, 0xFF], uppercase: true) == Array("0AFF".utf8))
        #expect(Hex.decode(Array("0aFf".utf8)) == [0x0A, 0xFF])
        #expect(Hex.decode(Array("0aF".utf8)) == nil)
        #expect(Hex.decode(Array("0g".utf8)) == nil)
    }

    @Test func comparesInConstantTime() {
        #expect(isEqualInConstantTime([], []))
        #expect(isEqualInConstantTime([1, 2, 3], [1, 2, 3]))
        #expect(!isEqualInConstantTime([1, 2, 3], [1, 2, 4]))
        #expect(!isEqualInConstantTime([1, 2, 3], [1, 2]))
    }
}
