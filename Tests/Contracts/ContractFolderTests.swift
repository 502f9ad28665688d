import Contracts
import Schemas
import Testing
import Values

/// What follows from which files are there: missing ones, and those that extend others.
@Suite struct ContractFolderTests {
    /// A region that is still to be written may begin with what its document asks for.
    @Test func aRegisterMayStandBeforeItsRegion() throws {
        var files = Toy.folder()
        let register = """
            region: next
            title: 方案
            basis: 文〔2024〕1号
            requirements:
              WJ-1: { title: 一次申请, says: 一次申请, basis: 三（二） }
            """
        files.bytes["next/requirements.yaml"] = Array(register.utf8)
        let (catalogue, diagnostics) = Catalogue.compile(files)
        #expect(diagnostics.isEmpty)
        #expect(catalogue?.regions.map(\.name) == ["toy"])
        #expect(catalogue?.requirements.map(\.region) == ["next"])
        files.bytes["next/water/contract.yaml"] = Array("contract: next/water\n".utf8)
        let found = Catalogue.compile(files).diagnostics
        #expect(found.map(\.code) == ["LB2002"])
    }

    /// Programs are told apart by what they do, and a register does nothing.
    @Test func aRegisterChangesNoVersion() throws {
        var files = try shippedFiles()
        let before = Catalogue.compile(files).catalogue?.regions.flatMap(\.programs).map(\.version)
        files.bytes["jiaozuo/requirements.yaml"] = nil
        let after = Catalogue.compile(files).catalogue?.regions.flatMap(\.programs).map(\.version)
        #expect(before == after && before?.isEmpty == false)
    }

    @Test func aFolderWithoutARegionIsRefused() {
        #expect(
            Toy.findings(ContractFiles([:])) == [
                "canonical/application.schema.json:1:1: error LB2002: canonical/application.schema.json is missing (every contracts folder has the canonical messages, codes and answer)",
                "canonical/reply.schema.json:1:1: error LB2002: canonical/reply.schema.json is missing (every contracts folder has the canonical messages, codes and answer)",
                "canonical/codes.yaml:1:1: error LB2002: canonical/codes.yaml is missing (every contracts folder has the canonical messages, codes and answer)",
                "canonical/answer.map.yaml:1:1: error LB2002: canonical/answer.map.yaml is missing (every contracts folder has the canonical messages, codes and answer)",
            ]
        )
        let shared = Toy.files.keys.filter { $0.hasPrefix("toy/") }
        let bare = Toy.folder(Dictionary(uniqueKeysWithValues: shared.map { ($0, String?.none) }))
        #expect(
            Toy.findings(bare) == [
                ".:1:1: error LB2001: no folder here holds a region.yaml (name the folder that contains the regions: contracts/)"
            ]
        )
    }

    /// Water as a contract of its own that patches a shared one.
    private func extended(_ changes: [String: String?] = [:]) -> ContractFiles {
        var all: [String: String?] = [:]
        for (path, text) in Toy.files where path.hasPrefix("toy/water/") {
            all[path] = String?.none
            all[path.replacing("toy/water", with: "shared/water")] =
                text.replacing("contract: toy/water", with: "contract: shared/water")
        }
        all["toy/water/contract.yaml"] = """
            extends: shared/water
            contract: toy/water
            title: 供水公司
            codes: { kind: { CLOSE: "9" } }
            messages: [order]
            """
        all["toy/water/order.schema.json"] = #"""
            {
              "required": ["no"],
              "properties": { "phone": null, "name": { "maxLength": 4 }, "site": { "type": "string" } }
            }
            """#
        all["toy/water/order.map.yaml"] = "body: { phone: null, site: app.name }"
        return Toy.folder(all.merging(changes) { $1 })
    }

    @Test func mapsSchemasAndCodesArePatched() throws {
        let (catalogue, diagnostics) = Catalogue.compile(extended())
        #expect(diagnostics == [])
        let region = try #require(catalogue?.region("toy"))
        let contract = try #require(region.party("water")?.contract)
        let order = try #require(contract.outbound["order"])
        #expect(order.name == "toy/water/order")
        let names = order.schema.resolved.properties.map(\.name)
        #expect(names == ["version", "no", "name", "kind", "files", "site"])
        #expect(order.schema.resolved.properties["name"]?.resolved.maxLength == 4)
        let body = try ToyHub(region).order(["number": "1", "name": "供水用户甲乙丙丁", "kind": "CLOSE"])
        let text =
            #"{"version":"1.0","no":"4108002024090200000101","name":"供水用户","kind":"9","site":"供水用户甲乙丙丁"}"#
        #expect(body == text)
        #expect(contract.inbound.map(\.name) == ["toy/water/reply"])
    }

    @Test func extendsNamesAFolderThatExistsAndNeverItself() {
        let loop = extended([
            "shared/water/contract.yaml": "extends: toy/water\ncontract: shared/water"
        ])
        #expect(
            Toy.findings(loop).first
                == "shared/water/contract.yaml:1:10: error LB2003: toy/water extends itself through shared/water"
        )
        let lost = extended([
            "toy/water/contract.yaml": "extends: shared/wotar\ncontract: toy/water\ntitle: 水"
        ])
        #expect(
            Toy.findings(lost).first
                == "toy/water/contract.yaml:1:10: error LB2004: extends names shared/wotar, but there is no shared/wotar/contract.yaml (did you mean 'shared/water'?)"
        )
    }
}
