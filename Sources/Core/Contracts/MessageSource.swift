package import Values

/// What a message was compiled from, for those who explain it to people: schemas as written, code tables, basis.
package struct MessageSource: Sendable {
    /// The message's schema as it stands in the files, `extends` applied, without places.
    package var schema: Value
    /// The code tables that its map may use, in the order of the files.
    package var codes: [CodeTable]
    /// Of the map.
    package var provenance: Program.Provenance

    package init(schema: Value, codes: [CodeTable] = [], provenance: Program.Provenance) {
        self.schema = schema
        self.codes = codes
        self.provenance = provenance
    }
}

extension [String: CodeTable] {
    var inFileOrder: [CodeTable] {
        values.sorted {
            ($0.span.file, $0.span.line, $0.span.column, $0.name) < (
                $1.span.file, $1.span.line, $1.span.column, $1.name
            )
        }
    }
}
