import Formats
import Schemas
import Values

/// XML: the first byte chooses layout and charset, the rest is the message.
struct XMLTarget: Target {
    static let name = "xml"
    static let summary =
        "decode, encode and decode again, by the layouts that are shipped and by others"

    private let subjects: [MessageSubject]
    private let mutation: Mutation

    init(_ corpus: Corpus) throws {
        let examples = corpus.examples(".xml")
        subjects = try MessageSubject.all(.xml, Layouts.xml, corpus)
        mutation = Mutation(
            others: examples + Self.handmade.map { Array($0.utf8) },
            words: Self.words
        )
    }

    func input(_ random: inout Randomness) -> [UInt8] {
        let choice = random.below(subjects.count)
        var bytes = subjects[choice].message(&random)
        if bytes.isEmpty || random.isOne(in: 4) { bytes = random.choose(mutation.others) }
        if !random.isOne(in: 4) { bytes = mutation.apply(to: bytes, &random) }
        return [UInt8(choice)] + bytes
    }

    func run(_ input: [UInt8]) throws(Finding) -> Outcome {
        guard let choice = input.first else { return Outcome(isAccepted: false) }
        let subject = subjects[Int(choice) % subjects.count]
        let bytes = Array(input.dropFirst())
        _ = XML.rootName(of: bytes, charset: subject.codec.charset)
        return try subject.run(bytes)
    }

    private static let words = [
        "<", ">", "</", "/>", "<A>", "</A>", "<ORDER>", "</ORDER>", "<![CDATA[", "]]>", "<!--",
        "-->",
        "<?xml version=\"1.0\" encoding=\"GBK\"?>", "<?xml version=\"1.1\"?>", "<?pi x?>", "&lt;",
        "&#0;",
        "&#x10FFFF;", "&#xD800;", "&#65;", "&", "&a;", "&amp;amp;",
        "<!DOCTYPE a [<!ENTITY a \"aaaa\">]>",
        "<!ENTITY % p SYSTEM \"file:///etc/passwd\">", " xmlns=\"urn:a\"", " xmlns:b=\"urn:b\"",
        "b:",
        "xmlns:b=\"\"", " xml:lang=\"zh\"", "=\"", "'", "\"", " NO=\"1\"", " NO=\"2\"",
        "<LINE n=\"1\"/>",
        "<TAG/>", "<TAG>a</TAG>", "xsi:nil=\"true\"", "encoding=\"UTF-16\"", "standalone=\"no\"",
    ]
    private static let handmade = [
        "<ORDER NO=\"1\"><count>5</count><load>1.50</load><文本>a&amp;b</文本><kind>01</kind><LINES><LINE n=\"1\">"
            + "<v>x</v></LINE></LINES><TAG>t</TAG><TAG><![CDATA[<u>]]></TAG></ORDER>",
        "<a:Envelope xmlns:a=\"urn:a\" xmlns:b=\"urn:b\"><b:head b:lang=\"zh\"><b:id>7</b:id></b:head>"
            + "<a:body><a:x>1e3</a:x></a:body><a:rows>1</a:rows></a:Envelope>",
        "<T>  text <!-- c --> more</T>", "<?xml version=\"1.0\" encoding=\"GB18030\"?>\n<T/>",
    ]
}

/// One kind of message: how it is read, and how messages of that kind are made.
struct MessageSubject {
    let codec: Codec
    let schema: Schema?
    let layout: Layout?

    /// The messages of one format that are shipped, and other layouts in every charset.
    static func all(
        _ format: Format,
        _ layouts: [Layout],
        _ corpus: Corpus
    ) throws -> [MessageSubject] {
        let shipped = corpus.messages.filter { $0.codec.format == format }
            .map { MessageSubject(codec: $0.codec, schema: $0.schema, layout: nil) }
        let others = try layouts.flatMap { layout in
            try Charset.allCases.map { charset in
                MessageSubject(
                    codec: try Codec(format: format, charset: charset, layout: layout),
                    schema: nil,
                    layout: layout
                )
            }
        }
        return shipped + others
    }

    func value(_ random: inout Randomness) -> Value {
        let maker = ValueMaker()
        if let schema { return maker.value(by: schema, &random) }
        return layout.map { maker.value(by: $0.root, &random) } ?? .null
    }

    /// A message that mostly is one; empty where the value that was made cannot be written.
    func message(_ random: inout Randomness) -> [UInt8] {
        for _ in 0..<4 {
            if let bytes = try? codec.encode(value(&random)) { return bytes }
        }
        return []
    }

    /// Reads the message, and writes a value that follows from it.
    func run(_ bytes: [UInt8]) throws(Finding) -> Outcome {
        let decoded = try Rules.roundTrip(codec, bytes)
        if let decoded, let schema {
            for violation in schema.validate(decoded) {
                _ = codec.place(of: violation.pointer)
            }
        }
        var random = Randomness(of: bytes)
        _ = try Rules.roundTrip(codec, value(&random))
        return Outcome(isAccepted: decoded != nil)
    }
}
