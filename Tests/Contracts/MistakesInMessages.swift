extension Mistake {
    private static let water = "toy/water/contract.yaml"
    private static let order = "toy/water/order.map.yaml"
    private static let application = "toy/program/application.map.yaml"

    static let messages: [Mistake] = [
        Mistake(
            water,
            "contract: toy/water",
            "contract: toy/gas",
            "1:11: error LB2030: this contract stands in toy/water, so it is 'contract: toy/water'"
        ),
        Mistake(
            water,
            "format: json",
            "format: jsno",
            "3:9: error LB2017: format is not 'jsno' (did you mean 'json'?)"
        ),
        Mistake(
            water,
            "charset: UTF-8",
            "charset: UTF8",
            "4:10: error LB2017: charset is not 'UTF8' (did you mean 'UTF-8'?)"
        ),
        Mistake(
            water,
            "- hmac-sm3: {",
            "- hmac-sm: {",
            "8:5: error LB2112: there is no step 'hmac-sm' (did you mean 'hmac-sm3'?)"
        ),
        Mistake(
            water,
            "key: sign,",
            "key: sing,",
            "8:47: error LB2113: the contract names no key 'sing' (add it to keys: in contract.yaml)"
        ),
        Mistake(
            water,
            ", text: hex }",
            " }",
            "8:5: error LB2013: hmac-sm3 needs text"
        ),
        Mistake(
            water,
            "text: hex",
            "text: octal",
            "8:68: error LB2017: text is not 'octal' (known are hex, HEX, base64)"
        ),
        Mistake(
            water,
            "within: 60s",
            "within: 1m",
            "10:39: error LB2114: within is a number of seconds from 1 to 86400"
        ),
        Mistake(
            water,
            "- headers: { X-Time",
            "- add: { X-Time",
            "9:5: error LB2111: the moment of an attempt may flow into headers only (a message keeps its body bytes for ever: use message.time or message.millis)"
        ),
        Mistake(
            water,
            "kind: { NEW: \"1\"",
            "kind: { NEW: 1.5",
            "12:16: error LB2021: a code is a text or a whole number (quote it where it looks like something else)"
        ),
        Mistake(
            water,
            "connected: C",
            "connected: A",
            "toy/water/reply.map.yaml:3:17: error LB2107: decode(): code table 'state' cannot be read: 'A' stands for accepted and connected"
        ),
        Mistake(
            water,
            "keys: [sign]",
            "keys: sign",
            "6:7: error LB2016: keys is a list",
            "8:47: error LB2113: the contract names no key 'sign' (add it to keys: in contract.yaml)"
        ),
        Mistake(
            order,
            "no: item.number",
            "on: item.number",
            "2:3: error LB2082: the message has no field 'on' (did you mean 'no'?)",
            "2:3: error LB2087: the message needs 'no', and nothing gives it"
        ),
        Mistake(
            order,
            "phone: app",
            "phnoe: app",
            "4:3: error LB2082: the message has no field 'phnoe' (did you mean 'phone'?)"
        ),
        Mistake(
            order,
            "item.number",
            "item.number +",
            "2:20: error LB2101: expected a value, found the end"
        ),
        Mistake(
            order,
            "item.number",
            "itme.number",
            "2:7: error LB2103: there is no 'itme' here (did you mean 'item'?)"
        ),
        Mistake(
            order,
            "code('kind'",
            "code('knid'",
            "5:14: error LB2107: code(): there is no code table 'knid' (did you mean 'kind'?)"
        ),
        Mistake(
            order,
            "code('kind'",
            "code(app.name",
            "5:14: error LB2107: code(): the code table has to be a literal string"
        ),
        Mistake(
            order,
            "    $as: m\n",
            "",
            "7:5: error LB2083: $each needs $as and $do"
        ),
        Mistake(
            order,
            "$each",
            "$every",
            "7:5: error LB2081: there is no directive '$every' (directives are $each $as $index $do $when $value $fit $replace)",
            "8:5: error LB2081: there is no directive '$as' (directives are $each $as $index $do $when $value $fit $replace)",
            "9:5: error LB2081: there is no directive '$do' (directives are $each $as $index $do $when $value $fit $replace)"
        ),
        Mistake(
            order,
            "$fit: truncate",
            "$fit: cut",
            "3:35: error LB2085: $fit is truncate or refuse"
        ),
        Mistake(
            order,
            "{ $value: app.name, $fit: truncate }",
            "{ $value: app.name, $when: true }",
            "3:29: error LB2081: '$when' does not stand beside $value"
        ),
        Mistake(
            order,
            "phone: app.?phone",
            "phone: { $value: app.?phone, $fit: truncate }",
            "4:38: error LB2086: $fit: truncate needs a length to cut to (give the field a maxLength, or a width in a fixed-width record)"
        ),
        Mistake(
            order,
            "phone: app.?phone",
            "phone: [app.?phone]",
            "4:10: error LB2080: a list stands here, but its place in the message is no list"
        ),
        Mistake(
            order,
            "body:",
            "bdoy:",
            "1:1: error LB2011: a map has no key 'bdoy' (did you mean 'body'?)",
            "1:1: error LB2013: body is missing"
        ),
        Mistake(
            order,
            "body:",
            "let: { a: [1] }\nbody:",
            "1:11: error LB2035: an expression stands here"
        ),
        Mistake(
            order,
            "  no: item.number\n",
            "",
            "2:3: error LB2087: the message needs 'no', and nothing gives it"
        ),
        Mistake(
            application,
            "kind: decode('kind', input.?zl)",
            "kinds: decode('kind', input.?zl)",
            "4:3: error LB2082: the message has no field 'kinds' (did you mean 'kind'?)"
        ),
        Mistake(
            application,
            "input.mc",
            "app.mc",
            "3:9: error LB2103: there is no 'app' here (an expression here reads party, region, input)"
        ),
        Mistake(
            application,
            "  number: input.lsh\n",
            "",
            "2:3: error LB2087: the message needs 'number', and nothing gives it"
        ),
        Mistake(
            "toy/water/order.schema.json",
            "\"maxLength\": 6",
            "\"maxLenght\": 6",
            "6:33: error LB1102: unknown keyword 'maxLenght' (did you mean 'maxLength'?)"
        ),
        Mistake(
            "toy/water/order.schema.json",
            "\"type\": \"array\"",
            "\"type\": \"arrya\"",
            "9:24: error LB1106: unknown type 'arrya' (did you mean 'array'?)"
        ),
    ]
}
