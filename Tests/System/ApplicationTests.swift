import Formats
import Glibc
import Testing
import Values

extension SystemTests {
    /// Applications from submission to outcome or rejection.
    @Suite struct ApplicationTests {
        @Test func aCompleteApplicationBecomesSixOrdersAndOneOutcome() async throws {
            let city = try await City("complete", on: try await Node.shared.value)
            let witness = try Witness(city)
            let hub = try await city.hub()
            let partners = try city.partners("--delay", "10ms..50ms")
            let number = "410800002024090200001"
            try await city.publish([
                Letter(queue: City.applications, id: "SB-1", body: city.application("full-set"))
            ])

            #expect(try await eventually { witness.finished == 1 })
            // The joint survey of the lead department is the seventh order: it coordinates and is no service.
            #expect(witness.faults([number], ordersEach: 7) == [])
            let services = witness.orders.filter { $0.queue != City.orders("lead") }
            #expect(Set(services.map(\.queue)).count == 6 && Set(services.map(\.id)).count == 6)
            let heat = try #require(services.first { $0.queue == City.orders("heat") })
            #expect(heat.body.count == 302 && heat.body.suffix(2) == [0x0D, 0x0A])
            let gas = try #require(services.first { $0.queue == City.orders("gas") }).body
            for (character, bytes) in Self.fourBytes {
                #expect(gas.contains(bytes), "\(character) in the gas order")
            }
            #expect(witness.outcomes.first?.json["mx"]?.array?.count == 6)
            #expect(try await city.examine()["sums"] != nil)
            #expect(try await city.received("parked") == [])
            partners.signal(SIGTERM)
            hub.signal(SIGTERM)
            #expect(try await partners.ended() == .exited(0))
            #expect(try await hub.ended(seconds: 5) == .exited(0))
        }

        /// GB 18030-2005, four-byte part: 𠮷 U+20BB7 and ³ U+00B3 have no two bytes; 䶮 U+4DAE has FE 9F.
        private static let fourBytes: [(String, [UInt8])] = [
            ("𠮷", [0x95, 0x34, 0xB2, 0x35]), ("³", [0x81, 0x30, 0x85, 0x36]),
        ]

        @Test func fiveWrongFieldsAreNamedTogetherAndTheCorrectedApplicationIsTaken() async throws {
            let city = try await City("faults", on: try await Node.shared.value)
            let witness = try Witness(city)
            let hub = try await city.hub()
            let partners = try city.partners("--delay", "10ms..50ms")
            let wrong = try city.application("five-faults")
            let number = try #require(try JSON.decode(wrong)["sblsh"]?.string)
            try await city.publish([Letter(queue: City.applications, id: "SB-1", body: wrong)])
            #expect(try await eventually { !witness.rejections.isEmpty })
            let rejection = try #require(witness.rejections.first)
            let faults = rejection.json["cw"]?.array ?? []
            #expect(
                faults.compactMap { $0["wz"]?.string }.sorted() == [
                    "/qyxx/lxdh", "/qyxx/lxr", "/xmxx/tkrq", "/ys/ysl", "/ys/ywlx",
                ]
            )
            for fault in faults {
                let say = fault["ms"]?.string ?? ""
                #expect(
                    say.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) },
                    "\(say)"
                )
            }
            #expect(rejection.json["sblsh"]?.string == number && rejection.correlation == "SB-1")

            let right = try city.application("full-set", number: number)
            try await city.publish([Letter(queue: City.applications, id: "SB-2", body: right)])
            #expect(try await eventually { witness.finished == 1 })
            #expect(witness.faults([number], ordersEach: 7) == [])
            #expect(witness.rejections.count == 1)
            #expect(try await city.received("rejected").count == 1)
            _ = (hub, partners)
        }
    }
}

extension Array where Element == UInt8 {
    /// True when the bytes stand in it next to one another.
    func contains(_ bytes: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: bytes) }
    }
}
