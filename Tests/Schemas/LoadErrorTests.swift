import Schemas
import Testing
import Values

@Suite struct LoadErrorTests {
    @Test(arguments: [
        ("[]", ["1:1 LB1101 a schema is an object, true or false, not a list"]),
        ("{\"items\": 3}", ["1:11 LB1101 a schema is an object, true or false, not '3'"]),
        ("{\"typ\": \"string\"}", ["1:2 LB1102 unknown keyword 'typ' [did you mean 'type'?]"]),
        (
            "{\"maxlength\": 3}",
            ["1:2 LB1102 unknown keyword 'maxlength' [did you mean 'maxLength'?]"]
        ),
        ("{\"x-order\": 3}", ["1:2 LB1102 unknown keyword 'x-order'"]),
        ("{\"title\": 3}", ["1:11 LB1103 'title' must be a string, not '3' [put it in quotes]"]),
        ("{\"say\": \"\"}", ["1:9 LB1104 'say' says nothing"]),
        ("{\"properties\": []}", ["1:16 LB1103 'properties' must be an object, not a list"]),
        (
            "{\"required\": \"a\"}",
            ["1:14 LB1103 'required' must be a list of names, not the string 'a'"]
        ),
        (
            "{\"required\": [1]}",
            ["1:15 LB1103 'required' must list names, not '1' [put it in quotes]"]
        ),
        (
            "{\"uniqueItems\": \"true\"}",
            ["1:17 LB1103 'uniqueItems' must be true or false, not the string 'true'"]
        ),
        (
            "{\"items\": [true]}",
            [
                "1:11 LB1103 'items' must be one schema, not a list [write 'prefixItems' for a list of schemas]"
            ]
        ),
        ("{\"minimum\": \"0\"}", ["1:13 LB1103 'minimum' must be a number, not the string '0'"]),
        (
            "type: null",
            ["1:7 LB1103 'type' must be the name of a type, not null [write \"null\" in quotes]"]
        ),
        (
            "{\"personal\": \"phon\"}",
            [
                "1:14 LB1103 'personal' must be one of name, id, phone, address, certificate, account, not the string 'phon' [did you mean 'phone'?]"
            ]
        ),
        (
            "{\"minLength\": -1}",
            ["1:15 LB1104 'minLength' must be a whole number from 0 on, not -1"]
        ),
        (
            "{\"maxItems\": 1.5}",
            ["1:14 LB1104 'maxItems' must be a whole number from 0 on, not 1.5"]
        ),
        (
            "{\"multipleOf\": 0}",
            ["1:16 LB1104 'multipleOf' must be greater than 0 with at most 18 digits, not 0"]
        ),
        (
            "{\"multipleOf\": 0.12345678901234567891}",
            [
                "1:16 LB1104 'multipleOf' must be greater than 0 with at most 18 digits, not 0.12345678901234567891"
            ]
        ),
        (
            "{\"record\": {\"length\": 0, \"separator\": \"||\"}}",
            [
                "1:23 LB1104 'length' must be greater than 0",
                "1:39 LB1104 'separator' must be one character, not '||'",
            ]
        ),
        ("{\"$dynamicRef\": \"#a\"}", ["1:2 LB1105 '$dynamicRef' is not supported [write '$ref']"]),
        ("{\"definitions\": {}}", ["1:2 LB1105 'definitions' is not supported [write '$defs']"]),
        (
            "{\"type\": \"int\"}",
            [
                "1:10 LB1106 unknown type 'int' [types are string, integer, number, boolean, object, array, null]"
            ]
        ),
        (
            "{\"type\": [\"strnig\"]}",
            ["1:11 LB1106 unknown type 'strnig' [did you mean 'string'?]"]
        ),
        ("{\"required\": [\"a\", \"a\"]}", ["1:20 LB1107 'required' lists 'a' twice"]),
        ("{\"enum\": [1, 1.0]}", ["1:14 LB1107 'enum' lists '1.0' twice"]),
        ("{\"enum\": []}", ["1:10 LB1108 'enum' lists nothing"]),
        ("{\"allOf\": []}", ["1:11 LB1108 'allOf' lists nothing"]),
        (
            "{\"$schema\": \"http://json-schema.org/draft-07/schema#\"}",
            [
                "1:13 LB1109 the dialect 'http://json-schema.org/draft-07/schema#' is not supported [write https://json-schema.org/draft/2020-12/schema or leave '$schema' out]"
            ]
        ),
        ("{\"$id\": \"a#b\"}", ["1:9 LB1110 '$id' must be a URI without a fragment, not 'a#b'"]),
        (
            "{\"$defs\": {\"a\": {\"$id\": \"x\"}, \"b\": {\"$id\": \"x\"}}}",
            ["1:44 LB1110 '$id' 'x' stands at two schemas"]
        ),
        (
            "{\"$anchor\": \"1\"}",
            ["1:13 LB1111 '$anchor' must be a name of letters, digits, '-', '_' and '.', not '1'"]
        ),
        (
            "{\"$ref\": \"other.schema.json\"}",
            [
                "1:10 LB1112 'other.schema.json' leads to another file [copy what is needed into '$defs' and refer to '#/$defs/…']"
            ]
        ),
        (
            "{\"$ref\": \"#/$defs/adress\", \"$defs\": {\"address\": true}}",
            [
                "1:10 LB1113 '#/$defs/adress' leads to no schema of this file [did you mean '#/$defs/address'?]"
            ]
        ),
        (
            "{\"$ref\": \"#\"}",
            [
                "1:10 LB1114 the schema refers to itself without going into the value [let one '$ref' of the circle stand below 'properties' or 'items']"
            ]
        ),
        (
            "{\"pattern\": \"^(a\"}",
            ["1:13 LB1115 the pattern '^(a' cannot be used: missing ): ^(a"]
        ),
        (
            "{\"pattern\": \"(?=a)b\"}",
            [
                "1:13 LB1115 the pattern '(?=a)b' cannot be used: lookahead cannot be matched in linear time, at character 3"
            ]
        ),
        (
            "{\"patternProperties\": {\"[\": true}}",
            [
                "1:24 LB1115 the pattern '[' cannot be used: a character class is not closed, at character 1"
            ]
        ),
        (
            "{\"format\": \"mobile\"}",
            [
                "1:12 LB1116 unknown format 'mobile' [formats are date, time, date-time, duration, uuid, ipv4, ipv6, email, uri, uri-reference, json-pointer, regex, uscc, resident-id, mobile-cn, phone-cn, project-code, real-estate-certificate, division-code]"
            ]
        ),
        (
            "{\"format\": \"datetime\"}",
            ["1:12 LB1116 unknown format 'datetime' [did you mean 'date-time'?]"]
        ),
        (
            "{\"xml\": {\"atribute\": true}}",
            ["1:10 LB1117 'xml' has no key 'atribute' [did you mean 'attribute'?]"]
        ),
        (
            "{\"properties\": {\"a\": {\"record\": {\"length\": 3}}}}",
            [
                "1:34 LB1117 'record' at a property has no key 'length' [keys are name, width, align, pad, impliedDecimals]"
            ]
        ),
        (
            "{\"required\": [\"nmae\"], \"properties\": {\"name\": true}}",
            [
                "1:15 LB1118 'nmae' is required, but 'properties' does not have it [did you mean 'name'?]"
            ]
        ),
    ])
    func refuses(_ text: String, _ expected: [String]) {
        #expect(complaints { _ = try schema(text) } == expected)
    }

