import Formats
import Values

/// Layouts that the tests of XML share.
enum XMLSample {
    /// The State Grid order of domain facts 6.1, shortened.
    static let order = Layout(
        .object(
            "ORDER",
            [
                Layout.Field(
                    "HEAD",
                    .object(
                        nil,
                        [
                            Layout.Field("SERVICECODE", Layout.Node(.any, const: "20001780")),
                            Layout.Field("SERIALNO", .string()),
                        ]
                    )
                ),
                Layout.Field(
                    "DATA",
                    .object(
                        nil,
                        [
                            Layout.Field("CONS_NAME", .string()),
                            Layout.Field("CAP", .scalar(.number)),
                            Layout.Field("COUNT", .scalar(.integer), absent: .empty),
                            Layout.Field("DUAL", .scalar(.boolean)),
                            Layout.Field(
                                "ATTACH_LIST",
                                Layout.Node(
                                    .array(
                                        .object(
                                            "ATTACH",
                                            [
                                                Layout.Field("FILE_ID", .string()),
                                                Layout.Field("NAME", .string()),
                                            ]
                                        )
                                    ),
                                    xml: Layout.XML(isWrapped: true)
                                )
                            ),
                            Layout.Field("NOTE", .string(), absent: .empty),
                        ]
                    )
                ),
            ]
        )
    )

    /// The order of domain facts 6.5: attributes, and items that stand side by side.
    static let attributed = Layout(
        .object(
            "ORDER",
            [
                Layout.Field("no", .attribute),
                Layout.Field(
                    "CONN",
                    .object(
                        nil,
                        [
                            Layout.Field("vol", .attribute),
                            Layout.Field("cap", .attribute, absent: .empty),
                            Layout.Field(
                                "self",
                                Layout.Node(.scalar(.boolean), xml: Layout.XML(isAttribute: true))
                            ),
                            Layout.Field(
                                "lines",
                                Layout.Node(
                                    .array(
                                        .object(
                                            "LINE",
                                            [
                                                Layout.Field("n", .attribute),
                                                Layout.Field("new", .attribute),
                                            ]
                                        )
                                    )
                                )
                            ),
                        ]
                    )
                ),
                Layout.Field("ADDR", .string()),
                Layout.Field("tel", Layout.Node(.array(.string()))),
            ]
        )
    )

    static func codec(_ layout: Layout, _ charset: Charset = .utf8) throws -> Codec {
        try Codec(format: .xml, charset: charset, layout: layout)
    }
}
