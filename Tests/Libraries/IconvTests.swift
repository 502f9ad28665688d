import Iconv
import Testing

@Suite struct IconvTests {
    private func convert(
        _ bytes: [UInt8],
        _ from: String,
        _ to: String
    ) throws(IconvError) -> [UInt8] {
        try Iconv.convert(bytes.span, from: from, to: to)
    }

    @Test func bothWays() throws {
        let bytes: [UInt8] = [0xD6, 0xD0, 0x81, 0x30, 0x85, 0x36]
        #expect(try convert(bytes, "GB18030", "UTF-8") == Array("中³".utf8))
        #expect(try convert(Array("中³".utf8), "UTF-8", "GB18030") == bytes)
        #expect(try convert([], "GBK", "UTF-8") == [])
    }

    @Test func outputThatOutgrowsTheFirstBuffer() throws {
        let euros = [UInt8](repeating: 0x80, count: 10_000)
        #expect(try convert(euros, "GBK", "UTF-8").count == 30_000)
    }

    @Test(
        "Faults have a kind and a place",
        arguments: [
            ([0xD6, 0xD0, 0xFF] as [UInt8], "GBK", "UTF-8", IconvError.Code.invalid, 2),
            ([0xD6, 0xD0, 0xD6], "GBK", "UTF-8", .truncated, 2),
            ([0x61, 0xC2, 0xB3], "UTF-8", "GBK", .invalid, 1),
            ([0x61, 0xF3, 0xA0, 0x81, 0x81, 0x62], "UTF-8", "GBK", .invalid, 1),
            ([0xC2, 0xB3, 0xF3, 0xA0, 0x81, 0x81], "UTF-8", "GBK", .invalid, 0),
            ([], "none", "UTF-8", .unsupported, 0),
        ]
    )
    func faults(
        _ bytes: [UInt8],
        _ from: String,
        _ to: String,
        _ code: IconvError.Code,
        _ offset: Int
    ) {
        #expect { try convert(bytes, from, to) } throws: { error in
            (error as? IconvError).map { $0.code == code && $0.offset == offset } ?? false
        }
    }

    @Test func manyThreadsAtOnce() async throws {
        let text = Array(String(repeating: "焦作市𠮷³", count: 100).utf8)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<200 {
                        let bytes = try Iconv.convert(text.span, from: "UTF-8", to: "GB18030")
                        guard try Iconv.convert(bytes.span, from: "GB18030", to: "UTF-8") == text
                        else { return false }
                    }
                    return true
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}
