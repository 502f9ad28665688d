/// Something that takes bytes from outside and must not trap, hang, or grow.
protocol Target: Sendable {
    static var name: String { get }
    /// What the help says it does.
    static var summary: String { get }

    init(_ corpus: Corpus) throws

    /// One input; the same numbers give the same input.
    func input(_ random: inout Randomness) -> [UInt8]

    /// Runs one input and says what came of it. Throws what must not be so, though nothing trapped.
    func run(_ input: [UInt8]) throws(Finding) -> Outcome
}

/// What came of an input that was treated as it should be.
struct Outcome {
    /// Whether it was taken for what it says, or refused with a reason.
    var isAccepted: Bool
    /// Whether it made something that keeps itself in memory by design: a schema that contains itself.
    var keepsMemory = false
}

/// An input that was treated wrongly.
struct Finding: Error {
    var message: String

    init(_ message: String) { self.message = message }
}

let targets: [any Target.Type] = [
    JSONTarget.self, XMLTarget.self, FixedTarget.self, FlatTarget.self, ExpressionTarget.self,
    SchemaTarget.self, ContractTarget.self,
]
