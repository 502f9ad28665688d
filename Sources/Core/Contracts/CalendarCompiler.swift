import Values

extension WorkCalendar {
    /// Compiles `calendars/<name>.yaml`: for each published year its source, the days off and the worked weekends.
    static func compile(_ name: String, _ node: Node, _ reader: inout RuleReader) -> WorkCalendar? {
        // What is wrong with the region is no reason to be without its calendar: the rest would not be looked at.
        let before = reader.diagnostics.count
        let keys = reader.entries(
            node,
            of: "a calendar",
            known: ["calendar", "years"] + RuleReader.provenanceKeys
        )
        if let stated = reader.required(keys["calendar"], "calendar", at: node.span), stated != name
        {
            reader.report(
                "LB2030",
                keys["calendar"]?.span ?? node.span,
                "this calendar stands in calendars/\(name).yaml, so it is 'calendar: \(name)'"
            )
        }
        guard let entries = keys["years"]?.entries, !entries.isEmpty else {
            reader.report("LB2013", node.span, "years is missing")
            return nil
        }
        var years: [Int: Year] = [:]
        for entry in entries {
            guard let number = Int(entry.key.text), (2000...2999).contains(number) else {
                reader.report("LB2090", entry.key.span, "'\(entry.key.text)' is not a year")
                continue
            }
            years[number] = year(number, entry, &reader)
        }
        let isBroken = reader.diagnostics[before...].contains { $0.severity == .error }
        return isBroken ? nil : WorkCalendar(name: name, years: years)
    }

    private static func year(_ number: Int, _ entry: Node.Entry, _ reader: inout RuleReader) -> Year
    {
        let keys = reader.entries(
            entry.value,
            of: "a year",
            known: ["source", "published", "note", "holidays", "workdays"]
                + RuleReader.provenanceKeys
        )
        var year = Year(
            source: reader.required(keys["source"], "source", at: entry.key.span) ?? "",
            off: [:],
            work: []
        )
        for node in reader.elements(keys["holidays"], "holidays") {
            let range = reader.entries(node, of: "a holiday", known: ["name", "from", "to"])
            guard let name = reader.required(range["name"], "name", at: node.span),
                let from = day(range["from"], number, at: node.span, &reader),
                let to = day(range["to"], number, at: node.span, &reader)
            else { continue }
            guard from <= to else {
                reader.report(
                    "LB2091",
                    range["to"]?.span ?? node.span,
                    "a holiday ends on or after the day it begins"
                )
                continue
            }
            for number in from.number...to.number { year.off[Day(number: number)] = name }
        }
        for node in reader.elements(keys["workdays"], "workdays") {
            guard let day = day(node, number, at: node.span, &reader) else { continue }
            if day.weekday != 0, day.weekday != 6 {
                reader.report(
                    "LB2092",
                    node.span,
                    "\(day) is no Saturday or Sunday, so it is worked anyway"
                )
            }
            if year.off[day] != nil {
                reader.report("LB2093", node.span, "\(day) stands among the days off too")
            }
            year.work.insert(day)
        }
        return year
    }

    private static func day(
        _ node: Node?,
        _ year: Int,
        at span: SourceSpan,
        _ reader: inout RuleReader
    ) -> Day? {
        guard let text = reader.required(node, "a day", at: span) else { return nil }
        guard let day = Day(text), day.parts.year == year else {
            reader.report(
                "LB2094",
                node?.span ?? span,
                "'\(text)' is no day of \(year)",
                hint: "write \"\(year)-01-01\""
            )
            return nil
        }
        return day
    }
}
