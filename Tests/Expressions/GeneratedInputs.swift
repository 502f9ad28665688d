import Expressions
import Values

/// Numbers that come again with the same seed (SplitMix64).
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
    mutating func one<T>(of choices: [T]) -> T { choices[below(choices.count)] }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}

/// A typed application, and values of its type in which what may be absent comes and goes.
enum GeneratedInputs {
    static func text(_ least: Int, _ most: Int?, ascii: Bool = false) -> Type {
        .string(TextFacts(minLength: least, maxLength: most, repertoire: ascii ? .ascii : .any))
    }

    static let line = ObjectType(
        "line",
        [
            .init(
                "kva",
                .int(NumberFacts(minimum: Number(Int64(1)), maximum: Number(Int64(800)), places: 0))
            ),
            .init("name", text(1, 6), .maybe), .init("code", text(3, 3, ascii: true), .maybe),
        ]
    )
    static let road = ObjectType(
        "road",
        [
            .init("name", text(1, 5)), .init("width", .double, .maybe),
            .init("kind", .string(among: ["dirt", "paved"]), .maybe),
            .init("line", .object(line), .maybe),
        ]
    )
    static let power = ObjectType(
        "power",
        [
            .init("mode", .string(among: ["HV", "LV"]), .maybe),
            .init(
                "kva",
                .int(
                    NumberFacts(minimum: Number(Int64(0)), maximum: Number(Int64(1000)), places: 0)
                )
            ),
            .init(
                "share",
                .double(NumberFacts(minimum: Number(Int64(0)), maximum: Number(Int64(1)))),
                .maybe
            ),
            .init("line", .object(line), .maybe), .init("gone", .string, .never),
        ]
    )
    static let heat = ObjectType(
        "heat",
        [
            .init(
                "area",
                .double(
                    NumberFacts(minimum: Number(Int64(0)), maximum: Number(Int64(9999)), places: 2)
                )
            ),
            .init("from", .timestamp, .maybe), .init("note", text(0, 10), .maybe),
            .init("count", .int, .maybe),
        ]
    )
    static let app = ObjectType(
        "app",
        [
            .init("number", text(4, 4, ascii: true)),
            .init("kind", .string(among: ["A", "B", "C"])),
            .init("city", .string(among: ["jz", "tx"]), .maybe),
            .init("power", .object(power), .maybe),
            .init("heat", .object(heat)), .init("roads", .list(.object(road))),
            .init("spare", .list(.object(road)), .maybe), .init("phones", .list(text(0, 3))),
            .init("tags", .map(key: .string, value: text(0, 4))), .init("flag", .bool),
            .init("agreed", .bool, .maybe), .init("at", .timestamp),
            .init("parts", .object(ObjectType("parts", [], others: .object(line)))),
        ]
    )

    static func value(of type: Type, _ dice: inout Dice) -> CELValue {
        switch type {
        case .bool: return .bool(dice.chance(50))
        case .int(let facts):
            let least = Int(facts.minimum?.int64 ?? -5)
            let most = Int(facts.maximum?.int64 ?? 5)
            if dice.chance(25) { return .int(Int64(dice.chance(50) ? least : most)) }
            return .int(Int64(least + dice.below(most - least + 1)))
        case .double(let facts):
            let least = facts.minimum?.double ?? -5
            let most = facts.maximum?.double ?? 5
            if dice.chance(25) {
                return .number(
                    dice.chance(50) ? facts.minimum ?? Number(0) : facts.maximum ?? Number(0)
                )
            }
            let share = Double(dice.below(101)) / 100
            let value = ((least + (most - least) * share) * 100).rounded() / 100
            return dice.chance(50)
                ? .double(value) : Number(value).map { .number($0) } ?? .double(0)
        case .string(let facts): return .string(text(facts, &dice))
        case .timestamp:
            return .timestamp(Instant(seconds: 1_700_000_000 + Int64(dice.below(90_000_000))))
        case .list(let element):
            return .list((0..<dice.below(4)).map { _ in value(of: element, &dice) })
        case .map(_, let element): return map(["a", "b", "c"], element, &dice)
        case .object(let object): return value(of: object, &dice)
        default: return .null
        }
    }