    @Test func findsAllErrorsInOneRun() {
        let text = """
            type: object
            properties:
              名称: { type: strin, maxLenght: 3 }
              phone: { format: phone, $ref: '#/$defs/b' }
            """
        #expect(
            complaints { _ = try schema(text) }.map {
                $0.split(separator: " ").prefix(2).joined(separator: " ")
            }
                == ["3:15 LB1106", "3:22 LB1102", "4:20 LB1116", "4:33 LB1113"]
        )
    }

    @Test(arguments: [
        "{\"allOf\": [{\"$ref\": \"#\"}]}",
        "{\"not\": {\"anyOf\": [{\"if\": {\"$ref\": \"#/not\"}}]}}",
        "{\"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {\"$ref\": \"#/$defs/b\"}, \"b\": {\"oneOf\": [true, {\"$ref\": \"#/$defs/a\"}]}}}",
        "{\"dependentSchemas\": {\"a\": {\"$ref\": \"#\"}}}",
    ])
    func refusesCircles(_ text: String) {
        let found = complaints { _ = try schema(text) }
        #expect(!found.isEmpty && found.allSatisfy { $0.contains("LB1114") }, "\(found)")
    }

    @Test func passesOverUnknownKeywordsWhereAskedTo() throws {
        var options = SchemaOptions()
        options.refusesUnknownKeywords = false
        _ = try schema("{\"x-order\": 3}", options)
        #expect(complaints { _ = try schema("{\"$dynamicRef\": \"#\"}", options) }.count == 1)
    }
}
