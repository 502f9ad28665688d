internal import Values

/// Turns the rows of one message into a tree and collects everything that does not fit.
struct CSVDecoder {
    private let plan: CSVPlan
    private let limits: Limits
    private let bytes: [UInt8]
    private var scanner: CSVScanner
    private var problems: ProblemList
    /// Field of the plan → column of the message.
    private var columns: [Int]

    init(plan: CSVPlan, limits: Limits, bytes: [UInt8], from start: Int) {
        self.plan = plan
        self.limits = limits
        self.bytes = bytes
        scanner = CSVScanner(bytes[start...], plan: plan)
        problems = ProblemList(max: limits.problemsMax)
        columns = Array(plan.flat.fields.indices)
    }

    mutating func decode() throws(Problems) -> Value {
        if plan.hasHeader { try readHeader() }
        var records: [Value] = []
        var number = 0
        while !scanner.isAtEnd, !problems.isFull {
            guard number < limits.countMax else {
                problems.note(.tooMany("条记录", max: limits.countMax, at: Place(wire: "报文")))
                break
            }
            do throws(CSVFault) {
                let start = scanner.at
                let cells = try scanner.row()
                if let record = record(cells, number, from: start) { records.append(record) }
            } catch {
                note(error, number)
                guard error.isContained else { break }
                scanner.skipRow()
            }
            number += 1
        }
        if !plan.flat.isArray, number != 1, problems.isEmpty {
            problems.note(
                Problem(
                    code: "record",
                    place: Place(wire: "报文"),
                    expected: "应恰好有1条记录",
                    found: "\(number)条记录"
                )
            )
        }
        try problems.throwIfAny()
        return plan.flat.isArray ? .array(records) : records[0]
    }

    // MARK: Header

    /// Finds each column by its name: a partner may have them in another order.
    private mutating func readHeader() throws(Problems) {
        guard !scanner.isAtEnd else {
            throw Problems([header("record", "首行应为列名", "报文为空", nil)])
        }
        let cells: [CSVCell]
        do throws(CSVFault) {
            cells = try scanner.row()
        } catch {
            throw Problems([problem(error, in: "表头 第\(error.column + 1)列", Pointer())])
        }
        var found = [Int?](repeating: nil, count: plan.flat.fields.count)
        for (column, cell) in cells.enumerated() where !problems.isFull {
            let name = shown(cell.content)
            guard let index = plan.flat.index(of: cell.content, from: column) else {
                problems.note(header("unknown-field", "应为契约规定的列", "“\(name)”", (column, cell)))
                continue
            }
            if found[index] != nil {
                problems.note(header("duplicate-field", "列名不应重复", "“\(name)”", (column, cell)))
            }
            found[index] = column
        }
        for (index, field) in plan.flat.fields.enumerated() where found[index] == nil {
            problems.note(header("missing", "表头应有“\(field.wireName)”列", "缺失", nil))
        }
        try problems.throwIfAny()
        columns = found.compactMap(\.self)
    }

    private func header(
        _ code: String,
        _ expected: String,
        _ found: String,
        _ cell: (column: Int, CSVCell)?
    ) -> Problem {
        let wire = cell.map { " 第\($0.column + 1)列 \(FlatPlan.bytes($0.1.whole))" } ?? ""
        return Problem(
            code: code,
            place: Place(wire: "表头\(wire)"),
            expected: expected,
            found: found
        )
    }

    private func shown(_ bytes: ArraySlice<UInt8>) -> String {
        let text = try? plan.flat.charset.text(bytes)
        return text.map { Problem.excerpt($0) } ?? "不是 \(plan.flat.charset.rawValue) 编码的文字"
    }

    // MARK: Records

    private mutating func record(_ cells: [CSVCell], _ number: Int, from start: Int) -> Value? {
        guard cells.count == columns.count else {
            let bytes = start..<(cells.last?.whole.upperBound ?? start)
            problems.note(
                Problem(
                    code: "record",
                    place: plan.place(ofRecord: number, bytes),
                    expected: "每条记录应有\(columns.count)列",
                    found: described(cells)
                )
            )
            return nil
        }
        var object = Object()
        object.reserveCapacity(cells.count)
        for (index, field) in plan.flat.fields.enumerated() where !problems.isFull {
            let cell = cells[columns[index]]
            let plan = plan
            let place = { plan.place(of: index, record: number, cell.whole) }
            do throws(Problem) {
                let text = try plan.flat.text(
                    cell.content,
                    limits,
                    .tabAndLineEnds,
                    place: place
                )
                guard let value = try field.value(of: text, place: place) else { continue }
                _ = object.append(field.name, value)
            } catch {
                problems.note(error)
            }
        }
        return .object(object)
    }

    private func described(_ cells: [CSVCell]) -> String {
        guard let only = cells.first, cells.count == 1, !only.isQuoted else {
            return "\(cells.count)列"
        }
        if only.content.isEmpty { return "空行" }
        return only.content.elementsEqual([0x1A]) ? "文件结束符 1A" : "1列"
    }

    private mutating func note(_ fault: CSVFault, _ number: Int) {
        let pointer = plan.flat.pointer(number)
        let name = columns.firstIndex(of: fault.column).map { plan.flat.fields[$0].wireName }
        let column = name.map { plan.hasHeader ? "“\($0)”列" : "第\(fault.column + 1)列“\($0)”" }
        let wire = "\(FlatPlan.record(number)) \(column ?? "第\(fault.column + 1)列")"
        problems.note(problem(fault, in: wire, pointer))
    }

    private func problem(_ fault: CSVFault, in wire: String, _ pointer: Pointer) -> Problem {
        let quote = String(decoding: [plan.quote], as: UTF8.self)
        let (expected, found): (String, String) =
            switch fault.kind {
            case .strayQuote: ("未加引号的字段内不应有引号 \(quote)", "第\(fault.at + 1)字节的 \(quote)")
            case .textBehindQuote: ("引号结束后应为分隔符或行尾，字段内的引号应写作 \(quote)\(quote)", excerpt(fault.at))
            case .unclosed: ("字段的引号 \(quote) 应成对", "至报文结束未见结束的引号")
            case .strayLineEnd:
                (
                    "每行应以\(plan.endDescribed)结束，字段内的换行应置于引号内",
                    "单独的\(bytes[fault.at] == 0x0D ? "回车（0D）" : "换行（0A）")"
                )
            }
        let range = fault.start..<(max(fault.at, fault.start) + 1)
        return Problem(
            code: "csv",
            place: Place(pointer, wire: "\(wire) \(FlatPlan.bytes(range))"),
            expected: expected,
            found: found
        )
    }

    /// A few characters from an offset on, whatever is cut off at their end.
    private func excerpt(_ at: Int) -> String {
        var rest = bytes[at...].prefix(24)
        for _ in 0..<4 {
            if let text = try? plan.flat.charset.text(rest) {
                return "“\(Problem.excerpt(text, max: 12))”"
            }
            rest = rest.dropLast()
        }
        return "第\(at + 1)字节"
    }
}
