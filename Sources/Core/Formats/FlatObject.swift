internal import Values

/// Gathers the named texts of one record, in whatever order they come, into an object in the order of the contract.
///
/// Names that the contract does not have are kept behind its own, as texts: the schema says whether they may stand
/// there, as it does in JSON.
struct FlatObject {
    private let plan: FlatPlan
    private let isName: (String) -> Bool
    private var slots: [Value?]
    private var isSeen: [Bool]
    private var others = Object()
    private var next = 0
    private(set) var count = 0

    /// `isName` says whether a name that the contract does not have could be written.
    init(_ plan: FlatPlan, isName: @escaping (String) -> Bool) {
        self.plan = plan
        self.isName = isName
        slots = Array(repeating: nil, count: plan.fields.count)
        isSeen = Array(repeating: false, count: plan.fields.count)
    }

    /// Where a text goes.
    enum Slot {
        case field(Int, FlatField)
        /// A name that the contract does not have.
        case other(String)

        var property: String {
            switch self {
            case .field(_, let field): field.name
            case .other(let name): name
            }
        }

        var key: String {
            switch self {
            case .field(_, let field): field.wireName
            case .other(let name): Problem.excerpt(name)
            }
        }
    }

    /// The slot of a key, which is in bytes of the charset. Throws for one that has come before.
    mutating func slot(
        for key: ArraySlice<UInt8>,
        place: (_ property: String, _ key: String) -> Place
    ) throws(Problem) -> Slot {
        count += 1
        guard let index = plan.index(of: key, from: next) else { return try other(key, place) }
        next = index + 1
        let field = plan.fields[index]
        guard !isSeen[index] else {
            throw .duplicate(field.wireName, at: place(field.name, field.wireName))
        }
        isSeen[index] = true
        return .field(index, field)
    }

    private func other(
        _ key: ArraySlice<UInt8>,
        _ place: (_ property: String, _ key: String) -> Place
    ) throws(Problem) -> Slot {
        let name: String
        do throws(CharsetFault) {
            name = try plan.charset.text(key)
        } catch {
            let at = place("", String(decoding: key.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self))
            throw .charset(error, of: plan.charset, in: key, at: at)
        }
        let slot = Slot.other(name)
        // The name of a property whose key is another one.
        if plan.index(of: name) != nil || !isName(name) {
            throw .unknownField(slot.key, at: place(name, slot.key))
        }
        if others[name] != nil { throw .duplicate(slot.key, at: place(name, slot.key)) }
        return slot
    }

    mutating func set(_ slot: Slot, to text: String, place: () -> Place) throws(Problem) {
        switch slot {
        case .field(let index, let field): slots[index] = try field.value(of: text, place: place)
        case .other(let name): others[name] = .string(text)
        }
    }

    var object: Object {
        var object = Object()
        object.reserveCapacity(plan.fields.count)
        for (index, field) in plan.fields.enumerated() {
            if let value = slots[index] {
                _ = object.append(field.name, value)
            } else if field.isFiller, field.isAbsentEmpty {
                _ = object.append(field.name, .string(""))
            }
        }
        for (name, value) in others { _ = object.append(name, value) }
        return object
    }
}

/// A named text to be written.
struct FlatPair {
    /// In bytes of the charset.
    var key: [UInt8]
    var property: String
    var text: String
}

extension FlatPlan {
    /// The texts to write for a record, in the order of the contract; names that it does not have come last.
    ///
    /// `isName` says whether such a name can be written. What cannot be written is noted.
    func pairs(
        of object: Object,
        isName: (String) -> Bool,
        place: (_ property: String) -> Place,
        problems: inout ProblemList
    ) -> [FlatPair] {
        var pairs: [FlatPair] = []
        var written = 0
        for field in fields {
            let value = object[field.name]
            if value != nil { written += 1 }
            do throws(Problem) {
                guard let text = try field.text(of: value, place: { place(field.name) }) else {
                    continue
                }
                pairs.append(FlatPair(key: field.wireBytes, property: field.name, text: text))
            } catch {
                problems.note(error)
            }
        }
        guard written < object.count else { return pairs }
        for (name, value) in object where index(of: name) == nil {
            guard let key = charset.bytes(of: name), isName(name),
                index(of: key[...], from: 0) == nil
            else {
                problems.note(.unknownField(name, at: place(name)))
                continue
            }
            if let text = value.string {
                pairs.append(FlatPair(key: key, property: name, text: text))
            } else {
                problems.note(.type("应为文字", found: value, at: place(name)))
            }
        }
        return pairs
    }
}