    private static func map(_ names: [String], _ element: Type, _ dice: inout Dice) -> CELValue {
        let present = names.filter { _ in dice.chance(50) }
        return .map(CELMap(names: present, values: present.map { _ in value(of: element, &dice) }))
    }

    private static func value(of object: ObjectType, _ dice: inout Dice) -> CELValue {
        if let others = object.others { return map(["a", "b"], others, &dice) }
        let present = object.fields.filter {
            $0.presence == .always || ($0.presence == .maybe && dice.chance(60))
        }
        return .map(
            CELMap(names: present.map(\.name), values: present.map { value(of: $0.type, &dice) })
        )
    }

    private static func text(_ facts: TextFacts, _ dice: inout Dice) -> String {
        if let values = facts.values { return dice.one(of: values) }
        let most = facts.maxLength ?? facts.minLength + 3
        let count = facts.minLength + dice.below(most - facts.minLength + 1)
        let alphabet =
            facts.repertoire == .ascii
            ? ["a", "B", "7", " "] : ["a", "B", "7", " ", "联", "Ａ", "é"]
        return (0..<count).map { _ in dice.one(of: alphabet) }.joined()
    }
}

extension Type {
    /// Why a value is not of the type; nil where it is.
    func misfit(_ value: CELValue) -> String? {
        switch (self, value) {
        case (.dyn, _), (.bool, .bool), (.null, .null), (.uint, .uint), (.bytes, .bytes),
            (.timestamp, .timestamp), (.duration, .duration), (.type, .type):
            return nil
        case (.int(let facts), .int(let number)):
            return facts.admits(Number(number)) ? nil : "\(number) is no \(self)"
        case (.double(let facts), .double), (.double(let facts), .number):
            let double = value.doubleValue ?? .nan
            guard let number = Number(double) else {
                return facts == NumberFacts() ? nil : "\(double) is no \(self)"
            }
            return facts.admits(number) ? nil : "\(double) is no \(self)"
        case (.string(let facts), .string(let text)):
            return facts.admits(text) ? nil : "'\(text)' is no \(self) \(facts.repertoire)"
        case (.list(let element), .list(let values)):
            return values.lazy.compactMap(element.misfit).first
        case (.map(let key, let element), .map(let map)):
            return map.entries.lazy.compactMap {
                key.misfit($0.key.value) ?? element.misfit($0.value)
            }.first
        case (.optional(let inner), .optional(let value)): return value.flatMap(inner.misfit)
        case (.object(let object), .map(let map)): return object.misfit(map)
        default: return "\(value) is no \(self)"
        }
    }
}

extension ObjectType {
    fileprivate func misfit(_ map: CELMap) -> String? {
        for (key, value) in map.entries {
            guard case .string(let name) = key else { return "a key is \(key)" }
            guard let type = self[name]?.type ?? others else { return "\(name) is no member" }
            if let misfit = type.misfit(value) { return "\(name): \(misfit)" }
        }
        for field in fields {
            let isThere = map.member(field.name) != nil
            if field.presence == .always, !isThere { return "\(field.name) is absent" }
            if field.presence == .never, isThere { return "\(field.name) is there" }
        }
        return nil
    }
}

extension Knowledge {
    /// What of it does not hold for an input; nil where all does.
    func falsehood(_ app: CELValue) -> String? {
        func at(_ path: Path) -> CELValue? {
            var here: CELValue? = app
            for member in path.members {
                switch here {
                case .map(let map)?: here = map.member(member)
                case .list(let elements)?:
                    let at = Int(member.dropFirst().dropLast()) ?? -1
                    here = elements.indices.contains(at) ? elements[at] : nil
                default: here = nil
                }
            }
            return here
        }
        for path in present where at(path) == nil { return "\(path.members) is absent" }
        for path in absent where at(path) != nil { return "\(path.members) is there" }
        for path in filled {
            if case .string("")? = at(path) { return "\(path.members) is empty" }
        }
        for (path, texts) in values {
            if case .string(let text)? = at(path), !texts.contains(text) {
                return "\(path.members) is '\(text)', not in \(texts.sorted())"
            }
        }
        return nil
    }
}
