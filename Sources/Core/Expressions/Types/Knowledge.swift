/// What a condition that was met says about the members that it read.
package struct Knowledge: Sendable, Hashable {
    /// A member below a variable: `app.power.line1`.
    package struct Path: Sendable, Hashable {
        package var variable: String
        package var members: [String]

        package init(_ variable: String, _ members: [String] = []) {
            self.variable = variable
            self.members = members
        }
    }

    /// What is there; whatever stands above it is there too.
    package var present: Set<Path> = []
    /// What is not there.
    package var absent: Set<Path> = []
    /// The values that a text can still have.
    package var values: [Path: Set<String>] = [:]

    package init() {}
}
