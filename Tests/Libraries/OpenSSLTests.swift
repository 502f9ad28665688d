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

    /// GB/T 32907-2016, appendix A: one block, which is CBC with an initial vector of zeros.
    @Test func enciphersTheBlockOfTheStandard() throws {
        let block = try #require(Hex.decode(Array("0123456789abcdeffedcba9876543210".utf8)))
        let cipher = try SM4.encrypt(block, key: block, iv: [UInt8](repeating: 0, count: 16))
        #expect(hex(Array(cipher.prefix(16))) == "681edf34d206965e86b3e94f536e4246")
        #expect(cipher.count == 32)
    }

    private let key = (0...15).map { UInt8($0 * 0x11) }
    private let iv = Array(Hex.decode(Array("0f1e2d3c4b5a69788796a5b4c3d2e1f0".utf8)) ?? [])

    /// `openssl enc -sm4-cbc -K 00112233445566778899aabbccddeeff -iv 0f1e2d3c4b5a69788796a5b4c3d2e1f0`
    @Test(arguments: [
        (
            "0123456789abcdef",
            "858fffaf52787b6dc193c22c6b49ae741b193e80944de9bac31411e3330275bd"
        ),
        (
            #"{"caseNo":"4102222024090200000101","userName":"张三","code":0}"#,
            "a70face653843b9a1db37a01f226d0e4036fe892abc00485f725abd47c0d7a22782e8fe9bf0e76e0becafa5e9dbbef688b55c8f9194a1984674db270f784d0a11e1594b065885a6f7d14f37b61384330"
        ),
    ])
    func enciphersAsTheCommandLineDoes(_ text: String, _ expected: String) throws {
        let cipher = try SM4.encrypt(Array(text.utf8), key: key, iv: iv)
        #expect(hex(cipher) == expected)
        let plain = try SM4.decrypt(cipher, key: key, iv: iv)
        #expect(plain.bytes == Array(text.utf8) && plain.isPadded)
    }

    @Test(arguments: 0...33)
    func deciphersEveryLength(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8($0) }
        let cipher = try SM4.encrypt(bytes, key: key, iv: iv)
        #expect(cipher.count == (count / 16 + 1) * 16)
        #expect(try SM4.decrypt(cipher, key: key, iv: iv).bytes == bytes)
    }

    /// The last byte of an initial vector reaches the last byte of the only block: every value of a padding is tried.
    @Test func knowsAPaddingFromWhatIsNone() throws {
        let cipher = try SM4.encrypt([UInt8](repeating: 7, count: 15), key: key, iv: iv)
        var right: [UInt8: Int] = [:]
        for last in UInt8.min...UInt8.max {
            var changed = iv
            changed[15] ^= 0x01 ^ last
            let found = try SM4.decrypt(cipher, key: key, iv: changed)
            if found.isPadded { right[last] = found.bytes.count }
            #expect(found.isPadded || found.bytes.count == 16)
        }
        #expect(right == [1: 15, 7: 9])
    }

    @Test func refusesWhatIsNoKeyAndNoCipherText() throws {
        #expect(throws: OpenSSLError.self) { try SM4.encrypt([1], key: [1, 2], iv: iv) }
        #expect(throws: OpenSSLError.self) { try SM4.encrypt([1], key: key, iv: []) }
        for count in [0, 1, 15, 17] {
            let bytes = [UInt8](repeating: 0, count: count)
            #expect(throws: OpenSSLError.self) { try SM4.decrypt(bytes, key: key, iv: iv) }
        }
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
