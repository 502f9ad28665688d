import Values

/// Makes expressions over `GeneratedInputs.app` of which most are typed well and read absent members only where that
/// is allowed, and some are not.
struct GeneratedExpressions {
    var dice: Dice
    /// Variables of macros, with what they stand for.
    private var roads: [String] = []
    private var lines: [String] = []
    private var texts: [String] = []
    private var count = 0

    init(seed: Int) { dice = Dice(seed) }

    enum Kind: CaseIterable {
        case text, int, double, bool, time, optionalText, optionalInt, optionalTime, textList
    }

    /// Conditions are more than a third, because they say most.
    mutating func expression() -> String {
        make(dice.chance(35) ? .bool : dice.one(of: Kind.allCases), 1 + dice.below(4))
    }

    mutating func make(_ kind: Kind, _ depth: Int) -> String {
        // Now and then something of the wrong type.
        let kind = dice.chance(2) ? dice.one(of: Kind.allCases) : kind
        if depth <= 0 { return leaf(kind) }
        if dice.chance(16) { return choice(kind, depth) }
        if dice.chance(4) { return binding(kind, depth) }
        switch kind {
        case .text: return text(depth - 1)
        case .int: return int(depth - 1)
        case .double: return double(depth - 1)
        case .bool: return bool(depth - 1)
        case .time: return time(depth - 1)
        case .optionalText: return optionalText(depth - 1)
        case .optionalInt: return optionalInt(depth - 1)
        case .optionalTime:
            return dice.chance(70) ? leaf(kind) : "optional.of(\(make(.time, depth - 1)))"
        case .textList: return list(depth - 1)
        }
    }

    // MARK: Paths

    /// Paths from a road or a line on, each with whether it may be absent.
    private static let textsOfRoad = [
        ("name", false), ("kind", true), ("line.name", true), ("line.code", true),
    ]
    private static let textPaths = [
        ("app.number", false), ("app.kind", false), ("app.kind", false), ("app.city", true),
        ("app.power.mode", true), ("app.power.line.name", true), ("app.power.line.code", true),
        ("app.heat.note", true), ("app.tags.a", true), ("app.tags['b']", true),
        ("app.phones[0]", true), ("app.roads[0].name", true), ("app.roads[1].kind", true),
        ("app.parts.a.name", true), ("app.parts['b'].code", true), ("app.power.gone", true),
    ]
    private static let intPaths = [
        ("app.power.kva", true), ("app.power.line.kva", true), ("app.heat.count", true),
        ("app.parts.a.kva", true),
    ]
    private static let doublePaths = [
        ("app.heat.area", false), ("app.power.share", true), ("app.roads[0].width", true),
    ]

    private mutating func textPath() -> (String, Bool) {
        if !roads.isEmpty, dice.chance(40) {
            let (member, isMaybe) = dice.one(of: Self.textsOfRoad)
            return ("\(dice.one(of: roads)).\(member)", isMaybe)
        }
        if !lines.isEmpty, dice.chance(40) {
            return ("\(dice.one(of: lines)).\(dice.one(of: ["name", "code"]))", true)
        }
        return dice.one(of: Self.textPaths)
    }

    /// The path read as an optional: the question mark stands where something may be absent, or anywhere.
    private mutating func optional(_ path: String) -> String {
        let parts = path.split(separator: ".").map(String.init)
        var result = parts[0]
        // `.?` at the first member that may be absent carries through; placing it late is the mistake to make.
        let at = dice.chance(85) ? 1 : 1 + dice.below(max(1, parts.count - 1))
        for (index, part) in parts.enumerated().dropFirst() {
            let mark = index == at || dice.chance(20) ? ".?" : "."
            if let bracket = part.firstIndex(of: "[") {
                let inside = part[part.index(after: bracket)...]
                result += mark + part[..<bracket] + "[?" + inside
            } else {
                result += mark + part
            }
        }
        return result
    }

    private mutating func literal() -> String {
        dice.one(of: [
            "'A'", "'B'", "'C'", "'HV'", "'LV'", "'jz'", "'paved'", "'dirt'", "'ab'", "''", "'联'",
        ])
    }

    // MARK: Leaves

