import Formats
import Testing
import Values

@Suite struct CharsetTests {
    @Test(
        "The characters of domain facts 5.14 have their bytes",
        arguments: [
            (Charset.gb18030, "³", [0x81, 0x30, 0x85, 0x36] as [UInt8]),
            (.gb18030, "²", [0x81, 0x30, 0x85, 0x35]),
            (.gb18030, "㎡", [0xA9, 0x4F]), (.gbk, "㎡", [0xA9, 0x4F]),
            (.gb18030, "䶮", [0xFE, 0x9F]),
            (.gb18030, "𠮷", [0x95, 0x34, 0xB2, 0x35]), (.gb18030, "龴", [0xFE, 0x59]),
            (.gb18030, "中a", [0xD6, 0xD0, 0x61]), (.gbk, "€", [0x80]),
            (.gb18030, "€", [0xA2, 0xE3]),
            (.utf8, "³", [0xC2, 0xB3]), (.gb18030, "\u{FFFD}", [0x84, 0x31, 0xA4, 0x37]),
        ]
    )
    func bytes(_ charset: Charset, _ written: String, _ bytes: [UInt8]) throws {
        #expect(try charset.encode(written) == bytes)
        #expect(try charset.decode(bytes) == written)
        #expect(charset.width(of: written) == bytes.count)
    }

    @Test(
        "What the charset lacks is named, never replaced",
        arguments: [
            (Charset.gbk, "5 m³/时", "第4个字符“³”（U+00B3）"), (.gbk, "²", "第1个字符“²”（U+00B2）"),
            (.gbk, "张𠮷", "第2个字符“𠮷”（U+20BB7）"), (.gbk, "䶮", "第1个字符“䶮”（U+4DAE）"),
            // glibc drops the block Tags without a word.
            (.gbk, "a\u{E0041}b", "第2个字符“\u{E0041}”（U+E0041）"),
            (.gbk, "m³\u{E0041}", "第2个字符“³”（U+00B3）"),
            // A code point of the private use area that 2005 and 2022 give up.
            (.gb18030, "\u{E81E}", "第1个字符“\u{E81E}”（U+E81E）"),
        ]
    )
    func unencodable(_ charset: Charset, _ written: String, _ found: String) {
        let problem = problems { try charset.encode(written) }.first
        #expect(problem?.code == "unencodable")
        #expect(problem?.found == found)
        #expect(charset.width(of: written) == nil)
    }

    @Test(
        "Bytes that are no text are refused with their place",
        arguments: [
            (Charset.utf8, [0x61, 0xE4, 0xB8] as [UInt8], "第2字节", "字节 E4 B8：不完整的字符"),
            (.utf8, [0x61, 0xFF, 0x62], "第2字节", "字节 FF 62：不是该编码的字符"),
            (.utf8, [0xED, 0xA0, 0x80], "第1字节", "字节 ED A0 80：不是该编码的字符"),
            (.gb18030, [0xD6, 0xD0, 0xD6], "第3字节", "字节 D6：不完整的字符"),
            (.gb18030, [0x61, 0x81, 0x30, 0x85], "第2字节", "字节 81 30 85：不完整的字符"),
            (.gb18030, [0xD6, 0xD0, 0xFF, 0x41], "第3字节", "字节 FF 41：不是该编码的字符"),
            (.gb18030, [0x80], "第1字节", "字节 80：不是该编码的字符"),
            (.gbk, [0x61, 0x81, 0x30, 0x85, 0x36], "第2字节", "字节 81 30 85 36：不是该编码的字符"),
            (.gbk, [0xD6, 0xD0, 0xD6], "第3字节", "字节 D6：不完整的字符"),
            (.utf8, [0x61, 0x00], "第2字节", "字节 00：空字符"),
            (.gbk, [0xD6, 0xD0, 0x00], "第3字节", "字节 00：空字符"),
        ]
    )
    func refusals(_ charset: Charset, _ bytes: [UInt8], _ wire: String, _ found: String) {
        let problem = problems { try charset.decode(bytes) }.first
        #expect(problem?.code == "charset")
        #expect(problem?.place.wire == wire)
        #expect(problem?.found == found)
    }

    @Test func byteOrderMarkOnceAtTheStart() throws {
        #expect(try Charset.utf8.decode([0xEF, 0xBB, 0xBF, 0x61]) == "a")
        #expect(try Charset.utf8.decode([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, 0x61]) == "\u{FEFF}a")
        #expect(try Charset.gb18030.decode([0x84, 0x31, 0x95, 0x33, 0x61]) == "a")
    }

    @Test(
        "A cut goes between characters",
        arguments: [
            (Charset.gb18030, "焦作市供热", 7, "焦作市"), (.gb18030, "焦作", 4, "焦作"),
            (.gb18030, "a𠮷b", 4, "a"),
            (.gb18030, "a𠮷b", 5, "a𠮷"), (.utf8, "焦作", 5, "焦"), (.gb18030, "焦", 0, ""),
            (.gb18030, "焦", -1, ""),
            // A letter keeps its mark.
            (.utf8, "ae\u{301}", 2, "a"),
        ]
    )
    func prefixes(_ charset: Charset, _ written: String, _ count: Int, _ expected: String) {
        #expect(charset.prefix(of: written, bytes: count) == expected)
    }

    @Test func replacing() {
        #expect(Charset.gbk.replacing("张𠮷 5m³", with: "〇") == "张〇 5m〇")
        #expect(Charset.gb18030.replacing("张𠮷", with: "〇") == "张𠮷")
        #expect(Charset.gbk.prefix(of: "𠮷", bytes: 9) == nil)
        #expect(Charset.gbk.canEncode("中") && !Charset.gbk.canEncode("³"))
        #expect(Charset.gbk.firstUnencodable(in: "ab³")?.index == 2)
    }

    @Test func everyCharacterOfBothComesBack() throws {
        for charset in [Charset.gb18030, .gbk] {
            var count = 0
            var all = String.UnicodeScalarView()
            for number in UInt32(1)...0x2FFFF {
                guard let scalar = Unicode.Scalar(number), number % 7 == 0 || number < 0x500 else {
                    continue
                }
                if charset.canEncode(scalar) {
                    all.append(scalar)
                    count += 1
                }
            }
            let whole = String(all)
            #expect(try charset.decode(charset.encode(whole)).unicodeScalars.elementsEqual(all))
            #expect(count > 2_000)
        }
    }
}
