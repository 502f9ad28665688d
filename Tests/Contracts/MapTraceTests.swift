import Contracts
import Expressions
import Formats
import Testing
import Values

@Suite struct MapTraceTests {
    /// Each leaf that ran: its place in the message, its rule, what it gave, and the elements it stood at.
    private func traced(_ map: String, _ app: String) throws -> (message: String, leaves: [String])
    {
        let hub = try ToyHub(Toy.folder(["toy/water/order.map.yaml": "body: \(map)"]))
        let order = try #require(hub.contract.outbound["order"])
        let program = try #require(hub.region.programs.first)
        var scope = Scope.empty
        scope[.app] = program.applicationValue(try JSON.decode(Array(app.utf8)))
        let made = try order.map.trace(scope, party: hub.water, stamp: ToyHub.stamp)
        let leaves = made.leaves.map { leaf in
            let value = leaf.value.map { String(decoding: JSON.encode($0), as: UTF8.self) } ?? "–"
            let elements = leaf.elements.map { " [\($0.list.text) \($0.index)]" }.joined()
            let rule = leaf.expression?.text ?? "constant"
            return "\(leaf.pointer) \(leaf.span): \(rule) = \(value)\(elements)"
        }
        return (String(decoding: JSON.encode(made.message), as: UTF8.self), leaves)
    }

    @Test func everyLeafTellsItsRuleAndItsValue() throws {
        let made = try traced(
            "{ no: \"'1'\", name: { $value: app.name, $fit: truncate }, phone: app.?phone }",
            #"{"number":"1","name":"焦作市供水公司"}"#
        )
        #expect(made.message == #"{"version":"1.0","no":"1","name":"焦作市供水公"}"#)
        #expect(
            made.leaves == [
                #"/version toy/water/order.map.yaml:1:7: constant = "1.0""#,
                #"/no toy/water/order.map.yaml:1:14: '1' = "1""#,
                #"/name toy/water/order.map.yaml:1:36: app.name = "焦作市供水公""#,
                "/phone toy/water/order.map.yaml:1:71: app.?phone = –",
            ]
        )
    }

    @Test func anElementIsNamedByItsPlaceInTheListAndNotInTheMessage() throws {
        let made = try traced(
            "{ no: \"'1'\", name: \"'甲'\", files: { $each: app.materials, $as: m, $when: m.kind == 'K', $do: m.id } }",
            #"{"number":"1","name":"甲","materials":[{"id":"p"},{"id":"q","kind":"K"}]}"#
        )
        #expect(made.message == #"{"version":"1.0","no":"1","name":"甲","files":["q"]}"#)
        #expect(
            made.leaves.last
                == #"/files/0 toy/water/order.map.yaml:1:99: m.id = "q" [app.materials 1]"#
        )
    }

    @Test func aTraceThrowsWhatTheMapWouldThrow() throws {
        #expect(throws: MapFaults.self) { try traced("{ no: app.phone, name: app.name }", "{}") }
    }
}