    private mutating func leaf(_ kind: Kind) -> String {
        switch kind {
        case .text:
            if dice.chance(30) { return literal() }
            if !texts.isEmpty, dice.chance(30) { return dice.one(of: texts) }
            let (path, isMaybe) = textPath()
            if !isMaybe || dice.chance(15) { return path }
            return "\(optional(path)).orValue(\(literal()))"
        case .int:
            if dice.chance(50) { return "\(dice.below(12))" }
            let (path, _) = dice.one(of: Self.intPaths)
            return dice.chance(10) ? path : "\(optional(path)).orValue(\(dice.below(9)))"
        case .double:
            if dice.chance(40) { return dice.one(of: ["1.5", "0.25", "3.0", "-2.5"]) }
            let (path, isMaybe) = dice.one(of: Self.doublePaths)
            return !isMaybe || dice.chance(10) ? path : "\(optional(path)).orValue(2.5)"
        case .bool:
            let road = roads.first.map { "has(\($0).width)" }
            let choices = [
                "app.flag", "app.?agreed.orValue(false)", "has(app.power)", "has(app.city)",
                "app.agreed",
            ]
            return dice.one(of: choices + (road.map { [$0] } ?? []))
        case .time:
            return dice.one(of: ["app.at", "app.heat.?from.orValue(app.at)", "app.heat.from"])
        case .optionalText: return optional(textPath().0)
        case .optionalInt: return optional(dice.one(of: Self.intPaths).0)
        case .optionalTime: return dice.one(of: ["app.heat.?from", "app.?heat.from"])
        case .textList:
            return dice.one(of: [
                "app.phones", "['A', 'B']", "[app.kind]", "app.roads.map(q, q.name)",
            ])
        }
    }

    // MARK: Conditions around

    /// Something guarded by a condition that makes sure of what it reads, or nearly.
    private mutating func choice(_ kind: Kind, _ depth: Int) -> String {
        let (path, _) = textPath()
        switch dice.below(7) {
        case 5 where kind == .text:
            return "app.heat.?note.orValue('') != '' ? app.heat.note : \(literal())"
        case 0 where kind == .text:
            return "\(guarded(path)) ? \(path) : \(make(kind, depth - 1))"
        case 1 where kind == .text:
            return "!(\(guarded(path))) ? \(make(kind, depth - 1)) : \(path)"
        case 2 where kind == .text: return "\(optional(path)).hasValue() ? \(path) : \(literal())"
        case 3 where kind == .int:
            let (number, _) = dice.one(of: Self.intPaths)
            return "\(guarded(number)) ? \(number) : \(make(.int, depth - 1))"
        case 4 where kind == .text:
            return
                "app.roads.size() > \(dice.below(2)) ? app.roads[\(dice.below(2))].name : \(literal())"
        default:
            return
                "(\(make(.bool, depth - 1)) ? \(make(kind, depth - 1)) : \(make(kind, depth - 1)))"
        }
    }

    /// `has` of each part that may be absent, outermost first.
    private mutating func guarded(_ path: String) -> String {
        if path.contains("[") { return dice.chance(50) ? "has(app.power)" : "app.flag" }
        let parts = path.split(separator: ".").map(String.init)
        var conditions: [String] = []
        for end in 2..<max(3, parts.count + 1) where end <= parts.count {
            if dice.chance(92) { conditions.append("has(\(parts[..<end].joined(separator: ".")))") }
        }
        if dice.chance(30) { conditions.append(make(.bool, 0)) }
        if dice.chance(10) { conditions.shuffle(using: &dice) }
        if conditions.isEmpty { return "app.flag" }
        return "(" + conditions.joined(separator: dice.chance(93) ? " && " : " || ") + ")"
    }

    private mutating func binding(_ kind: Kind, _ depth: Int) -> String {
        let name = fresh()
        let (path, _) = textPath()
        if dice.chance(50) {
            let value = make(.text, depth - 1)
            texts.append(name)
            defer { texts.removeLast() }
            return "cel.bind(\(name), \(value), \(make(kind, depth - 1)))"
        }
        roads.append(name)
        defer { roads.removeLast() }
        _ = path
        let road = dice.one(of: ["app.roads[?0]", "app.?spare[?0]", "app.roads[?1]"])
        return "\(road).optMap(\(name), \(make(kind, depth - 1))).orValue(\(make(kind, depth - 1)))"
    }

