extension Mistake {
    private static let region = "toy/region.yaml"
    private static let program = "toy/program/program.yaml"

    static let rules: [Mistake] = [
        Mistake(
            region,
            "region: toy",
            "regoin: toy",
            "1:1: error LB2011: a region has no key 'regoin' (did you mean 'region'?)",
            "1:1: error LB2013: region is missing"
        ),
        Mistake(
            region,
            "region: toy",
            "region: joy",
            "1:9: error LB2030: this region stands in toy/"
        ),
        Mistake(
            region,
            "code: \"410800\"\n",
            "",
            "1:1: error LB2013: code is missing"
        ),
        Mistake(
            region,
            "calendar: china",
            "calendar: chian",
            "4:11: error LB2060: there is no calendars/chian.yaml (limits need the legal calendar)"
        ),
        Mistake(
            region,
            "am: \"08:30-12:00\"",
            "am: \"08:30-25:00\"",
            "6:5: error LB2061: hours are written { from: \"01-01\", to: \"12-31\", am: \"08:30-12:00\", pm: \"14:30-18:00\" }"
        ),
        Mistake(
            region,
            "from: \"01-01\"",
            "from: \"02-30\"",
            "6:5: error LB2061: hours are written { from: \"01-01\", to: \"12-31\", am: \"08:30-12:00\", pm: \"14:30-18:00\" }"
        ),
        Mistake(
            region,
            "pm: \"14:30-18:00\" }",
            "pm: \"11:30-18:00\" }",
            "6:5: error LB2061: hours are written { from: \"01-01\", to: \"12-31\", am: \"08:30-12:00\", pm: \"14:30-18:00\" }"
        ),
        Mistake(
            region,
            "{ survey: lead }",
            "{ survey: laed }",
            "7:18: error LB2031: toy has no party 'laed' (did you mean 'lead'?)"
        ),
        Mistake(
            region,
            "kind: utility",
            "kind: utilty",
            "13:11: error LB2017: kind is not 'utilty' (did you mean 'utility'?)"
        ),
        Mistake(
            region,
            "kind: utility",
            "title: 重复",
            "13:5: error LB1004: the key 'title' stands here and at 12:5 (keep one of them)"
        ),
        Mistake(
            region,
            "contract: toy/water",
            "contract: toy/waters",
            "14:15: error LB2066: there is no toy/waters/contract.yaml"
        ),
        Mistake(
            region,
            "    parameters: { appId: lianban }\n",
            "",
            "11:3: error LB2062: party 'water' gives no parameter 'appId', which toy/water needs"
        ),
        Mistake(
            region,
            "{ appId: lianban }",
            "{ appId: lianban-too-long }",
            "11:3: error LB2063: parameter 'appId' of party 'water': 不得超过 8 个字符，实有 16 个字符"
        ),
        Mistake(
            region,
            "{ appId: lianban }",
            "{ appId: lianban, other: 1 }",
            "11:3: error LB2064: toy/water has no parameter 'other'"
        ),
        Mistake(
            region,
            "    keys: { sign: water-sign }",
            "",
            "11:3: error LB2065: party 'water' names no secret for the key 'sign' of toy/water (add keys: { sign: <name of the secret in the configuration> })"
        ),
        Mistake(
            "calendars/china.yaml",
            "from: \"2024-10-01\"",
            "from: \"2024-10-32\"",
            "6:28: error LB2094: '2024-10-32' is no day of 2024 (write \"2024-01-01\")"
        ),
        Mistake(
            "calendars/china.yaml",
            "from: \"2024-10-01\"",
            "from: \"2024-10-08\"",
            "6:9: error LB2091: a holiday ends on or after the day it begins"
        ),
        Mistake(
            "calendars/china.yaml",
            "to: \"2024-10-07\"",
            "to: \"2025-10-07\"",
            "6:46: error LB2094: '2025-10-07' is no day of 2024 (write \"2024-01-01\")"
        ),
        Mistake(
            "calendars/china.yaml",
            "[\"2024-09-29\",",
            "[\"2024-09-30\",",
            "7:16: error LB2092: 2024-09-30 is no Saturday or Sunday, so it is worked anyway"
        ),
        Mistake(
            "calendars/china.yaml",
            "\"2024-10-12\"]",
            "\"2024-10-05\"]",
            "7:30: error LB2093: 2024-10-05 stands among the days off too"
        ),
        Mistake(
            "calendars/china.yaml",
            "\"2024\":",
            "\"24\":",
            "3:3: error LB2090: '24' is not a year"
        ),
        Mistake(
            "calendars/china.yaml",
            "    source: 国办发明电〔2023〕7号\n",
            "",
            "3:3: error LB2013: source is missing"
        ),
        Mistake(
            program,
            "program: toy/program",
            "program: toy/porgram",
            "1:10: error LB2030: this program stands in toy/program, so it is 'program: toy/program'"
        ),
        Mistake(
            program,
            "from: [platform]",
            "from: [platfrom]",
            "3:17: error LB2031: toy has no party 'platfrom' (did you mean 'platform'?)"
        ),
        Mistake(
            program,
            "intake: { from: [platform] }\n",
            "",
            "1:1: error LB2013: intake is missing: name the parties whose applications are taken"
        ),
        Mistake(
            program,
            "app.?kind.orValue('NEW') == 'NEW' }",
            "app.?kind.orValue('NEW' }",
            "4:38: error LB2101: expected ')' to close the call, found the end"
        ),
        Mistake(
            program,
            "at: /name",
            "at: name",
            "6:46: error LB2032: 'name' is not a JSON Pointer (it begins with /)"
        ),
        Mistake(
            program,
            "at: /name",
            "at: /nmae",
            "6:46: error LB2037: the canonical application has no field /nmae (did you mean 'name'?)"
        ),
        Mistake(
            program,
            "at: /name",
            "at: /appointments/water/x",
            "6:46: error LB2037: the canonical application has no field /appointments/water/x"
        ),
        Mistake(
            program,
            "that: app.name != '无', ",
            "",
            "6:5: error LB2013: that is missing"
        ),
        Mistake(
            program,
            "that: app.name",
            "that: ap.name",
            "6:13: error LB2103: there is no 'ap' here (did you mean 'app'?)"
        ),
        Mistake(
            program,
            "party: water, ",
            "",
            "8:3: error LB2041: item 'water' names no party"
        ),
        Mistake(
            program,
            "party: water, ",
            "party: watre, ",
            "8:47: error LB2031: toy has no party 'watre' (did you mean 'water'?)"
        ),
        Mistake(
            program,
            "{ lead: survey }",
            "{ lead: surveys }",
            "12:12: error LB2033: toy names no lead for 'surveys'"
        ),
        Mistake(
            program,
            "group: joint",
            "gruop: joint",
            "11:5: error LB2011: item 'survey' has no key 'gruop' (did you mean 'group'?)",
            "9:3: error LB2013: group is missing"
        ),
        Mistake(
            program,
            "  survey:\n",
            "  Survey:\n",
            "9:3: error LB2045: 'Survey' is used in expressions: a small letter, then letters and digits"
        ),
        Mistake(
            program,
            "all: [{ that: isNew, say: 新装 }]",
            "all: []",
            "14:9: error LB2044: only the last mode is without conditions"
        ),
        Mistake(
            program,
            "      - is: long\n",
            "",
            "14:9: error LB2044: the last mode has no conditions: it is what remains"
        ),
        Mistake(
            program,
            "kinds: [LICENCE], ",
            "",
            "18:5: error LB2013: kinds is missing: which material codes '执照' accepts"
        ),
        Mistake(
            program,
            "for: [services], missing",
            "for: [service], missing",
            "18:41: error LB2051: 'service' is neither an item nor a group of this program (did you mean 'services'?)"
        ),
        Mistake(
            program,
            "missing: waive",
            "missing: wave",
            "18:62: error LB2017: missing is not 'wave' (known are refuse, later, waive)"
        ),
        Mistake(
            program,
            "missing: waive",
            "missing: later",
            "18:5: error LB2050: 'missing: later' needs until or within: when '执照' is due"
        ),
        Mistake(
            program,
            "    for: [services]\n",
            "    for: [sevices]\n",
            "22:10: error LB2051: 'sevices' is neither an item nor a group of this program (did you mean 'services'?)"
        ),
        Mistake(
            program,
            "    from: ordered\n",
            "",
            "20:3: error LB2013: from is missing"
        ),
        Mistake(
            program,
            "    within: workdays(5)\n",
            "",
            "20:3: error LB2013: within is missing"
        ),
        Mistake(
            program,
            "until: accepted",
            "until: acepted",
            "24:12: error LB2036: 'acepted' is not a state (did you mean 'accepted'?)"
        ),
        Mistake(
            program,
            "warn: 0.5",
            "warn: 50",
            "26:11: error LB2052: warn is a share of the working time between 0 and 1"
        ),
        Mistake(
            program,
            "warn: 0.5",
            "warn: half",
            "26:11: error LB2015: warn is a number"
        ),
        Mistake(
            program,
            "workdays(5)",
            "workday(5)",
            "25:13: error LB2104: there is no function workday() (did you mean 'workdays'?)"
        ),
        Mistake(
            program,
            "per: change",
            "per: changes",
            "29:10: error LB2017: per is not 'changes' (did you mean 'change'?)"
        ),
        Mistake(
            program,
            "to: [platform]",
            "to: [paltform]",
            "30:9: error LB2031: toy has no party 'paltform' (did you mean 'platform'?)"
        ),
        Mistake(
            program,
            "state: change.state",
            "state: limit.state",
            "31:39: error LB2103: there is no 'limit' here (an expression here reads app, case, item, items, groups, region, change)"
        ),
        Mistake(
            program,
            "{ checked: record, else: amend }",
            "{ chekced: record, else: amend }",
            "32:15: error LB2036: 'chekced' is not a state (did you mean 'checked'?)"
        ),
        Mistake(
            program,
            "{ checked: record, else: amend }",
            "amned",
            "32:13: error LB2017: late-reply is not 'amned' (did you mean 'amend'?)"
        ),
        Mistake(
            program,
            "late-reply: { checked: record, else: amend }",
            "",
            "1:1: error LB2013: late-reply is missing (say what a reply does that would change an issued outcome: record, amend, ask or reject)"
        ),
        Mistake(
            program,
            "title: 报装",
            "title: 报装\ntitle: 报装",
            "3:1: error LB1004: the key 'title' stands here and at 2:1 (keep one of them)"
        ),
    ]
}
