import Examples
import Values

extension TestReport {
    /// For programs; paths are below the contracts folder.
    var json: Value {
        var object = Object([
            ("folder", .string(folder)), ("ok", .bool(isGreen)),
            ("milliseconds", .int(Int(time / .milliseconds(1)))),
            ("examples", .array(stories.map(\.json))),
        ])
        if !rewritten.isEmpty {
            object["written"] = .array(rewritten.map { .string($0.path) })
        }
        object["coverage"] = coverage?.json
        return .object(object)
    }
}

extension StoryReport {
    fileprivate var json: Value {
        var object = Object([
            ("name", .string(name)), ("title", .string(title)), ("ok", .bool(isGreen)),
            ("steps", .int(stepCount)),
        ])
        if rowCount > 0 { object["rows"] = .int(rowCount) }
        object["faults"] = .array(faults.map(\.json))
        object["failures"] = .array(failures.map(\.json))
        return .object(object)
    }
}

extension Object {
    /// The file, line and column of a finding.
    fileprivate init(_ span: SourceSpan) {
        self.init([
            ("file", .string(span.file)), ("line", .int(span.line)), ("column", .int(span.column)),
        ])
    }
}

extension Diagnostic {
    fileprivate var json: Value {
        var object = Object(span)
        object["code"] = .string(code)
        object["message"] = .string(message)
        object["hint"] = hint.map { .string($0) }
        return .object(object)
    }
}

extension StepFailure {
    fileprivate var json: Value {
        var object = Object(span)
        object["kind"] = .string(kind.rawValue)
        object["message"] = .string(message)
        object["expected"] = expected.map { .string($0) }
        object["found"] = found.map { .string($0) }
        if !notes.isEmpty { object["notes"] = Value(notes) }
        if let difference {
            object["offset"] = .int(difference.bytes.offset)
            if !difference.fields.isEmpty {
                object["fields"] = .array(difference.fields.map(\.json))
            }
        }
        return .object(object)
    }
}

extension MessageDifference.Field {
    fileprivate var json: Value {
        var object = Object([
            ("pointer", .string(pointer.description)), ("place", .string(place)),
        ])
        object["title"] = title.map { .string($0) }
        object["expected"] = expected.map { .string($0) }
        object["found"] = found.map { .string($0) }
        return .object(object)
    }
}

extension Coverage {
    fileprivate var json: Value {
        var object = Object()
        for (kind, name) in [(Kind.leaf, "leaves"), (.code, "codes"), (.rule, "rules")] {
            let (reached, all) = count(kind)
            object[name] = ["reached": .int(reached), "all": .int(all)]
        }
        object["notReached"] = .array(
            entries.filter { !$0.isReached }.map { entry in
                var its = Object(entry.span)
                its["kind"] = .string(entry.kind.rawValue)
                its["text"] = .string(entry.text)
                its["lacks"] = Value(entry.lacks)
                return .object(its)
            }
        )
        object["limits"] = .array(
            limits.map { limit in
                var its = Object(limit.span)
                its["id"] = .string(limit.id)
                its["started"] = .bool(limit.hasStarted)
                its["warned"] = .bool(limit.hasWarned)
                its["overdue"] = .bool(limit.wasOverdue)
                return .object(its)
            }
        )
        return .object(object)
    }
}
