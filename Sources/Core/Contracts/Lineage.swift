package import Values

/// Which field of which message comes from where: for every message that the hub may send to a party, every field,
/// what its value is made of, and what only decides whether or which (design, G8).
///
/// It is found in the contracts alone, without any message. It errs on one side only: a field may be named that a
/// value does not depend on, none on which it does is left out.
package struct Lineage: Sendable {
    /// Why the hub sends a message.
    package enum Kind: String, Sendable, CaseIterable {
        case order, update, cancel, notice, outcome, rejection, refusal
    }

    /// A field of a message.
    package struct Field: Sendable {
        /// In the message; `*` stands for every element of a list. Of a header: its name.
        package var pointer: Pointer
        /// The place in the words of the wire.
        package var wire: String
        /// In Chinese, where the schema gives one.
        package var title: String?
        /// The leaf of the map that gives it, or where a constant stands.
        package var span: SourceSpan?
        /// The leaf's text.
        package var expression: String?
        package var constant: Value?
        /// What the value is made of, scalar by scalar.
        package var sources: [Source]
        /// What only decides whether there is a value, or which.
        package var conditions: [Source]
        /// The functions and code tables on the way: `code use`, `date`.
        package var via: [String]
    }

    /// A message that a party may get.
    package struct Message: Sendable {
        package var kind: Kind
        /// Its AMQP type: `<contract>/<stem>`, or `canonical/<program>/<item or notice>`.
        package var name: String
        /// Of the item or notice, in Chinese.
        package var title: String
        package var region: String
        package var party: String
        package var program: String
        /// Nil where it concerns no one item.
        package var item: String?
        /// The notice's name.
        package var notice: String?
        /// What decides whether it is sent at all, when, and to whom.
        package var conditions: [Source]
        /// In the order on the wire.
        package var fields: [Field]
        /// What its envelope puts into headers and around it.
        package var envelope: [Field]
    }

    /// Every message, by region, program, and within it in the order of items and notices.
    package let messages: [Message]
    let catalogue: Catalogue

    /// Follows every map of a catalogue.
    package init(_ catalogue: Catalogue) {
        self.catalogue = catalogue
        messages = catalogue.regions.flatMap { region in
            region.programs.flatMap { program in
                LineageMessages(catalogue, region, program).all
            }
        }
    }

    /// The messages that a party may get, those of a kind where one is named.
    package func messages(
        to party: String,
        in region: String,
        kind: Kind? = nil
    ) -> [Message] {
        messages.filter {
            $0.region == region && $0.party == party && (kind == nil || $0.kind == kind)
        }
    }

    /// The fields of a message by its AMQP type; item and program choose where several use it.
    package func fields(of name: String, item: String? = nil, program: String? = nil) -> [Field] {
        message(name, item: item, program: program)?.fields ?? []
    }

    /// The message of an AMQP type as a party gets it.
    package func message(
        _ name: String,
        party: String? = nil,
        item: String? = nil,
        program: String? = nil
    ) -> Message? {
        let found = messages.filter {
            $0.name == name && (party == nil || $0.party == party)
                && (program == nil || $0.program == program)
        }
        return found.first { $0.item == item } ?? found.first
    }
}

extension Lineage.Message {
    /// The field of a place in a message; `*` in a field's pointer fits every step. The nearest one above where the
    /// place itself is none.
    package func field(at pointer: Pointer) -> Lineage.Field? {
        let fitting = fields.filter { field in
            field.pointer.steps.count <= pointer.steps.count
                && zip(field.pointer.steps, pointer.steps).allSatisfy {
                    $0 == $1 || $0 == Lineage.Source.anyElement
                }
        }
        return fitting.max { $0.pointer.steps.count < $1.pointer.steps.count }
    }
}