    private mutating func fresh() -> String {
        count += 1
        return dice.chance(10) ? "r" : "v\(count)"
    }

    // MARK: Kinds

    private mutating func text(_ depth: Int) -> String {
        switch dice.below(15) {
        case 0: return "\(make(.text, depth)) + \(make(.text, depth))"
        case 1: return "string(\(make(dice.one(of: [.int, .double, .bool, .text]), depth)))"
        case 2:
            return
                "date(\(make(.time, depth)), '\(dice.one(of: ["yyyyMMdd", "yyyy-M-d", "iso", "epoch"]))')"
        case 3:
            return
                "decimal(\(make(dice.one(of: [.int, .double]), depth)), \(dice.below(4)), 'half-up')"
        case 4: return "\(make(.optionalText, depth)).orValue(\(make(.text, depth)))"
        case 5: return "halfwidth(\(make(.text, depth)))"
        case 6: return "(\(make(.text, depth))).substring(\(dice.below(3)))"
        case 7: return "(\(make(.text, depth))).substring(\(dice.below(2)), \(1 + dice.below(3)))"
        case 8:
            return
                "(\(make(.text, depth))).\(dice.one(of: ["trim", "upperAscii", "lowerAscii", "reverse"]))()"
        case 9: return "\(make(.textList, depth)).join('\(dice.one(of: ["", ",", "、"]))')"
        case 10:
            return
                "(\(make(.text, depth))).replace('\(dice.one(of: ["a", "", "联"]))', \(literal()))"
        case 11:
            return
                "{'A': 'x', 'B': 'yy', 'C': 'z'}[\(dice.one(of: ["app.kind", make(.text, depth)]))]"
        case 12: return "(\(make(.text, depth))).charAt(\(dice.below(3)))"
        default: return leaf(.text)
        }
    }

    private mutating func int(_ depth: Int) -> String {
        switch dice.below(10) {
        case 0...2:
            return
                "(\(make(.int, depth)) \(dice.one(of: ["+", "-", "*", "/", "%"])) \(make(.int, depth)))"
        case 3: return "int(\(make(dice.one(of: [.double, .int, .time]), depth)))"
        case 4: return "size(\(make(.text, depth)))"
        case 5: return "\(make(.textList, depth)).size()"
        case 6: return "-(\(make(.int, depth)))"
        case 7:
            return
                "math.\(dice.one(of: ["greatest", "least"]))(\(make(.int, depth)), \(make(.int, depth)))"
        case 8: return "\(make(.optionalInt, depth)).orValue(\(make(.int, depth)))"
        default: return leaf(.int)
        }
    }

    private mutating func double(_ depth: Int) -> String {
        switch dice.below(6) {
        case 0...2:
            return
                "(\(make(.double, depth)) \(dice.one(of: ["+", "-", "*", "/"])) \(make(.double, depth)))"
        case 3: return "double(\(make(.int, depth)))"
        case 4: return "-(\(make(.double, depth)))"
        default: return leaf(.double)
        }
    }

    private mutating func time(_ depth: Int) -> String {
        switch dice.below(4) {
        case 0: return "\(make(.optionalTime, depth)).orValue(\(make(.time, depth)))"
        case 1: return "(\(make(.time, depth)) + duration('24h'))"
        case 2:
            return "\(make(.optionalTime, depth)).or(\(make(.optionalTime, depth))).orValue(app.at)"
        default: return leaf(.time)
        }
    }

