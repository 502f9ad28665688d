package import Expressions
internal import Values

/// A span as an expression passes it on: it has no members, a limit reads it.
package final class SpanObject: HostObject {
    package let span: Span

    package init(_ span: Span) { self.span = span }

    package var typeName: String { "span" }
    package func member(_ name: String) -> CELValue? { nil }
    package func isEqual(to other: any HostObject) -> Bool { (other as? SpanObject)?.span == span }
}

/// An item as expressions see it: what `reached` asks.
package protocol ItemObject: HostObject {
    func reached(_ state: Milestone) -> Bool
}

/// The functions of limits and items (contracts/LANGUAGE.md, section 10).
package enum RuleFunctions {
    /// Some forty years; a calendar knows a few.
    private static let countMax: Int64 = 10_000

    /// A span in the types of expressions.
    package static let span = Type.opaque("span")

    /// `workdays`, `workhours`, `days`, `until`, `unstated`.
    package static let spans: [Function] = [
        Function("workdays") { (count) throws(EvaluationError) in
            .host(SpanObject(.workdays(try whole(count, "workdays"))))
        }.gives(span, for: .int),
        Function("days") { (count) throws(EvaluationError) in
            .host(SpanObject(.days(try whole(count, "days"))))
        }.gives(span, for: .int),
        Function("workhours") { (hours) throws(EvaluationError) in
            let value: Double
            if case .int(let number) = hours {
                value = Double(number)
            } else {
                guard let number = hours.doubleValue else {
                    throw EvaluationError(.type, "workhours takes a number")
                }
                value = number
            }
            guard value >= 0, value <= Double(countMax) else {
                throw EvaluationError(.range, "workhours takes a number from 0 to \(countMax)")
            }
            return .host(SpanObject(.workhours(value)))
        }.gives(span, forEach: .int, .double),
        Function("until", liftsOptional: true) { (moment) throws(EvaluationError) in
            guard case .timestamp(let instant) = moment else {
                throw EvaluationError(.type, "until takes a timestamp")
            }
            return .host(SpanObject(.until(instant)))
        }.gives(span, for: .timestamp),
        Function("unstated") { (reason) throws(EvaluationError) in
            guard case .string(let text) = reason else {
                throw EvaluationError(.type, "unstated takes a string")
            }
            return .host(SpanObject(.unstated(text)))
        }.gives(span, for: .string),
    ]

    /// `<item>.reached(state)`.
    package static let reached = Function("reached", isMember: true, arity: 1...1) {
        call throws(Function.Refusal) in
        let name = try call.literalString(1, of: "the state")
        guard let state = Milestone(rawValue: name) else {
            throw Function.Refusal(
                "'\(name)' is not a state",
                argument: 1,
                hint: didYouMean(name, among: Milestone.allCases.map(\.rawValue))
            )
        }
        return .binary { (value, _) throws(EvaluationError) in
            guard case .host(let object) = value, let item = object as? any ItemObject else {
                throw EvaluationError(
                    .type,
                    "reached is asked of an item, not of \(value.typeName)"
                )
            }
            return .bool(item.reached(state))
        }
    }.gives(.bool, for: .object(ObjectType("item", [])), .string).asking(for: "at")

    /// `isWorkday(timestamp)` by a region's calendar; an unpublished year is an error.
    package static func isWorkday(_ calendar: WorkCalendar) -> Function {
        Function("isWorkday", liftsOptional: true) { (moment) throws(EvaluationError) in
            guard case .timestamp(let instant) = moment else {
                throw EvaluationError(.type, "isWorkday takes a timestamp")
            }
            let day = instant.day().day
            guard let answer = calendar.isWorkday(day) else {
                throw EvaluationError(.range, "the schedule of \(day.parts.year) is not published")
            }
            return .bool(answer)
        }.gives(.bool, for: .timestamp)
    }

    private static func whole(_ value: CELValue, _ name: String) throws(EvaluationError) -> Int {
        guard case .int(let number) = value else {
            throw EvaluationError(.type, "\(name) takes a whole number")
        }
        guard (0...countMax).contains(number) else {
            throw EvaluationError(.range, "\(name) takes a number from 0 to \(countMax)")
        }
        return Int(number)
    }
}
