import Contracts
import Examples
import Formats
import Schemas
import System
import Testing
import Values
import XML2

@testable import Documents
@testable import lianban

/// What is generated from the shipped contracts.
@Suite struct ShippedTests {
    @Test func everyPartyHasItsPage() throws {
        let catalogue = try #require(Shipped.catalogue)
        for region in catalogue.regions {
            for party in region.parties where party.isEnabled {
                let page = try Shipped.text("\(region.name)/\(party.name)/index.html")
                #expect(page.contains(party.title))
            }
            #expect(Shipped.all["\(region.name)/asyncapi.json"] != nil)
        }
    }

    @Test func theSameContractsGiveTheSameBytes() throws {
        let again = Dictionary(try Shipped.files().map { ($0.path, $0.bytes) }) { $1 }
        #expect(again == Shipped.all && !again.isEmpty)
    }

    @Test func oneOfThemIsSelected() throws {
        let files = try Shipped.files(.init(region: "jiaozuo", party: "gas")).map(\.path)
        #expect(files.contains("jiaozuo/gas/order.xsd") && files.contains("index.html"))
        #expect(!files.contains { $0.hasPrefix("jiaozuo/water/") })
        #expect(try Shipped.files(.init(region: "nowhere")).isEmpty)
    }

    @Test(arguments: Shipped.paths(".html"))
    func pagesAreWellFormedAndComplete(_ path: String) throws {
        let text = try Shipped.text(path)
        let (first, rest) = (text.prefix { $0 != "\n" }, text.drop { $0 != "\n" })
        #expect(first == "<!DOCTYPE html>")
        let root = try XMLDocument.parse(Array(rest.utf8).span, depthMax: 64)
        #expect(root.attributes.contains { $0.name == "lang" && $0.value == "zh-CN" })
        let all = elements(of: root)
        #expect(!all.contains { ["script", "link", "img", "iframe"].contains($0.name) })
        var ids: Set<String> = []
        for id in all.compactMap({ $0.attribute("id") }) {
            #expect(ids.insert(id).inserted, "\(id) stands twice in \(path)")
        }
        for link in all.compactMap({ $0.attribute("href") }) {
            if link.hasPrefix("#") {
                #expect(ids.contains(String(link.dropFirst())), "\(path): \(link)")
            } else {
                let target = resolve(link, from: File.directory(of: path))
                #expect(Shipped.all[target] != nil, "\(path): \(link)")
            }
        }
    }

    private func elements(of element: XMLElement) -> [XMLElement] {
        [element] + element.elements.flatMap { elements(of: $0) }
    }

    private func resolve(_ link: String, from folder: String) -> String {
        var steps = folder == "." ? [] : folder.split(separator: "/")
        for step in link.split(separator: "/") {
            if step == ".." { steps.removeLast() } else { steps.append(step) }
        }
        return steps.joined(separator: "/")
    }

