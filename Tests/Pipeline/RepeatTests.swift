import Cases
import Contracts
import Stores
import Testing
import Values

@testable import Pipeline

/// Messages that come again, too early, under another number, or from the wrong side.
@Suite struct RepeatTests {
    @Test func theSameMessageIdWithOtherBytesIsAConflict() throws {
        let desk = try Desk()
        let application = try Desk.text("minimal-water/application.json")
        let first = try desk.send("platform", application, id: "SB-1")
        #expect(first.verdict.disposition == .applied)
        let same = try desk.send("platform", application, id: "SB-1", after: 1)
        #expect(same.verdict.disposition == .duplicate)
        #expect(same.verdict.duplicateOf == first.id)
        let other = try desk.send(
            "platform",
            application.replacing("王芳", with: "王芬"),
            id: "SB-1",
            after: 2
        )
        #expect(other.verdict.disposition == .parked)
        #expect(
            Desk.words(other.verdict.problems) == [
                "id-conflict message-id: 同一报文标识的内容应一致 | 与第 \(first.id) 号报文标识相同而内容不同"
            ]
        )
        // The conflict does not take the key: the first stays what it was, and comes again as a duplicate.
        let again = try desk.send("platform", application, id: "SB-1", after: 3)
        #expect(again.verdict.duplicateOf == first.id)
        #expect(try desk.hub.sent(at: Desk.start).map(\.kind) == ["order"])
    }

    @Test func anApplicationNumberHasOneCase() throws {
        let desk = try Desk()
        let application = try Desk.text("minimal-water/application.json")
        let first = try desk.send("platform", application, id: "SB-1")
        let number = try #require(first.verdict.caseNumber)
        _ = try desk.hub.sent(at: Desk.start)
        let retry = try desk.send("platform", application, id: "SB-2", after: 60)
        #expect(retry.verdict.disposition == .duplicate)
        #expect(retry.verdict.duplicateOf == first.id)
        #expect(try desk.hub.sent(at: Desk.start).isEmpty)
        let other = try desk.send(
            "platform",
            application.replacing("王芳", with: "王芬"),
            id: "SB-3",
            after: 120
        )
        #expect(other.verdict.disposition == .rejected)
        #expect(
            Desk.words(other.verdict.problems) == [
                "number-taken /sblsh: 申报流水号未被使用 | 410800002024090200001"
            ]
        )
        let sent = try desk.hub.sent(at: Desk.start)
        #expect(sent.map(\.kind) == ["rejection"])
        let text = String(decoding: try #require(sent.first).body, as: UTF8.self)
        #expect(text.contains("该申报流水号已受理，办件编号 \(number)；需更正或补充的，请发送更新报文"))
    }

    @Test func fiveFaultsAreToldTogetherAndTheCorrectedFormIsTaken() throws {
        let desk = try Desk()
        let wrong = try desk.send(
            "platform",
            try Desk.example("five-faults/application.json"),
            id: "SB-1"
        )
        #expect(wrong.verdict.disposition == .rejected)
        #expect(
            wrong.verdict.problems.map { "\($0.code) \($0.place) \($0.found)" } == [
                "missing /qyxx/lxr ", "pattern /qyxx/lxdh 0391-12", "format /xmxx/tkrq 2024-09-31",
                "enum /ys/ywlx 报停", "range /ys/ysl -3",
            ]
        )
        #expect(try desk.hub.sent(at: Desk.start).map(\.kind) == ["rejection"])
        let text = try Desk.text("five-faults/application.json")
            .replacing(
                "\"lxdh\": \"0391-12\"",
                with: "\"lxr\": \"张建军\", \"lxdh\": \"0391-3567890\""
            )
            .replacing("2024-09-31", with: "2024-09-30").replacing("报停", with: "新装")
            .replacing("\"ysl\": -3", with: "\"ysl\": 3")
        let right = try desk.send(
            "platform",
            text,
            id: "SB-2",
            after: 600
        )
        #expect(Desk.words(right.verdict.problems) == [])
        #expect(right.verdict.disposition == .applied)
        #expect(right.verdict.caseNumber != nil)
        #expect(try desk.hub.sent(at: Desk.start).map(\.kind) == ["order"])
        #expect(try desk.disposition(of: wrong.id) == .rejected)
    }

    @Test func aReplyThatIsEarlierThanItsApplicationWaits() throws {
        let desk = try Desk()
        // Both speak of the case that the application will open, the second before the first.
        let second = try desk.send(
            "water",
            try Desk.example("single-service/water.reply-2.json"),
            id: "R-2"
        )
        let first = try desk.send(
            "water",
            try Desk.example("single-service/water.reply-1.json"),
            id: "R-1",
            after: 1
        )
        for reply in [second, first] {
            #expect(reply.verdict.disposition == .waiting)
            #expect(reply.verdict.waitingFor == ["case|41080020240902000001"])
        }
        #expect(try desk.hub.sent(at: Desk.start).isEmpty)
        let application = try Desk.example("single-service/application.json")
        let taken = try desk.send("platform", application, id: "SB-1", after: 2)
        #expect(taken.verdict.disposition == .applied)
        #expect(try desk.disposition(of: second.id) == .applied)
        #expect(try desk.disposition(of: first.id) == .applied)
        try desk.checkSums()
        let item = try #require(try desk.storedCase(taken.verdict).items.first)
        #expect(Set(item.reports.map(\.state)) == [.accepted, .surveyed])
        #expect(try desk.hub.sent(at: Desk.start).map(\.kind) == ["order", "notice", "notice"])
        let again = try desk.send(
            "water",
            try Desk.example("single-service/water.reply-2.json"),
            id: "R-2",
            after: 3
        )
        #expect(again.verdict.disposition == .duplicate)
    }

    @Test func anUpdateThatIsEarlierThanItsApplicationWaits() throws {
        let desk = try Desk()
        let update = try desk.send(
            "platform",
            #"{"bwlx":"GX","sblsh":"410800002024090200001","gxlx":"更正","lxr":"李芳"}"#,
            id: "GX-1"
        )
        #expect(
            update.verdict.waitingFor == [
                "application|lianban.applications.jiaozuo.platform|410800002024090200001"
            ]
        )
        let taken = try desk.send(
            "platform",
            try Desk.example("minimal-water/application.json"),
            id: "SB-1",
            after: 1
        )
        #expect(try desk.disposition(of: update.id) == .applied)
        let its = try desk.storedCase(taken.verdict)
        #expect(its.app["contact"]?["name"] == "李芳")
        #expect(try desk.hub.sent(at: Desk.start).map(\.kind) == ["order", "order"])
    }

    @Test func anEarlyUpdateThatCannotBeTakenDoesNotHoldTheApplicationUp() throws {
        let desk = try Desk()
        let update = try desk.send(
            "platform",
            #"{"bwlx":"GX","sblsh":"410800002024090200001","gxlx":"承诺","cn":[{"cnlx":"告知承诺","qdsj":"2024-09-02T08:00:00+08:00"}]}"#,
            id: "GX-1"
        )
        #expect(update.verdict.disposition == .waiting)
        let application = try desk.send(
            "platform",
            try Desk.example("tolerance-permit/application.json"),
            id: "SB-1",
            after: 1
        )
        #expect(application.verdict.disposition == .applied)
        let stored = try #require(try desk.hub.read { try $0.inbound(id: update.id) })
        #expect(stored.disposition == .parked)
        #expect(stored.problems.map(\.code) == ["commitment"])
        #expect(try desk.hub.sent(at: Desk.start).map(\.kind) == ["order"])
        try desk.checkSums()
    }

    @Test func identifiersThatDisagreeAreAConflict() throws {
        let desk = try Desk()
        let form = try Desk.text("partial-refusal/application.json")
        try desk.send("platform", form, id: "SB-1")
        try desk.send(
            "platform",
            form.replacing("410800002024090200001", with: "410800002024090200002"),
            id: "SB-2"
        )
        let accepted = try Desk.example("partial-refusal/gas.reply-1.xml")
        let first = try desk.send("gas", accepted, id: "G-1", after: 7200)
        #expect(first.verdict.disposition == .applied)
        // The gas company's number belongs to the first case, and this reply names the second.
        var other = accepted
        let digit =
            try #require(accepted.firstRange(of: Array("41080020240902000001".utf8))).upperBound - 1
        other[digit] = UInt8(ascii: "2")
        let conflict = try desk.send("gas", other, id: "G-2", after: 7300)
        #expect(
            Desk.words(conflict.verdict.problems) == [
                "correlation-conflict /RQBZHF/LSH: 各标识应指向同一子件 | partyOrder 指向 4108002024090200000103，case 指向 4108002024090200000203"
            ]
        )
        let water = try Desk.example("partial-refusal/water.reply-1.json")
        let wrong = try desk.send("water", water, id: "W-1", after: 7400) { message in
            message.correlationID = "4108002024090200000201"
        }
        #expect(wrong.verdict.problems.map(\.code) == ["correlation-conflict"])
        let order = try #require(
            try desk.hub.sent(at: Desk.start).first { $0.party == "water" && $0.item == "water" }
        )
        let right = try desk.send("water", water, id: "W-2", after: 7500) {
            $0.correlationID = order.messageID
        }
        #expect(right.verdict.disposition == .applied)
    }

    @Test func aQueueThatNobodyOwnsAndADisabledParty() throws {
        let desk = try Desk()
        let unknown = try desk.send("platform", "{}", id: "U-1") {
            $0.queue = "lianban.applications.atlantis.platform"
        }
        #expect(unknown.verdict.disposition == .parked)
        #expect(
            Desk.words(unknown.verdict.problems)
                == ["source /: 应来自已登记的队列 | lianban.applications.atlantis.platform"]
        )
        let catalogue = try Shipped.catalogue(
            "jiaozuo/region.yaml",
            "    title: 焦作市供水公司\n",
            "    title: 焦作市供水公司\n    enabled: false\n"
        )
        let other = try Desk(catalogue)
        let taken = try other.send(
            "platform",
            try Desk.example("single-service/application.json"),
            id: "SB-1"
        )
        #expect(taken.verdict.disposition == .applied)
        #expect(try other.hub.sent(at: Desk.start).isEmpty)
        #expect(try other.openAlerts() == ["party-unavailable: 用水报装的工单无法下达：参与方 water 未配置或已停用"])
        let reply = try other.send(
            "water",
            try Desk.example("single-service/water.reply-1.json"),
            id: "W-1",
            after: 60
        )
        #expect(reply.verdict.disposition == .parked)
        #expect(reply.verdict.problems.map(\.code) == ["source"])
    }

    @Test func aLimitBeyondThePublishedYearsIsUndatedAndTheCaseGoesOn() throws {
        let shipped = String(
            decoding: try #require(Shipped.files?.bytes["calendars/china.yaml"]),
            as: UTF8.self
        )
        let later = try #require(shipped.firstRange(of: "  2025:"))
        let catalogue = try Shipped.catalogue(
            "calendars/china.yaml",
            String(shipped[later.lowerBound...]),
            ""
        )
        let desk = try Desk(catalogue)
        let december = try #require(Instant(rfc3339: "2024-12-30T09:00:00+08:00"))
        let wait = december.seconds - Desk.start.seconds
        let form = try Desk.text("minimal-sewage/application.json").replacing(
            "2024-09-05",
            with: "2024-12-31"
        )
        let taken = try desk.send("platform", form, id: "SB-1", after: wait)
        #expect(taken.verdict.disposition == .applied)
        let number = try #require(taken.verdict.caseNumber)
        let limits = try #require(try desk.hub.case(number)).limits.filter { $0.rule == "tellOnce" }
        #expect(limits.map(\.state.rawValue) == ["undated"])
        #expect(limits.first?.dueAt == nil)
        #expect(limits.first?.explanation.contains("2025年放假安排尚未公布") == true)
        #expect(
            try desk.openAlerts().contains { $0.hasPrefix("undated: ") && $0.contains("2025年") }
        )
        #expect(try desk.hub.sent(at: Desk.start).map(\.kind) == ["order"])
        try desk.hub.pass(to: december.adding(seconds: 90 * 86_400))
        let accepted = try Desk.text("tolerance-permit/urban-management.reply-1.xml")
            .replacing("4108002024090200000106", with: "\(number)06").replacing(
                "2024-09-03",
                with: "2024-12-31"
            )
        let reply = try desk.send("urban-management", accepted, id: "U-1", after: wait + 90_000)
        #expect(reply.verdict.disposition == .applied)
        #expect(
            try desk.hub.case(number)?.limits.first { $0.rule == "tellOnce" }?.state.rawValue
                == "met"
        )
    }

    @Test func aParkedReplyIsTakenUpWhenItsCodeTableIsCorrected() throws {
        let desk = try Desk()
        try desk.send("platform", try Desk.example("single-service/application.json"), id: "SB-1")
        let text = try Desk.text("single-service/water.reply-1.json")
            .replacing("\"申请\",\"dealresult\":\"1\"", with: "\"方案\",\"dealresult\":\"0\"")
        let parked = try desk.send("water", text, id: "W-1", after: 7200)
        #expect(parked.verdict.disposition == .parked)
        let still = try desk.hub.takeUp(parked.id, at: Desk.start.adding(seconds: 7300))
        #expect(still.disposition == .parked)
        desk.hub.adopt(
            try Shipped.catalogue(
                "jiaozuo/water/contract.yaml",
                "park: [踏勘0, 方案0, 施工0, 通水0]",
                "processing: 方案0\n    park: [踏勘0, 施工0, 通水0]"
            )
        )
        let applied = try desk.hub.takeUp(parked.id, at: Desk.start.adding(seconds: 7400))
        #expect(applied.disposition == .applied)
        #expect(try desk.disposition(of: parked.id) == .applied)
        try desk.checkSums()
    }
}
