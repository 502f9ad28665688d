import Values

@testable import Contracts

extension WorkCalendar {
    /// The State Council's schedules of 2024 to 2026.
    static let china = WorkCalendar(
        name: "china",
        years: [
            2024: year(
                2024,
                "国办发明电〔2023〕7号",
                off: [
                    ("01-01", "01-01", "元旦"), ("02-10", "02-17", "春节"), ("04-04", "04-06", "清明节"),
                    ("05-01", "05-05", "劳动节"), ("06-10", "06-10", "端午节"),
                    ("09-15", "09-17", "中秋节"), ("10-01", "10-07", "国庆节"),
                ],
                work: [
                    "02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12",
                ]
            ),
            2025: year(
                2025,
                "国办发明电〔2024〕12号",
                off: [
                    ("01-01", "01-01", "元旦"), ("01-28", "02-04", "春节"), ("04-04", "04-06", "清明节"),
                    ("05-01", "05-05", "劳动节"), ("05-31", "06-02", "端午节"),
                    ("10-01", "10-08", "国庆节、中秋节"),
                ],
                work: ["01-26", "02-08", "04-27", "09-28", "10-11"]
            ),
            2026: year(
                2026,
                "国办发明电〔2025〕7号",
                off: [
                    ("01-01", "01-03", "元旦"), ("02-15", "02-23", "春节"), ("04-04", "04-06", "清明节"),
                    ("05-01", "05-05", "劳动节"), ("06-19", "06-21", "端午节"),
                    ("09-25", "09-27", "中秋节"), ("10-01", "10-07", "国庆节"),
                ],
                work: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
            ),
        ]
    )

    private static func year(
        _ number: Int,
        _ source: String,
        off: [(String, String, String)],
        work: [String]
    ) -> Year {
        var days: [Day: String] = [:]
        for (from, to, name) in off {
            guard let first = Day("\(number)-\(from)"), let last = Day("\(number)-\(to)") else {
                continue
            }
            for day in first.number...last.number { days[Day(number: day)] = name }
        }
        return Year(
            source: source,
            off: days,
            work: Set(work.compactMap { Day("\(number)-\($0)") })
        )
    }
}

extension OfficeHours {
    static let allYear = OfficeHours(from: 101, to: 1231, morning: 510..<720, afternoon: 870..<1080)
}

/// Reads `2024-09-13 10:00`, local time.
func at(_ text: String) -> Instant {
    Instant(rfc3339: text.replacing(" ", with: "T") + ":00+08:00") ?? Instant(seconds: 0)
}

/// Writes what `at` reads.
func written(_ instant: Instant) -> String {
    let text = instant.rfc3339()
    return text.prefix(10) + " " + text.dropFirst(11).prefix(5)
}