    private mutating func bool(_ depth: Int) -> String {
        switch dice.below(17) {
        case 0...1: return "(\(make(.bool, depth)) && \(make(.bool, depth)))"
        case 2...3: return "(\(make(.bool, depth)) || \(make(.bool, depth)))"
        case 4: return "!(\(make(.bool, depth)))"
        case 5...6 where dice.chance(50):
            let subject = dice.one(of: [
                "app.kind", "app.city", "app.?city.orValue('none')", "app.?city.orValue('jz')",
                "app.?power.mode.orValue('LV')", "app.power.mode", "app.heat.note",
                "app.heat.?note.orValue('')", "app.?tags.a.orValue('none')",
            ])
            if dice.chance(30) { return "\(subject) in ['A', 'jz', 'LV', 'none']" }
            let text = dice.one(of: [
                "'A'", "'B'", "'jz'", "'HV'", "'LV'", "'none'", "''", "(app.flag ? 'A' : 'jz')",
            ])
            return "\(subject) \(dice.one(of: ["==", "!="])) \(text)"
        case 5...6:
            return "\(make(.text, depth)) \(dice.one(of: ["==", "!="])) \(make(.text, depth))"
        case 7:
            return
                "\(make(.int, depth)) \(dice.one(of: ["<", "<=", ">", ">=", "==", "!="])) \(make(.int, depth))"
        case 8:
            return
                "\(make(.double, depth)) \(dice.one(of: ["<", ">="])) \(make(dice.one(of: [.int, .double]), depth))"
        case 9: return "\(make(.text, depth)) in [\(literal()), \(literal()), \(literal())]"
        case 10:
            return
                "\(make(dice.one(of: [.optionalText, .optionalInt, .optionalTime]), depth)).hasValue()"
        case 11:
            return
                "(\(make(.text, depth))).\(dice.one(of: ["startsWith", "contains", "endsWith"]))(\(literal()))"
        case 12: return quantifier(depth)
        case 13: return "\(literal()) in app.tags"
        case 14: return "\(guarded(textPath().0))"
        case 15:
            return "app.roads.size() \(dice.one(of: [">", ">=", "==", "!=", "<"])) \(dice.below(3))"
        default: return leaf(.bool)
        }
    }

    private mutating func quantifier(_ depth: Int) -> String {
        let name = fresh()
        let list = dice.one(of: [
            "app.roads", "app.?spare.orValue([])", "app.roads.filter(q, has(q.width))",
        ])
        roads.append(name)
        defer { roads.removeLast() }
        return
            "\(list).\(dice.one(of: ["all", "exists", "exists_one"]))(\(name), \(make(.bool, depth)))"
    }

    private mutating func optionalText(_ depth: Int) -> String {
        switch dice.below(10) {
        case 0: return "present(\(make(dice.one(of: [.text, .optionalText]), depth)))"
        case 1: return "optional.of(\(make(.text, depth)))"
        case 2: return "optional.none()"
        case 3: return "\(make(.optionalText, depth)).or(\(make(.optionalText, depth)))"
        case 4: return "date(\(make(.optionalTime, depth)), 'yyyyMMdd')"
        case 5: return "halfwidth(\(make(.optionalText, depth)))"
        case 6: return "decimal(\(make(.optionalInt, depth)), 1)"
        case 7:
            let (name, value) = (fresh(), make(.optionalText, depth))
            texts.append(name)
            defer { texts.removeLast() }
            return "\(value).optMap(\(name), \(make(.text, depth)))"
        case 8:
            let (name, value) = (fresh(), dice.one(of: ["app.?power.line", "app.?parts.a"]))
            lines.append(name)
            defer { lines.removeLast() }
            return "\(value).optFlatMap(\(name), \(make(.optionalText, depth)))"
        default: return leaf(.optionalText)
        }
    }

    private mutating func optionalInt(_ depth: Int) -> String {
        switch dice.below(4) {
        case 0: return "optional.of(\(make(.int, depth)))"
        case 1: return "app.?power.line.optMap(l, l.kva)"
        default: return leaf(.optionalInt)
        }
    }

    private mutating func list(_ depth: Int) -> String {
        let name = fresh()
        switch dice.below(8) {
        case 0: return "[\(make(.text, depth)), \(make(.text, depth))]"
        case 1: return "[?\(make(.optionalText, depth)), \(make(.text, depth))]"
        case 2: return "\(make(.textList, depth)).distinct()"
        case 3: return "(\(make(.textList, depth)) + \(make(.textList, depth)))"
        case 4: return "(\(make(.text, depth))).split('a')"
        case 5:
            roads.append(name)
            defer { roads.removeLast() }
            return "app.roads.map(\(name), \(make(.bool, depth)), \(make(.text, depth)))"
        case 6:
            roads.append(name)
            defer { roads.removeLast() }
            let kept = "app.roads.filter(\(name), \(make(.bool, depth)) && has(\(name).kind))"
            return "\(kept).map(\(name), \(dice.chance(70) ? "\(name).kind" : make(.text, depth)))"
        default: return leaf(.textList)
        }
    }
}
