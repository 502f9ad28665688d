import Glibc
import Testing
import Values

extension SystemTests {
    /// Replies that come late, again, out of order, or under a code that the contract does not know yet.
    @Suite struct ReplyTests {
        @Test func everyReplyThreeTimesInAnyOrderGivesOneOutcomeEach() async throws {
            let city = try await City("thrice", on: try await Node.shared.value)
            let witness = try Witness(city)
            let hub = try await city.hub()
            let partners = try city.partners(
                "--copies",
                "3",
                "--reorder",
                "1",
                "--delay",
                "20ms..200ms"
            )
            let numbers = (1...20).map { "4108000020240902\($0 + 10000)" }
            try await city.publish(
                numbers.map { number in
                    Letter(
                        queue: City.applications,
                        id: number,
                        body: try city.application("full-set", number: number)
                    )
                }
            )
            let isSettled = try await eventually(seconds: 60) {
                guard witness.finished == numbers.count else { return false }
                let received = try city.answer("/healthz").body["received"]?.int
                return received == numbers.count + witness.replies.count
                    && witness.replies.count == 3 * Set(witness.replies.map(\.key)).count
            }
            #expect(isSettled)
            #expect(witness.faults(numbers, ordersEach: 7) == [])
            for disposition in ["parked", "waiting", "suspect", "rejected"] {
                #expect(try await city.received(disposition) == [], "\(disposition)")
            }
            let duplicates = try await city.received("duplicate")
            #expect(duplicates.count == witness.replies.count * 2 / 3)

            // The telecom office signs anew each time: other headers around the same body.
            let telecom = witness.replies.filter { $0.queue == City.replies("telecom") }
            let signatures = Dictionary(grouping: telecom, by: \.key).values.map { copies in
                Set(copies.map { $0.headers["X-Sign"] ?? "" }).count
            }
            // Two copies may leave in the same millisecond.
            #expect(!signatures.isEmpty && signatures.reduce(0, +) > 2 * signatures.count)
            let again = duplicates.filter { $0["party"] == "telecom" }
            #expect(again.count == telecom.count * 2 / 3)
            _ = try await city.examine()
            _ = (hub, partners)
        }

        private static let contract = "jiaozuo/water/contract.yaml"
        private static let right = "connected: 通水1\n    park: [踏勘0, 方案0, 施工0, 通水0]"
        /// The compiler sees a value that is in no table; which one a table leaves to a person is the table's to say.
        private static let wrong = "park: [踏勘0, 方案0, 施工0, 通水0, 通水1]"

        /// A case with one reply that its code table leaves to a person, parked.
        private func parked(
            _ name: String
        ) async throws -> (City, Witness, Program, [Program], String) {
            let city = try await City(name, on: try await Node.shared.value)
            let witness = try Witness(city)
            try city.edit(Self.contract, Self.right, to: Self.wrong)
            try city.edit(
                "jiaozuo/water/answer.map.yaml",
                "inspected, connected]",
                to: "inspected]"
            )
            let hub = try await city.hub()
            let partners = try city.partners("--delay", "10ms..30ms")
            let body = try city.application("single-service")
            try await city.publish([Letter(queue: City.applications, id: "SB-1", body: body)])
            var parked: [Value] = []
            let isParked = try await eventually {
                parked = try await city.received("parked")
                return !parked.isEmpty
            }
            try #require(isParked && parked.count == 1)
            #expect(witness.finished == 0)
            let id = try #require(parked.first?["id"]?.int ?? parked.first?["in"]?.int)
            return (city, witness, hub, [partners], "\(id)")
        }

        @Test func aParkedReplyIsProcessedAgainAfterItsCodeTableIsCorrected() async throws {
            let (city, witness, hub, partners, id) = try await parked("replay")
            // As long as the contract is wrong, nothing is gained.
            let early = try await city.run(["messages", "replay", id, "--dry-run", "--json"])
            #expect(try early.code == 1 && early.json["after"] == "parked")

            try city.edit(Self.contract, Self.wrong, to: "connected: [")
            hub.signal(SIGHUP)
            #expect(try await eventually { city.hubLog.contains("the contracts in use go on") })
            try city.edit(Self.contract, "connected: [", to: Self.right)
            hub.signal(SIGHUP)
            #expect(try await eventually { city.hubLog.contains("contracts read again") })

            let before = try await city.received()
            let dry = try await city.lianban("messages", "replay", id, "--dry-run", "--json").json
            #expect(dry["before"] == "parked" && dry["after"] == "applied" && dry["dryRun"] == true)
            let kinds = dry["sent"]?.array?.compactMap { $0["kind"]?.string } ?? []
            #expect(kinds.filter { $0 == "outcome" }.count == 1)
            #expect(try await city.received() == before)
            #expect(
                try await city.run(["cases", "list", "--status", "open", "--json"]).json.array?
                    .count == 1
            )
            #expect(witness.finished == 0)

            let real = try await city.lianban("messages", "replay", id, "--json").json
            #expect(real["after"] == "applied" && real["dryRun"] == false)
            #expect(real["sent"]?.array?.map { $0["id"] } == dry["sent"]?.array?.map { $0["id"] })
            #expect(try await eventually { witness.finished == 1 })
            #expect(witness.faults(["410800002024090200001"], ordersEach: 1) == [])
            #expect(try await city.received("parked") == [])
            #expect(try await city.run(["messages", "replay", id]).code == 5)
            _ = try await city.examine()
            _ = partners
        }

        @Test func aParkedReplyIsProcessedAgainWhileNoHubRuns() async throws {
            let (city, witness, hub, partners, id) = try await parked("offline")
            hub.signal(SIGTERM)
            #expect(try await hub.ended(seconds: 5) == .exited(0))
            try city.edit(Self.contract, Self.wrong, to: Self.right)
            let dry = try await city.lianban("messages", "replay", id, "--dry-run", "--json").json
            #expect(dry["after"] == "applied" && dry["dryRun"] == true)
            #expect(try await city.received("parked").count == 1)
            let real = try await city.lianban("messages", "replay", id, "--json").json
            #expect(real["after"] == "applied" && real["dryRun"] == false)
            #expect(witness.finished == 0)

            let next = try await city.hub()
            #expect(try await eventually { witness.finished == 1 })
            #expect(witness.faults(["410800002024090200001"], ordersEach: 1) == [])
            _ = try await city.examine()
            _ = (next, partners)
        }
    }
}

extension Witness.Seen {
    /// What a reply is the same by, at its source.
    var key: String { "\(queue) \(id)" }
}
