/// An element of an XML document with everything in it.
package final class XMLElement: Sendable {
    /// Without its prefix.
    package let name: String
    package let namespace: String?
    package let attributes: [XMLAttribute]
    package let elements: [XMLElement]
    /// The text as it stands, if there are no elements in it; else what is not white space between them.
    package let text: String

    init(
        name: String,
        namespace: String?,
        attributes: [XMLAttribute],
        elements: [XMLElement],
        text: String
    ) {
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
        self.elements = elements
        self.text = text
    }
}

package struct XMLAttribute: Sendable, Hashable {
    /// Without its prefix.
    package var name: String
    package var namespace: String?
    package var value: String
}

/// What keeps a text from being XML, or from being read.
package struct XMLError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        case empty
        /// The text has a DOCTYPE, and so perhaps entities and external parts; none is ever read.
        case hasDoctype
        case tooDeep
        /// More attributes in one element, or namespaces at one place, than `XMLTagScan.attributesMax`.
        case tooManyAttributes
        case tagMismatch
        case unclosed
        case undeclaredEntity
        case illegalCharacter
        case undeclaredPrefix
        case repeatedAttribute
        case trailingContent
        /// Anything else that libxml2 names in its message.
        case syntax
        case system
    }

    package var code: Code
    /// libxml2's own sentence, in English.
    package var message: String
    /// Counted from 1; 0 where it is not known.
    package var line: Int
    package var column: Int
    /// The elements that were open, from the root.
    package var path: [String]
}
