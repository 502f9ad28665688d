import Glibc
import System
import Testing
import Values

extension SystemTests {
    /// Processes and brokers that die while cases run. Each test proves that its fault struck.
    @Suite struct FaultTests {
        private static let node = Task { try await Node("mortal") }

        /// A city with partners, and a crowd of applications to feed it with.
        private struct Siege {
            let city: City
            let witness: Witness
            let partners: Program
            let numbers: [String]
            private let example: String
            private var fed = 0

            init(_ name: String, cases: Int, delay: String, example: String) async throws {
                city = try await City(name, on: try await FaultTests.node.value)
                witness = try Witness(city)
                partners = try city.partners(
                    "--delay",
                    delay,
                    "--duplicate",
                    "0.1",
                    "--reorder",
                    "0.2"
                )
                numbers = (1...cases).map { "4108000020240902\($0 + 10000)" }
                self.example = example
            }

            /// Sends the next applications, so that a fault always strikes while there is work, however fast the machine.
            mutating func feed(_ count: Int) async throws {
                let next = numbers[fed..<min(fed + count, numbers.count)]
                fed += next.count
                try await city.publish(
                    next.map { number in
                        Letter(
                            queue: City.applications,
                            id: number,
                            body: try city.application(example, number: number)
                        )
                    }
                )
            }

            /// Waits until so many more orders went out.
            func moreOrders(_ count: Int) async throws -> Bool {
                let target = witness.orders.count + count
                return try await eventually(seconds: 60) { witness.orders.count >= target }
            }

            /// Waits until every application has its outcome, and compares what was seen with the guarantees.
            func end(ordersEach: Int) async throws {
                let isOver = try await eventually(seconds: 180) {
                    witness.finished == numbers.count
                }
                #expect(isOver, "\(witness.finished) of \(numbers.count) have an outcome")
                #expect(witness.faults(numbers, ordersEach: ordersEach) == [])
                #expect(try await city.received("parked") == [])
            }
        }

        @Test func aHubThatIsKilledTwentyTimesLosesAndDoublesNothing() async throws {
            var siege = try await Siege(
                "killed",
                cases: 500,
                delay: "5ms..100ms",
                example: "out-of-order"
            )
            var hub = try await siege.city.hub(isReady: false)
            for kill in 1...20 {
                try await siege.feed(25)
                let isAtWork = try await siege.moreOrders(Int.random(in: 1...60))
                #expect(isAtWork, "no work before kill \(kill)")
                hub.signal(SIGKILL)
                #expect(try await hub.ended() == .killed(SIGKILL))
                hub = try await siege.city.hub(isReady: false)
            }
            try await siege.end(ordersEach: 3)
            // A message that was on its way when the hub died is sent again, the same.
            #expect(siege.witness.repeated > 0)
            let texts = try await siege.city.examine()
            #expect(texts["sums"]?.contains("duplicate") == true)
            _ = hub
        }

        @Test func aBrokerThatStopsAndCrashesLosesAndDoublesNothing() async throws {
            let node = try await Self.node.value
            var siege = try await Siege(
                "broker",
                cases: 150,
                delay: "20ms..300ms",
                example: "full-set"
            )
            let city = siege.city
            let hub = try await city.hub()
            try await siege.feed(75)
            #expect(try await siege.moreOrders(50))
            try await node.stop()
            #expect(city.status("/healthz") == 200)
            #expect(try await eventually { city.status("/readyz") == 503 })
            try await node.start()
            #expect(try await eventually(seconds: 60) { city.status("/readyz") == 200 })
            try await siege.feed(75)
            #expect(try await siege.moreOrders(50))
            let isUnderWay = siege.witness.finished < siege.numbers.count
            #expect(isUnderWay, "the cases were over before the broker crashed")
            try await node.crash()
            try await node.start()
            try await siege.end(ordersEach: 7)
            let reconnects = city.hubLog.split(separator: "\n").count {
                $0.hasSuffix("publishing: connected")
            }
            #expect(reconnects >= 3, "\(reconnects) connections")
            #expect(hub.ending == nil && siege.partners.ending == nil)
            _ = try await city.examine()
        }

        @Test func aHubThatIsThereBeforeItsBrokerComesUpByItself() async throws {
            let node = try await Self.node.value
            let city = try await City("nobroker", on: node)
            let witness = try Witness(city)
            try await node.stop()
            let hub = try await city.hub(isReady: false)
            #expect(city.status("/readyz") == 503)
            try await node.start()
            #expect(try await eventually(seconds: 60) { city.status("/readyz") == 200 })
            let partners = try city.partners("--delay", "10ms..50ms")
            try await city.publish([
                Letter(queue: City.applications, id: "SB-1", body: try city.application("full-set"))
            ])
            #expect(try await eventually { witness.finished == 1 })
            _ = (hub, partners)
        }
    }
}
