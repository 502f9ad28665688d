import Glibc
import System
import Testing
import Values

extension SystemTests {
    /// Processes and brokers that die while cases run. Each test proves that its fault struck.
    @Suite struct FaultTests {
        private static let node = Task { try await Node("mortal") }

        private func start(
            _ name: String,
            cases: Int,
            delay: String,
            example: String = "full-set"
        ) async throws -> (City, Witness, Program, [String]) {
            let city = try await City(name, on: try await Self.node.value)
            let witness = try Witness(city)
            let partners = try city.partners(
                "--delay",
                delay,
                "--duplicate",
                "0.1",
                "--reorder",
                "0.2"
            )
            let numbers = (1...cases).map { "4108000020240902\($0 + 10000)" }
            try await city.publish(
                numbers.map { number in
                    Letter(
                        queue: City.applications,
                        id: number,
                        body: try city.application(example, number: number)
                    )
                }
            )
            return (city, witness, partners, numbers)
        }

        @Test func aHubThatIsKilledTwentyTimesLosesAndDoublesNothing() async throws {
            let (city, witness, partners, numbers) = try await start(
                "killed",
                cases: 500,
                delay: "5ms..100ms",
                example: "out-of-order"
            )
            var hub = try await city.hub(isReady: false)
            var kills = 0
            while kills < 20, witness.finished < numbers.count {
                try await Task.sleep(for: .milliseconds(Int.random(in: 200...2200)))
                hub.signal(SIGKILL)
                guard try await hub.ended() == .killed(SIGKILL) else { break }
                kills += 1
                hub = try await city.hub(isReady: false)
            }
            #expect(kills == 20, "the cases were over too early")
            let isOver = try await eventually(seconds: 180) { witness.finished == numbers.count }
            #expect(isOver, "\(witness.finished) of \(numbers.count) have an outcome")
            #expect(witness.faults(numbers, ordersEach: 3) == [])
            // A message that was on its way when the hub died is sent again, the same.
            #expect(witness.repeated > 0)
            #expect(try await city.received("parked") == [])
            let texts = try await city.examine()
            #expect(texts["sums"]?.contains("duplicate") == true)
            _ = (hub, partners)
        }

        @Test func aBrokerThatStopsAndCrashesLosesAndDoublesNothing() async throws {
            let node = try await Self.node.value
            let (city, witness, partners, numbers) = try await start(
                "broker",
                cases: 150,
                delay: "20ms..300ms"
            )
            let hub = try await city.hub()
            #expect(try await eventually { witness.orders.count > 50 })
            try await node.stop()
            #expect(city.status("/healthz") == 200)
            #expect(try await eventually { city.status("/readyz") == 503 })
            try await node.start()
            let afterStop = witness.finished
            #expect(afterStop < numbers.count, "the cases were over before the broker stopped")
            #expect(try await eventually(seconds: 60) { city.status("/readyz") == 200 })
            #expect(try await eventually(seconds: 60) { witness.finished > afterStop })
            let isUnderWay = witness.finished < numbers.count
            #expect(isUnderWay, "the cases were over before the broker crashed")
            try await node.crash()
            try await node.start()
            let isOver = try await eventually(seconds: 180) { witness.finished == numbers.count }
            #expect(isOver, "\(witness.finished) of \(numbers.count) have an outcome")
            #expect(witness.faults(numbers, ordersEach: 7) == [])
            let reconnects = city.hubLog.split(separator: "\n").count {
                $0.hasSuffix("publishing: connected")
            }
            #expect(reconnects >= 3, "\(reconnects) connections")
            #expect(hub.ending == nil && partners.ending == nil)
            #expect(try await city.received("parked") == [])
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
