/// What checking one term found. A class, because terms nest deeply and it is large; once given out it is not changed.
final class Outcome {
    let type: Type
    /// The type before conditions around the term narrowed it.
    var declared: Type
    /// The member that the term reads, plainly or as an optional, where it does nothing else.
    var path: Knowledge.Path?
    /// What holds where the term has a value, whatever stands around it.
    var done = Knowledge()
    /// What holds where it is true; nil where it never is.
    var met: Knowledge?
    /// What holds where it is false; nil where it never is.
    var notMet: Knowledge?
    /// Its value, where it is a condition that is decided here.
    var truth: Bool?
    /// Whether conditions around the term decide it, not the types alone.
    var isDecidedByOthers = false
    /// Of an optional: whether it has a value, where that is known.
    var hasValue: Bool?
    /// The texts that stand for an absent `path`; nil where the term is the path itself, or anything may stand for it.
    var fallback: Fallback = .none
    /// The list or text whose size the term is.
    var sizeOf: Knowledge.Path?
    /// The value of a literal.
    var constant: CELValue?
    /// The list or map literal that the term is.
    var container: Term?
    /// It depends on a variable of the scope; else it is made of literals alone.
    var readsScope = false
    /// A reading of what may be absent has been reported.
    var isBroken = false

    enum Fallback {
        /// The term is the path itself.
        case none
        /// One of these texts stands for an absent path.
        case texts([String])
    }

    init(_ type: Type, done: Knowledge = Knowledge()) {
        self.type = type
        declared = type
        self.done = done
        met = done
        notMet = done
    }

    /// Gives the knowledge of a term that has a value: it is the same, met or not.
    func finished(_ done: Knowledge) -> Outcome {
        self.done = done
        met = done
        notMet = done
        return self
    }

    /// All texts that the value can be.
    var texts: [String]? {
        if case .string(let facts) = type { facts.values } else { nil }
    }

    var numbers: NumberFacts? {
        switch type {
        case .int(let facts), .double(let facts): facts
        default: nil
        }
    }
}

extension Outcome {
    func copy() -> Outcome {
        let copy = Outcome(type, done: done)
        copy.declared = declared
        copy.path = path
        (copy.met, copy.notMet) = (met, notMet)
        copy.truth = truth
        copy.isDecidedByOthers = isDecidedByOthers
        copy.hasValue = hasValue
        copy.fallback = fallback
        copy.sizeOf = sizeOf
        copy.constant = constant
        copy.container = container
        copy.readsScope = readsScope
        copy.isBroken = isBroken
        return copy
    }
}