    /// Secrets of examples are invented, and still no partner gets to see one.
    @Test func noSecretIsShown() throws {
        let catalogue = try #require(Shipped.catalogue)
        let samples = try ExampleSamples.read(Shipped.contracts, catalogue)
        // The standard's own example of a key is no secret: pages calculate with it.
        let secrets = Set(samples.flatMap { $0.secrets.values }).subtracting([
            PartyPage.exampleCipherKey
        ])
        try #require(!secrets.isEmpty)
        for (path, bytes) in Shipped.all {
            guard let text = String(validating: bytes, as: UTF8.self) else { continue }
            for secret in secrets { #expect(!text.contains(secret), "\(path) shows \(secret)") }
        }
    }

    @Test(
        "What partners ask first stands on their pages",
        arguments: [
            ("heat", "<td>225</td>"), ("heat", "超长时在字符边界截断"), ("gas", "根元素 <code>RQBZ</code>"),
            ("water", "<code>踏勘0</code>"),
            ("water", "由字段 <code>stepname</code> + <code>dealresult</code> 的取值依次相连"),
            ("power", "lianban.replies.jiaozuo.power"), ("telecom", "以报文内容（去掉封装和签名后的全部字节的 SM3）判定"),
            ("telecom", "相差超过 60 秒"), ("urban-management", "5 个工作日"),
            ("urban-management", "容缺准予许可"),
            ("platform", "一次告知"), ("platform", "期望现场踏勘时间应为非节假日"),
            ("credit", "平台在相应情形发生时把通知发给贵方；贵方不需要回复。"),
            ("lead", "联合踏勘工单"), ("power", "HUB410800"), ("gas", "“终止”按不予办理"),
        ]
    )
    func pagesTell(_ party: String, _ text: String) throws {
        #expect(try Shipped.text("jiaozuo/\(party)/index.html").contains(text))
    }

    @Test func aNoticeGoesOnlyToThoseItCanReach() throws {
        #expect(try !Shipped.text("jiaozuo/urban-management/index.html").contains("预约接通通知"))
        #expect(try !Shipped.text("jiaozuo/credit/index.html").contains("联合踏勘通知"))
        #expect(try Shipped.text("jiaozuo/lead/index.html").contains("时限预警"))
        #expect(try Shipped.text("jiaozuo/urban-management/index.html").contains("时限预警"))
    }

    // MARK: Schemas

    @Test(arguments: Shipped.paths(".schema.json"))
    func schemasCompileAndAdmitTheSamples(_ path: String) throws {
        var options = SchemaOptions()
        options.assertsFormats = true
        let node = try Node.read(yaml: try #require(Shipped.all[path]), file: path)
        let schema = try Schema.compile(node, options: options)
        for word in ["xml", "record", "absent", "personal", "say", "basis", "assumption"] {
            #expect(schema.span(of: word) == nil)
        }
        for sample in Shipped.samples(of: path, ".json") {
            let value = try JSON.decode(try #require(Shipped.all[sample]))
            // What an envelope wraps or enciphers is not what the schema speaks of.
            if value["cipher"] != nil || value["request"] != nil { continue }
            let errors = schema.validate(value).filter { $0.level == .error }
            #expect(errors.isEmpty, "\(sample): \(errors)")
            guard case .object(var object) = value, schema.isClosed else { continue }
            object["不约定"] = "x"
            #expect(!schema.validate(.object(object)).isEmpty, "\(path) is not closed")
        }
    }

    @Test(arguments: Shipped.paths(".xsd"))
    func samplesAreValidByTheirXSD(_ path: String) throws {
        let xsd = try XMLSchema(try #require(Shipped.all[path]))
        for sample in Shipped.samples(of: path, ".xml") {
            let faults = xsd.validate(try #require(Shipped.all[sample]))
            #expect(faults.isEmpty, "\(sample): \(faults)")
        }
    }

    @Test func thereAreSamplesToValidate() {
        let counts = Shipped.paths(".xsd").map { Shipped.samples(of: $0, ".xml").count }
        #expect(counts.reduce(0, +) >= 10)
    }

    @Test(
        "A sample that is made wrong is not valid",
        arguments: [
            ("power", "order", "<CONS_NAME>[^<]*</CONS_NAME>", ""),
            (
                "power", "order", "<LINK_MAN>[^<]*<",
                "<LINK_MAN>\(String(repeating: "长", count: 51))<"
            ),
            ("power", "order", "<BUSI_TYPE_CODE>[^<]*<", "<BUSI_TYPE_CODE>999<"),
            ("power", "order", "<MOBILE>[^<]*<", "<MOBILE>95598<"),
            ("power", "order", "<FILE_SM3>[0-9a-f]", "<FILE_SM3>G"),
            ("power", "order", "<HEAD>", "<HEAD><X/>"),
            ("power", "reply", "<RESULT_CODE>[^<]*<", "<RESULT_CODE>2<"),
            ("gas", "order", "新装", "报装"), ("gas", "order", "m³/时", "m3/h"),
            ("gas", "reply", "<SJ>[^<]*</SJ>", ""),
            ("urban-management", "order", "<SLFS>[^<]*<", "<SLFS>9<"),
            ("urban-management", "reply-decision", "<PFRQ>[^<]*<", "<PFRQ>今天<"),
        ]
    )
    func wrongSamples(_ party: String, _ id: String, _ pattern: String, _ new: String) throws {
        let path = "jiaozuo/\(party)/\(id)"
        let xsd = try XMLSchema(try #require(Shipped.all["\(path).xsd"]))
        let sample = try #require(Shipped.samples(of: "\(path).xsd", ".xml").first)
        let bytes = try #require(Shipped.all[sample])
        let charset: Charset = party == "gas" ? .gb18030 : .utf8
        let text = try charset.decode(bytes)
        let wrong = text.replacing(try Regex(pattern), with: new, maxReplacements: 1)
        try #require(wrong != text, "\(sample) has nothing like \(pattern)")
        #expect(!xsd.validate(try charset.encode(wrong)).isEmpty)
    }
}

extension XMLElement {
    func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
}
