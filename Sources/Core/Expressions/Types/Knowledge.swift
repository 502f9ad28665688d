/// What a condition that was met says about the members that it read.
package struct Knowledge: Sendable, Hashable {
    /// A member below a variable: `app.site.line1`; an element of a list is `[0]`.
    package struct Path: Sendable, Hashable {
        package var variable: String
        package var members: [String]

        package init(_ variable: String, _ members: [String] = []) {
            self.variable = variable
            self.members = members
        }

        func appending(_ member: String) -> Path { Path(variable, members + [member]) }
    }

    /// What is there; whatever stands above it is there too.
    package var present: Set<Path> = []
    /// What is not there.
    package var absent: Set<Path> = []
    /// The values that a text, where it is there, can still have.
    package var values: [Path: Set<String>] = [:]
    /// Texts that, where they are there, are not empty.
    package var filled: Set<Path> = []

    package init() {}

    package var isEmpty: Bool {
        present.isEmpty && absent.isEmpty && values.isEmpty && filled.isEmpty
    }
}

extension Knowledge {
    /// Adds that a member is there, with all above it.
    package mutating func insert(present path: Path) {
        var path = path
        while !path.members.isEmpty, present.insert(path).inserted { path.members.removeLast() }
    }

    /// Keeps only some of the values that a text can have.
    package mutating func insert(_ texts: Set<String>, at path: Path) {
        values[path] = values[path].map { $0.intersection(texts) } ?? texts
    }

    package func isPresent(_ path: Path) -> Bool { present.contains(path) }

    package func isAbsent(_ path: Path) -> Bool {
        guard !absent.isEmpty else { return false }
        var path = path
        while !path.members.isEmpty {
            if absent.contains(path) { return true }
            path.members.removeLast()
        }
        return false
    }

    /// What holds where both hold.
    package func and(_ other: Knowledge) -> Knowledge {
        if other.isEmpty { return self }
        if isEmpty { return other }
        var both = self
        both.present.formUnion(other.present)
        both.absent.formUnion(other.absent)
        both.filled.formUnion(other.filled)
        for (path, texts) in other.values { both.insert(texts, at: path) }
        return both
    }

    /// What holds where one of both holds, not knowing which.
    package func or(_ other: Knowledge) -> Knowledge {
        if isEmpty || other.isEmpty { return Knowledge() }
        var either = Knowledge()
        either.present = present.intersection(other.present)
        either.absent = absent.filter(other.isAbsent).union(other.absent.filter(isAbsent))
        either.filled = filled.filter { other.filled.contains($0) || other.isAbsent($0) }
            .union(other.filled.filter(isAbsent))
        for (path, texts) in values {
            if let its = other.values[path] {
                either.values[path] = texts.union(its)
            } else if other.isAbsent(path) {
                either.values[path] = texts
            }
        }
        for (path, texts) in other.values where values[path] == nil && isAbsent(path) {
            either.values[path] = texts
        }
        return either
    }

    /// The root of paths of a macro's variable: a name that nobody can write, and that no other macro has.
    static func local(_ name: String, _ number: Int) -> Path { Path("\(name)#\(number)") }

    /// Without what is said of variables that exist only inside a macro.
    var withoutLocals: Knowledge {
        guard !isEmpty else { return self }
        func isOuter(_ path: Path) -> Bool { !path.variable.utf8.contains(UInt8(ascii: "#")) }
        var rest = Knowledge()
        rest.present = present.filter(isOuter)
        rest.absent = absent.filter(isOuter)
        rest.values = values.filter { isOuter($0.key) }
        rest.filled = filled.filter(isOuter)
        return rest
    }

    /// With everything above what is present, as `isPresent` expects.
    var closed: Knowledge {
        var closed = self
        for path in present {
            closed.present.remove(path)
            closed.insert(present: path)
        }
        return closed
    }
}
