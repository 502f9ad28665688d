import Stores
import Testing
import Values

@testable import Pipeline

/// A party whose contract has a seal: what comes without it has no effect.
@Suite struct SealTests {
    private static let item = "4108002024090200000105"
    private static let forged = #"{"item":"\#(item)","state":"connected"}"#

    private func desk() throws -> Desk {
        let desk = try Desk()
        let body = try Desk.example("full-set/application.json")
        #expect(try desk.send("platform", body, id: "SB-1").verdict.disposition == .applied)
        return desk
    }

    @Test func aReplyWithoutItsSealIsParked() throws {
        let desk = try desk()
        let (_, verdict) = try desk.send("telecom", Self.forged, id: "T-1", after: 60)
        #expect(verdict.disposition == .parked)
        #expect(verdict.problems.map(\.code) == ["header"])
    }

    /// The hub's own JSON, in which the party may answer what it was asked in it, is no way around.
    @Test func theHubsOwnJSONIsNoWayAroundTheSeal() throws {
        let desk = try desk()
        let (_, verdict) = try desk.send("telecom", Self.forged, id: "T-1", after: 60) {
            $0.type = "canonical/reply"
        }
        #expect(verdict.disposition == .parked)
        #expect(verdict.problems.map(\.code) == ["contract"])
        #expect(verdict.problems.first?.expected == "“通信报装”的回执应按贵方的报文契约")
    }
}
