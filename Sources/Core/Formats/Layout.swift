package import Values

/// The shape of one message on the wire, compiled from the annotations of a JSON Schema.
///
/// It says how a tree is written, never what is allowed in it: that is the validator's part. `$ref` is
/// resolved by whoever builds it, so a layout is finite.
package struct Layout: Sendable, Hashable {
    package var root: Node
    /// The root's `record` annotation; XML, JSON and forms have none.
    package var record: Record?

    package init(_ root: Node, record: Record? = nil) {
        self.root = root
        self.record = record
    }

    package struct Node: Sendable, Hashable {
        package var kind: Kind
        /// Whether the schema lets the value be null.
        package var isNullable: Bool
        /// The schema's `const`.
        package var const: Value?
        package var xml: XML

        package init(
            _ kind: Kind,
            isNullable: Bool = false,
            const: Value? = nil,
            xml: XML = XML()
        ) {
            self.kind = kind
            self.isNullable = isNullable
            self.const = const
            self.xml = xml
        }
    }

    package indirect enum Kind: Sendable, Hashable {
        /// No type is known: any value in JSON, a string elsewhere.
        case any
        case scalar(Scalar)
        case array(Node)
        /// In the order of the schema's `properties`, which is the order on the wire.
        case object([Field])
    }

    package enum Scalar: String, Sendable, Hashable { case string, integer, number, boolean }

    package struct Field: Sendable, Hashable {
        package var name: String
        package var node: Node
        /// nil where the schema does not say: the format's own default.
        package var absent: Absence?
        /// The property's `record` annotation.
        package var column: Column

        package init(
            _ name: String,
            _ node: Node,
            absent: Absence? = nil,
            column: Column = Column()
        ) {
            self.name = name
            self.node = node
            self.absent = absent
            self.column = column
        }
    }

    /// How a property that is not there stands on the wire, both ways.
    package enum Absence: String, Sendable, Hashable {
        /// It does not stand there: the default of JSON, XML and forms.
        case omit
        /// As nothing between its borders: the default of fixed-width records, tables and keyvalue.
        case empty
        /// As JSON's `null`.
        case null
    }

    /// OpenAPI's `xml` object.
    package struct XML: Sendable, Hashable {
        /// The element or attribute; at an array without `isWrapped` it means nothing. Default: the property's name.
        package var name: String?
        package var isAttribute: Bool
        package var isWrapped: Bool
        /// A namespace name; it stands for the elements within too unless a prefix is given.
        package var namespace: String?
        package var prefix: String?

        package init(
            name: String? = nil,
            isAttribute: Bool = false,
            isWrapped: Bool = false,
            namespace: String? = nil,
            prefix: String? = nil
        ) {
            self.name = name
            self.isAttribute = isAttribute
            self.isWrapped = isWrapped
            self.namespace = namespace
            self.prefix = prefix
        }
    }

    /// `record` at the root.
    package struct Record: Sendable, Hashable {
        /// Fixed-width: bytes of one record in the charset, without its end.
        package var length: Int?
        /// What ends a record, or a line of keyvalue: `\r\n`, `\n`, or nothing.
        package var end: String?
        /// Tables: whether the first row has the names; nil: it has.
        package var header: Bool?
        /// Between the fields of a table (nil: a comma), or a key and its value (nil: `=`). One ASCII character.
        package var separator: String?
        /// Tables: around a value that holds what has a meaning; nil: `"`. One ASCII character.
        package var quote: String?
        /// keyvalue: what closes a record, in whole lines; nil: a blank line.
        package var close: String?

        package init(
            length: Int? = nil,
            end: String? = nil,
            header: Bool? = nil,
            separator: String? = nil,
            quote: String? = nil,
            close: String? = nil
        ) {
            self.length = length
            self.end = end
            self.header = header
            self.separator = separator
            self.quote = quote
            self.close = close
        }
    }

    /// `record` at a property.
    package struct Column: Sendable, Hashable {
        package enum Align: String, Sendable, Hashable { case left, right }

        /// Tables, keyvalue and forms: the column or key where it is not the property's name.
        package var name: String?
        /// In bytes of the charset.
        package var width: Int?
        package var align: Align
        /// One ASCII character.
        package var pad: String
        package var impliedDecimals: Int

        package init(
            name: String? = nil,
            width: Int? = nil,
            align: Align = .left,
            pad: String = " ",
            impliedDecimals: Int = 0
        ) {
            self.name = name
            self.width = width
            self.align = align
            self.pad = pad
            self.impliedDecimals = impliedDecimals
        }
    }
}

/// A layout that a format cannot write.
package struct LayoutFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The properties from the root of the layout; an array's items are the step `items`.
    package var path: Pointer
    /// One English sentence for the author of the contract.
    package var message: String

    package init(path: Pointer, message: String) {
        self.path = path
        self.message = message
    }

    package var description: String { "\(path): \(message)" }
}

/// Everything that is wrong with a layout.
package struct LayoutFaults: Error, Sendable, Hashable {
    package var list: [LayoutFault]

    package init(_ list: [LayoutFault]) { self.list = list }
}
