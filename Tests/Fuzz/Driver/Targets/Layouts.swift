import Formats
import Values

/// Layouts that between them use everything a layout can say.
enum Layouts {
    private static func element(
        _ name: String,
        _ kind: Layout.Kind,
        nullable: Bool = false,
        absent: Layout.Absence? = nil,
        _ xml: Layout.XML = Layout.XML()
    ) -> Layout.Field {
        Layout.Field(name, Layout.Node(kind, isNullable: nullable, xml: xml), absent: absent)
    }

    static let xml: [Layout] = [
        Layout(
            Layout.Node(
                .object([
                    element("no", .scalar(.string), Layout.XML(name: "NO", isAttribute: true)),
                    element("count", .scalar(.integer), absent: .empty),
                    element("load", .scalar(.number)),
                    element("dual", .scalar(.boolean), absent: .empty),
                    element("text", .scalar(.string), Layout.XML(name: "文本")),
                    Layout.Field("kind", Layout.Node(.scalar(.string), const: "01")),
                    element(
                        "lines",
                        .array(
                            Layout.Node(
                                .object([
                                    element("n", .scalar(.integer), Layout.XML(isAttribute: true)),
                                    element("v", .any, absent: .empty),
                                ]),
                                xml: Layout.XML(name: "LINE")
                            )
                        ),
                        Layout.XML(name: "LINES", isWrapped: true)
                    ),
                    element(
                        "tags",
                        .array(Layout.Node(.scalar(.string), xml: Layout.XML(name: "TAG")))
                    ),
                ]),
                xml: Layout.XML(name: "ORDER")
            )
        ),
        Layout(
            Layout.Node(
                .object([
                    element(
                        "head",
                        .object([
                            element("id", .scalar(.string)),
                            element(
                                "lang",
                                .scalar(.string),
                                Layout.XML(isAttribute: true, namespace: "urn:b", prefix: "b")
                            ),
                        ]),
                        Layout.XML(namespace: "urn:b", prefix: "b")
                    ),
                    element("body", .object([element("x", .scalar(.number))]), absent: .empty),
                    element("rows", .array(Layout.Node(.scalar(.integer)))),
                ]),
                xml: Layout.XML(name: "Envelope", namespace: "urn:a")
            )
        ),
        Layout(Layout.Node(.scalar(.string), xml: Layout.XML(name: "T"))),
    ]

    private static func column(
        _ name: String,
        _ kind: Layout.Kind,
        _ width: Int,
        align: Layout.Column.Align = .left,
        pad: String = " ",
        decimals: Int = 0,
        nullable: Bool = false,
        const: String? = nil
    ) -> Layout.Field {
        Layout.Field(
            name,
            Layout.Node(kind, isNullable: nullable, const: const.map { .string($0) }),
            column: Layout.Column(width: width, align: align, pad: pad, impliedDecimals: decimals)
        )
    }

    private static let record: [Layout.Field] = [
        column("type", .any, 2, const: "RH"), column("name", .scalar(.string), 20),
        column("load", .scalar(.number), 12, align: .right, pad: "0", decimals: 2),
        column("plain", .scalar(.number), 8), column("count", .scalar(.integer), 5, align: .right),
        column("yes", .scalar(.boolean), 5),
        column("code", .scalar(.string), 3, align: .right, pad: "*"),
        column("maybe", .scalar(.string), 4, nullable: true), column("filler", .any, 3, const: ""),
    ]

    static let fixed: [Layout] = [
        Layout(Layout.Node(.object(record)), record: Layout.Record(end: "\r\n")),
        Layout(
            Layout.Node(.array(Layout.Node(.object(record)))),
            record: Layout.Record(length: 62, end: "\n")
        ),
        Layout(
            Layout.Node(
                .array(
                    Layout.Node(.object([column("a", .scalar(.string), 1), column("b", .any, 4)]))
                )
            ),
            record: Layout.Record(end: "")
        ),
    ]

    private static func named(
        _ name: String,
        _ kind: Layout.Kind,
        wire: String? = nil,
        nullable: Bool = false,
        const: String? = nil,
        absent: Layout.Absence? = nil
    ) -> Layout.Field {
        Layout.Field(
            name,
            Layout.Node(kind, isNullable: nullable, const: const.map { .string($0) }),
            absent: absent,
            column: Layout.Column(name: wire)
        )
    }

    private static let pairs: [Layout.Field] = [
        named("name", .scalar(.string), wire: "名 称"), named("load", .scalar(.number)),
        named("count", .scalar(.integer), absent: .empty), named("yes", .scalar(.boolean)),
        named("maybe", .scalar(.string), nullable: true), named("any", .any),
        named("filler", .any, const: ""),
    ]

    private static func one(_ record: Layout.Record? = nil) -> Layout {
        Layout(Layout.Node(.object(pairs)), record: record)
    }

    private static func many(_ record: Layout.Record? = nil) -> Layout {
        Layout(Layout.Node(.array(Layout.Node(.object(pairs)))), record: record)
    }

    /// Tables, lines of keys and forms.
    static let flat: [(format: Format, layouts: [Layout])] = [
        (
            .csv,
            [
                one(), many(Layout.Record(end: "\n", header: false, separator: "|", quote: "~")),
                Layout(
                    Layout.Node(
                        .array(Layout.Node(.object([named("a", .scalar(.string), wire: "文")])))
                    ),
                    record: Layout.Record(separator: "\t", quote: "'")
                ),
            ]
        ),
        (
            .keyvalue,
            [
                one(), one(Layout.Record(close: "")),
                many(Layout.Record(end: "\n", separator: "|", close: "END\n")),
            ]
        ),
        (.form, [one()]),
    ]
}
