import Formats
import Glibc
import Testing
import Values

extension SystemTests {
    /// Starting, stopping and looking at the hub.
    @Suite struct ServeTests {
        @Test func theSocketTellsHowTheHubIs() async throws {
            let city = try await City("health", on: try await Node.shared.value)
            let hub = try await city.hub()
            for path in ["/healthz", "/readyz"] {
                let (status, body) = try city.answer(path)
                #expect(status == 200 && body["ready"] == true && body["version"]?.string != nil)
                #expect(body["consuming"] == true && body["publishing"] == true)
            }
            #expect(try city.answer("/nothing").status == 404)
            _ = hub
        }

        @Test func aSecondHubOnTheSameDataIsRefused() async throws {
            let city = try await City("second", on: try await Node.shared.value)
            let hub = try await city.hub()
            let second = try await city.run(["serve"])
            #expect(second.code == 5 && second.errors.contains("\(hub.pid)"), "\(second.errors)")
            #expect(try city.answer("/readyz").status == 200)
        }

        @Test func aHubThatIsToldToStopUnderLoadEndsInTime() async throws {
            let city = try await City("stop", on: try await Node.shared.value)
            let witness = try Witness(city)
            let first = try await city.hub()
            let partners = try city.partners("--delay", "5ms..40ms")
            let numbers = (1...40).map { "4108000020240902\($0 + 10000)" }
            try await city.publish(
                numbers.map { number in
                    Letter(
                        queue: City.applications,
                        id: number,
                        body: try city.application("full-set", number: number)
                    )
                }
            )
            #expect(try await eventually { witness.orders.count > 40 })
            first.signal(SIGTERM)
            #expect(try await first.ended(seconds: 5) == .exited(0))
            #expect(witness.finished < numbers.count, "it was not stopped under load")
            let before = witness.repeated
            let second = try await city.hub()
            #expect(try await eventually(seconds: 60) { witness.finished == numbers.count })
            #expect(witness.faults(numbers, ordersEach: 7) == [])
            // What was confirmed before the end is not sent again after it.
            #expect(witness.repeated == before)
            _ = try await city.examine()
            _ = (second, partners)
        }

        @Test func aHubThatIsThereBeforeItsQueuesComesUpByItself() async throws {
            let city = try await City("early", on: try await Node.shared.value, declares: false)
            let hub = try await city.hub(isReady: false)
            #expect(try await eventually { city.hubLog.contains("lianban topology apply") })
            #expect(city.status("/readyz") == 503 && city.status("/healthz") == 200)
            try await city.declare()
            let witness = try Witness(city)
            let partners = try city.partners("--delay", "10ms..50ms")
            #expect(try await eventually(seconds: 60) { city.status("/readyz") == 200 })
            try await city.publish([
                Letter(queue: City.applications, id: "SB-1", body: try city.application("full-set"))
            ])
            #expect(try await eventually { witness.finished == 1 })
            _ = (hub, partners)
        }
    }
}
