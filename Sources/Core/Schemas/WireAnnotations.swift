/// How a value stands in XML: OpenAPI's `xml` object.
package struct XMLAnnotation: Sendable, Hashable {
    /// The element's or attribute's name where it differs from the property's; at the root the root element.
    package var name: String?
    /// An attribute of the parent's element instead of an element.
    package var attribute = false
    /// An array has an element of its own around its items.
    package var wrapped = false
    package var namespace: String?
    package var prefix: String?

    package init() {}
}

/// `record` at the root of a schema: how records stand in a message.
package struct RecordLayout: Sendable, Hashable {
    /// fixed: bytes of one record without its end.
    package var length: Int?
    /// What ends a record (for keyvalue: a line); nil: nothing is said.
    package var end: String?
    /// csv: the first row has the names.
    package var header: Bool?
    /// csv: one character.
    package var separator: String?
    /// csv: one character.
    package var quote: String?
    /// keyvalue: what closes the message.
    package var close: String?

    package init() {}
}

/// `record` at a property: how one field stands in a record.
package struct RecordField: Sendable, Hashable {
    package enum Alignment: String, Sendable, CaseIterable { case left, right }

    /// The column or key on the wire where it differs from the property's name.
    package var name: String?
    /// fixed: bytes of the charset.
    package var width: Int?
    package var align = Alignment.left
    /// One character that fills up to the width.
    package var pad = " "
    /// Digits behind a decimal point that is not written.
    package var impliedDecimals: Int?

    package init() {}
}

/// `absent`: how the absence of a field stands on the wire, both ways.
package enum Absence: String, Sendable, CaseIterable { case omit, empty, null }

/// `personal`: what kind of personal data a field holds; drives lineage and masking.
package enum PersonalData: String, Sendable, CaseIterable {
    case name, id, phone, address, certificate, account
}
