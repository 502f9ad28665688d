import Schemas
import Testing
import Values

@Suite struct ValidationTests {
    /// Schema, value, findings.
    @Test(arguments: [
        (
            "{\"title\":\"用水量(m³/时)\",\"type\":\"number\",\"exclusiveMinimum\":0}", "-3",
            [" range 用水量(m³/时)：应大于 0，实为 -3"]
        ),
        ("{\"title\":\"户数\",\"type\":\"integer\"}", "1.5", [" type 户数：应为整数，实为 1.5"]),
        ("{\"title\":\"户数\",\"type\":\"integer\"}", "\"3\"", [" type 户数：应为整数，实为“3”"]),
        ("{\"type\":[\"string\",\"null\"]}", "[1,2]", [" type 应为字符串或空值（null），实为 2 项的数组"]),
        ("{\"title\":\"a\",\"minLength\":1}", "\"\"", [" length a：不得为空，实为空字符串"]),
        ("{\"title\":\"a\",\"minLength\":2}", "\"电\"", [" length a：不得少于 2 个字符，实有 1 个字符"]),
        ("{\"title\":\"a\",\"maxLength\":2}", "\"新装用\"", [" length a：不得超过 2 个字符，实有 3 个字符"]),
        (
            "{\"title\":\"a\",\"enum\":[\"新装\",\"报修\",\"\"]}", "\"新建\"",
            [" enum a：应为下列之一：新装、报修、空字符串，实为“新建”"]
        ),
        ("{\"title\":\"a\",\"enum\":[10,20]}", "30", [" enum a：应为下列之一：10、20，实为 30"]),
        ("{\"title\":\"a\",\"const\":\"RH\"}", "\"RX\"", [" enum a：应为“RH”，实为“RX”"]),
        ("{\"title\":\"a\",\"const\":1}", "null", [" enum a：应为 1，实为空值（null）"]),
        ("{\"pattern\":\"^\\\\d{8}$\"}", "\"2024-1\"", [" pattern 应为 8 位数字，实为“2024-1”"]),
        ("{\"pattern\":\"^\\\\d{2,4}$\"}", "\"a\"", [" pattern 应为 2 至 4 位数字，实为“a”"]),
        ("{\"pattern\":\"^A\"}", "\"b\"", [" pattern 应符合格式 ^A，实为“b”"]),
        ("{\"minimum\":0.5,\"maximum\":10}", "0.49", [" range 不得小于 0.5，实为 0.49"]),
        ("{\"multipleOf\":0.01}", "0.075", [" range 应为 0.01 的整数倍，实为 0.075"]),
        (
            "{\"title\":\"日期\",\"format\":\"date\"}", "\"2024/9/1\"",
            ["日期：应为 yyyy-MM-dd 格式的日期，实为“2024/9/1”"].map { " format \($0)" }
        ),
        ("{\"minItems\":1}", "[]", [" count 不得少于 1 项，实为 0 项的数组"]),
        ("{\"uniqueItems\":true}", "[1,\"a\",1.0]", [" duplicate 各项不得重复，实有第 1 项与第 3 项相同"]),
        (
            "{\"contains\":{\"title\":\"营业执照\",\"const\":1}}", "[2]",
            [" count “营业执照”不得少于 1 项，实有 0 项"]
        ),
        ("{\"not\":{\"title\":\"外地企业\",\"const\":1}}", "1", [" choice 不得为“外地企业”，实为 1"]),
        (
            "{\"propertyNames\":{\"maxLength\":1}}", "{\"ab\":1}",
            ["/ab name ab：字段名不得超过 1 个字符，实为“ab”"]
        ),
        ("{\"minProperties\":1}", "{}", [" count 字段不得少于 1 个，实为 0 个字段的对象"]),
        ("{\"title\":\"a\",\"say\":\"请按户口本填写姓名\",\"type\":\"string\"}", "1", [" type 请按户口本填写姓名"]),
    ])
    func says(_ text: String, _ instance: String, _ expected: [String]) throws {
        #expect(try findings(schema(text), instance) == expected)
    }

    static let application = """
        type: object
        required: [sblsh, ys, cl]
        properties:
          sblsh: { title: 申报流水号, type: string, maxLength: 50 }
          ys:
            title: 用水报装
            type: object
            required: [ywlx, ysl]
            properties:
              ywlx: { title: 业务类型, enum: [新装, 报修] }
              ysl: { title: 用水量(m³/时), type: number, exclusiveMinimum: 0, say: 用水量请填写大于 0 的数 }
              sqrl: { title: 申请容量, type: number }
              rldw: { title: 容量单位, enum: [千伏安, 千瓦] }
            dependentRequired: { sqrl: [rldw] }
          dm: { title: 统一社会信用代码, type: string, format: uscc }
          cl:
            title: 材料
            type: array
            items:
              type: object
              required: [clid]
              properties: { clid: { type: string }, sm3: { type: string } }
        """

