/// A step of a plan: what is left of a term when names are slots and functions are bound.
///
/// A class because evaluation then is one virtual call per step and nothing is looked up or copied.
class Step {
    let term: Term

    init(_ term: Term) { self.term = term }

    func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        throw EvaluationError(.other("a step without evaluation"))
    }

    func type(_ message: String) -> EvaluationError { EvaluationError(.type, message).at(term) }
}

/// One evaluation on its way.
struct Run {
    let slots: [CELValue?]
    /// Values of macro variables; every macro of an expression has slots of its own.
    var locals: [CELValue]
    /// Steps that may still be done.
    var budget: Int

    /// Steps that one evaluation may do; reading 16 bytes of text or one element counts as one.
    static let budgetMax = 1_000_000

    mutating func charge(_ steps: Int) throws(EvaluationError) {
        budget -= steps
        if budget < 0 {
            throw EvaluationError(.limit, "the expression does more than \(Self.budgetMax) steps")
        }
    }
}

extension Run {
    /// Charges for reading a value with all its parts.
    mutating func chargeDeeply(_ value: CELValue) throws(EvaluationError) {
        try charge(value.deepWeight(limit: budget))
    }
}

final class Constant: Step {
    let value: CELValue

    init(_ term: Term, _ value: CELValue) {
        self.value = value
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue { value }
}

/// A whole expression that tells what it gives.
final class Telling: Step {
    let inner: Step
    private let tell: @Sendable (CELValue?) -> Void

    init(_ inner: Step, _ tell: @escaping @Sendable (CELValue?) -> Void) {
        self.inner = inner
        self.tell = tell
        super.init(inner.term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        do throws(EvaluationError) {
            let value = try inner.evaluate(&run)
            tell(value)
            return value
        } catch {
            if error.isAbsent { tell(nil) }
            throw error
        }
    }
}

/// What the scope holds for a function beside its arguments, as an optional.
final class SlotValue: Step {
    private let slot: Int

    init(_ term: Term, slot: Int) {
        self.slot = slot
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        .optional(slot < run.slots.count ? run.slots[slot] : nil)
    }
}

/// A variable of the scope.
final class Variable: Step {
    let slot: Int

    init(_ term: Term, slot: Int) {
        self.slot = slot
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        guard slot < run.slots.count, let value = run.slots[slot] else {
            throw EvaluationError.absent(term)
        }
        return value
    }
}

/// A variable of a macro.
final class Local: Step {
    let slot: Int

    init(_ term: Term, slot: Int) {
        self.slot = slot
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        run.locals[slot]
    }
}

/// What could not be resolved where names are not checked.
final class Unresolved: Step {
    let message: String

    init(_ term: Term, _ message: String) {
        self.message = message
        super.init(term)
    }

    override func evaluate(_ run: inout Run) throws(EvaluationError) -> CELValue {
        throw EvaluationError(.other(message)).at(term)
    }
}
