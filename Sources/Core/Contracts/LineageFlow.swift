/// What the value of an expression may be made of, found without running it.
///
/// It errs on one side only: a place that the value cannot depend on may be named, one that it does is never left out.
struct LineageFlow {
    /// What the value may be as it stands there: a member of the value is a member of that.
    var places: [Place] = []
    /// The members of what the expression itself makes, by name; `*` is any element of a list or map.
    var members: [String: LineageFlow] = [:]
    /// What the value is computed from.
    var used: [Lineage.Source] = []
    /// What only decides whether there is a value, or which.
    var conditions: [Lineage.Source] = []
    /// The functions and code tables on the way, in order.
    var via: [String] = []
    /// Constant texts that it may be: names of parties are found by them.
    var texts: [String] = []

    /// Something with members of its own.
    enum Place: Hashable {
        case at(Lineage.Source)
        /// One of several items of the program, by their positions.
        case item([Int])
        case items, groups, change, limit, outcome
    }

    /// Nothing that varies: a constant.
    static let none = LineageFlow()

    init() {}

    init(_ place: Place) { places = [place] }

    init(root: Lineage.Source.Root) { places = [.at(Lineage.Source(root))] }

    init(used: [Lineage.Source], conditions: [Lineage.Source] = []) {
        self.used = used
        self.conditions = conditions
    }

    /// A list whose elements are all like this one.
    init(elements: LineageFlow) { members = [Lineage.Source.anyElement: elements] }

    /// One or the other, or both together.
    mutating func merge(_ other: LineageFlow) {
        places.join(other.places)
        used.join(other.used)
        conditions.join(other.conditions)
        via.join(other.via)
        texts.join(other.texts)
        members.merge(other.members) { $0.merged(with: $1) }
    }

    func merged(with other: LineageFlow) -> LineageFlow {
        var result = self
        result.merge(other)
        return result
    }

    func decided(by sources: [Lineage.Source]) -> LineageFlow {
        var result = self
        result.conditions.join(sources)
        return result
    }

    func passing(_ step: String) -> LineageFlow {
        var result = self
        result.via.join([step])
        return result
    }

    /// What all members take over from the whole.
    var withoutMembers: LineageFlow {
        var result = self
        result.places = []
        result.members = [:]
        result.texts = []
        return result
    }
}