    @Test func namesEveryBadField() throws {
        let schema = try schema(Self.application)
        #expect(
            try findings(
                schema,
                """
                {"sblsh": 7, "ys": {"ywlx": "新建", "ysl": -3, "sqrl": 1, "x": 1},
                 "dm": "91410823MA9K7Q2W5E", "cl": [{"clid": "a"}, {"sm3": 5}], "extra": {}}
                """
            )
                == [
                    "/sblsh type 申报流水号：应为字符串，实为 7",
                    "/ys/ywlx enum 业务类型：应为下列之一：新装、报修，实为“新建”",
                    "/ys/ysl range 用水量请填写大于 0 的数",
                    "/ys/x extra 用水报装 x：不允许的字段",
                    "/ys/rldw missing 容量单位：填写“申请容量”时必填",
                    "/dm format warning 统一社会信用代码：统一社会信用代码校验码不符（按 GB 32100-2015 应为 D），请核对，实为“91410823MA9K7Q2W5E”",
                    "/cl/1/sm3 type 材料第 2 项 sm3：应为字符串，实为 5",
                    "/cl/1/clid missing 材料第 2 项 clid：必填",
                    "/extra extra extra：不允许的字段",
                ]
        )
    }

    @Test func tellsPlacesAndParts() throws {
        let schema = try schema(Self.application)
        let found = try schema.validate(value("{\"sblsh\": \"a\", \"cl\": []}"))
        let violation = try #require(found.first)
        #expect(found.count == 1)
        #expect(violation.pointer.description == "/ys")
        #expect(violation.keyword == "required")
        #expect(violation.title == "用水报装")
        #expect((violation.expected, violation.found) == ("必填", ""))
        #expect(violation.span == SourceSpan(file: "a.schema.json", line: 2, column: 19, length: 2))
        let problem = violation.problem
        #expect((problem.code, problem.say) == ("missing", "用水报装：必填"))
        #expect(problem.place.wire == "/ys")
        let wrong = try schema.validate(
            value("{\"sblsh\": \"a\", \"cl\": [], \"ys\": {\"ywlx\": \"新装\", \"ysl\": 0}}")
        )
        #expect(wrong.first?.span.description == "a.schema.json:11:64")
        #expect((wrong.first?.expected, wrong.first?.found) == ("应大于 0", "0"))
    }

    @Test func warningsAreNoErrors() throws {
        let schema = try schema("{\"format\": \"uscc\"}")
        #expect(try schema.isValid(value("\"91410823MA9K7Q2W5E\"")))
        #expect(try schema.validate(value("\"91410823MA9K7Q2W5E\"")).map(\.level) == [.warning])
        var options = SchemaOptions.contract
        options.strictFormats = [.uscc]
        let strict = try Schema.compile(node("{\"format\": \"uscc\"}"), options: options)
        #expect(try !strict.isValid(value("\"91410823MA9K7Q2W5E\"")))
        #expect(try strict.validate(value("\"91410823MA9K7Q2W5E\"")).map(\.level) == [.error])
    }

    @Test func warningsOfTheBranchThatApplies() throws {
        let text = """
            { "anyOf": [{ "type": "integer" }, { "format": "uscc", "type": "string" }], "not": { "type": "string", "format": "project-code" } }
            """
        #expect(
            try findings(schema(text), "\"91410823MA9K7Q2W5E\"").map { $0.prefix(16) } == [
                " format warning "
            ]
        )
        #expect(try findings(schema(text), "1") == [])
    }

    // Schema, value, what is refused: an object is closed where it declares its fields, whole.
    @Test(arguments: [
        ("{\"properties\":{\"a\":true}}", "{\"a\":1,\"b\":2}", ["/b"]),
        ("{\"type\":\"object\"}", "{\"a\":1}", []),
        ("{\"properties\":{\"a\":true},\"additionalProperties\":true}", "{\"b\":2}", []),
        ("{\"properties\":{\"a\":true},\"patternProperties\":{\"^x\":true}}", "{\"b\":2}", []),
        (
            "{\"properties\":{\"a\":true},\"allOf\":[{\"properties\":{\"b\":true}}]}",
            "{\"a\":1,\"b\":2,\"c\":3}", ["/c"]
        ),
        (
            "{\"properties\":{\"a\":true},\"if\":{\"properties\":{\"a\":{\"const\":1}}},\"then\":{\"properties\":{\"b\":true}}}",
            "{\"a\":1,\"b\":2}", []
        ),
        (
            "{\"properties\":{\"a\":true},\"if\":{\"properties\":{\"a\":{\"const\":1}}},\"then\":{\"properties\":{\"b\":true}}}",
            "{\"a\":2,\"b\":2}", ["/b"]
        ),
        (
            "{\"properties\":{\"a\":true},\"$ref\":\"#/$defs/b\",\"$defs\":{\"b\":{\"properties\":{\"b\":true}}}}",
            "{\"a\":1,\"b\":2,\"c\":3}", ["/c"]
        ),
        (
            "{\"$ref\":\"#/$defs/b\",\"$defs\":{\"b\":{\"properties\":{\"b\":true}}}}",
            "{\"a\":1,\"b\":2}", ["/a"]
        ),
        (
            "{\"oneOf\":[{\"properties\":{\"a\":{\"properties\":{\"x\":true}}}},false]}",
            "{\"a\":{\"y\":1},\"b\":2}", []
        ),
        ("{\"items\":{\"properties\":{\"a\":true}}}", "[{\"a\":1},{\"b\":1}]", ["/1/b"]),
    ])
    func closesObjects(_ text: String, _ instance: String, _ expected: [String]) throws {
        let closed = try schema(text).validate(value(instance))
        #expect(closed.map(\.pointer.description) == expected)
        #expect(closed.allSatisfy { $0.code == "extra" })
        #expect(try schema(text, SchemaOptions()).validate(value(instance)) == [])
    }

    // Schema, value, findings: of several branches the one that was meant.
    @Test(arguments: [
        (
            "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}", "true",
            [" choice 应为字符串或整数，实为 true"]
        ),
        (
            "{\"title\":\"状态\",\"oneOf\":[{\"const\":\"S\",\"title\":\"受理\"},{\"const\":\"F\"}]}",
            "\"X\"", [" choice 状态：应为下列之一：S、F，实为“X”"]
        ),
        (
            "{\"anyOf\":[{\"type\":\"string\",\"maxLength\":2},{\"type\":\"object\"}]}", "\"abc\"",
            [" length 不得超过 2 个字符，实有 3 个字符"]
        ),
        (
            "{\"oneOf\":[{\"properties\":{\"k\":{\"const\":\"A\"},\"n\":{\"type\":\"integer\"}}},{\"properties\":{\"k\":{\"const\":\"B\"},\"n\":{\"type\":\"string\"}}}]}",
            "{\"k\":\"B\",\"n\":1}", ["/n type n：应为字符串，实为 1"]
        ),
        (
            "{\"oneOf\":[{\"title\":\"个人\",\"minimum\":1},{\"title\":\"企业\",\"minimum\":2}]}", "3",
            [" choice 只能符合一种情形，现同时符合“个人”、“企业”，实为 3"]
        ),
        (
            "{\"anyOf\":[{\"title\":\"个人\",\"type\":\"object\",\"minProperties\":1},{\"title\":\"企业\",\"type\":\"object\",\"minProperties\":1}]}",
            "3", [" choice 应为下列之一：个人、企业，实为 3"]
        ),
        (
            "{\"anyOf\":[{\"type\":\"object\",\"minProperties\":1},{\"type\":\"array\",\"minItems\":1}]}",
            "3", [" choice 不符合任何一种允许的形式，实为 3"]
        ),
    ])
    func choosesTheBranch(_ text: String, _ instance: String, _ expected: [String]) throws {
        #expect(try findings(schema(text), instance) == expected)
    }

    @Test func theReferringSchemaSpeaksFirst() throws {
        let text = """
            $defs:
              phone: { title: 电话, type: string, format: phone-cn }
            properties:
              lxdh: { $ref: '#/$defs/phone', title: 联系电话 }
              dldh: { $ref: '#/$defs/phone', say: 请填写代理人电话 }
              sj: { $ref: '#/$defs/phone' }
            """
        #expect(
            try findings(schema(text), "{\"lxdh\": 1, \"dldh\": 2, \"sj\": 3}")
                == [
                    "/lxdh type 联系电话：应为字符串，实为 1", "/dldh type 请填写代理人电话",
                    "/sj type 电话：应为字符串，实为 3",
                ]
        )
    }

    @Test func comparesNumbersByWorth() throws {
        let schema = try schema("{\"enum\": [1.0, 100, 0]}")
        for text in ["1", "1.0", "10e-1", "1e2", "-0", "0.0e5"] {
            #expect(try schema.isValid(value("[\(text)]")) == false)
            #expect(try schema.isValid(value(text)), "\(text)")
        }
        #expect(try !schema.isValid(value("1.00000000000000000001")))
    }

    @Test(arguments: [
        ("0.01", "19.90", true), ("0.01", "19.905", false), ("0.01", "1e-2", true),
        ("3", "9e20", true),
        ("3", "1e21", false), ("0.0001", "0.0075", true), ("1e-8", "12391239123", true),
        ("0.3", "0.9", true), ("1e308", "1", false), ("7", "-21", true),
        ("0.123456789", "1e308", false),
    ])
    func dividesExactly(_ divisor: String, _ number: String, _ expected: Bool) throws {
        #expect(try schema("{\"multipleOf\": \(divisor)}").isValid(value(number)) == expected)
    }

    @Test func textsAreComparedByCodePoints() throws {
        let schema = try schema("{\"enum\": [\"\\u00e9\"]}")
        #expect(try schema.isValid(value("\"\\u00e9\"")))
        #expect(try !schema.isValid(value("\"e\\u0301\"")))
    }
}
