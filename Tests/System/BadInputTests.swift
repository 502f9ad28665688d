import Formats
import Glibc
import Testing
import Values

extension SystemTests {
    /// What should not come, through the broker: each is kept whole under its disposition, and the hub goes on.
    @Suite struct BadInputTests {
        private struct Bad {
            var name: String
            var queue = City.applications
            var body: [UInt8]
            /// What becomes of it, and the first problem's code.
            var disposition: String
            var code: String
        }

        @Test func eachIsKeptWholeAndTheHubGoesOn() async throws {
            let city = try await City("bad", on: try await Node.shared.value)
            let witness = try Witness(city)
            let hub = try await city.hub()
            let bad = try Self.applications(city) + Self.replies(city)
            try await city.publish(bad.map { Letter(queue: $0.queue, id: $0.name, body: $0.body) })
            var received: [Value] = []
            let isTaken = try await eventually {
                received = try await city.received()
                return received.count == bad.count
            }
            #expect(isTaken, "\(received.count) of \(bad.count)")
            for one in bad {
                // No two of one queue are of the same length.
                let found = received.first {
                    $0["source"]?.string == one.queue && $0["bytes"]?.int == one.body.count
                }
                #expect(found?["disposition"]?.string == one.disposition, "\(one.name)")
                #expect(found?["problems"]?.array?.first?.string ?? "" == one.code, "\(one.name)")
            }
            let rejected = bad.filter { $0.disposition == "rejected" }
            #expect(try await eventually { witness.rejections.count == rejected.count })
            #expect(Set(witness.rejections.map(\.correlation)) == Set(rejected.map(\.name)))

            let partners = try city.partners("--delay", "10ms..50ms")
            let good = Letter(
                queue: City.applications,
                id: "good",
                body: try city.application("full-set")
            )
            try await city.publish([good])
            #expect(try await eventually { witness.finished == 1 })
            try await sameMessageID(as: good, city, witness)
            #expect(hub.ending == nil && partners.ending == nil)
            _ = try await city.examine()
        }

        /// The same message again is a duplicate; other bytes under its message-id are nobody's answer.
        private func sameMessageID(as good: Letter, _ city: City, _ witness: Witness) async throws {
            var other = good
            other.body = try city.application("minimal-water", number: "410800002024090299999")
            let rejections = witness.rejections.count
            try await city.publish([good, other])
            #expect(try await eventually { try await city.received("duplicate").count == 1 })
            let conflict = try await eventually {
                try await city.received("parked").contains {
                    $0["problems"]?.array?.first == "id-conflict"
                }
            }
            #expect(conflict)
            #expect(witness.rejections.count == rejections && witness.finished == 1)
        }

        private static func applications(_ city: City) throws -> [Bad] {
            let good = try city.application("minimal-water")
            let name = "焦作市鑫源机械厂"
            try #require(good.text.contains(name))
            let long = String(repeating: name, count: 5_000_000 / name.utf8.count)
            let deep =
                String(repeating: "{\"a\":", count: 10_000) + "1"
                + String(repeating: "}", count: 10_000)
            let half = try #require(good.firstIndex { $0 >= 0x80 })
            let bodies: [(String, [UInt8], String)] = [
                ("broken", good.dropLast(10), "json"),
                ("empty", [], "json"),
                ("5 MB", Array(good.text.replacing(name, with: long).utf8), "too-large"),
                ("10,000 levels", Array(deep.utf8), "too-deep"),
                ("GBK", try Charset.gbk.encode(good.text), "charset"),
                ("half a character", Array(good[...half]), "json"),
                ("a wrong code", Array(good.text.replacing("\"租赁\"", with: "\"租用\"").utf8), "enum"),
                (
                    "an extra field",
                    Array(good.text.replacing("\"sbqd\"", with: "\"x\":1,\"sbqd\"").utf8), "extra"
                ),
            ]
            return bodies.map { Bad(name: $0, body: $1, disposition: "rejected", code: $2) }
        }

        private static func replies(_ city: City) throws -> [Bad] {
            let water = """
                {"code":"200","bjbh":"4108002024090299999901","stepname":"申请","dealresult":"1"}
                """
            let missing = water.replacing("\"bjbh\":\"4108002024090299999901\",", with: "")
            let gas = Array("<?xml version=\"1.0\" encoding=\"GB18030\"?><a>".utf8) + [0x81, 0x30]
            return [
                Bad(
                    name: "broken reply",
                    queue: City.replies("water"),
                    body: Array("{".utf8),
                    disposition: "parked",
                    code: "json"
                ),
                Bad(
                    name: "unknown case",
                    queue: City.replies("water"),
                    body: Array(water.utf8),
                    disposition: "waiting",
                    code: ""
                ),
                Bad(
                    name: "no case",
                    queue: City.replies("water"),
                    body: Array(missing.utf8),
                    disposition: "parked",
                    code: "missing"
                ),
                Bad(
                    name: "half a character",
                    queue: City.replies("gas"),
                    body: gas,
                    disposition: "parked",
                    code: "charset"
                ),
                Bad(
                    name: "unsigned",
                    queue: City.replies("telecom"),
                    body: Array("{}".utf8),
                    disposition: "parked",
                    code: "header"
                ),
            ]
        }
    }
}
