#!/usr/bin/env python3
"""What each partner of 新县 must receive, byte for byte, and how each external line must be handled.

    python3 Tests/Contracts/oracle/xinxian.py       compare with the committed orders and with the tables of examples/borders; exit 1 if any differs

Written from the field tables of the partners and from 新城管文〔2023〕40号 四（四）, straight from the
采集单 to bytes, without looking at the maps under contracts/. Needs Python 3.11; nothing of the hub.
"""

import base64
import csv
import json
import pathlib
import re
import sys
import urllib.parse
from datetime import datetime
from decimal import Decimal

from identity import hmac_sm3, sm3
from partners import compact, element, half_width, plain_time, present

REGION = "411523"
ROOT = pathlib.Path(__file__).resolve().parents[3]
STORIES = ROOT / "contracts/xinxian/installation/examples"
ITEMS = ["water", "power", "gas", "net", "jointSurvey", "waterLine", "drainage", "gasLine", "powerLine", "netLine",
         "waterWorks", "powerWorks", "gasWorks", "netWorks"]
BLOCK = {"water": "ys", "power": "yd", "gas": "yq", "net": "yw"}
MATTERS = {"waterLine": "供水外线接入工程审批", "drainage": "排水工程审批", "gasLine": "供气外线接入工程审批",
           "powerLine": "供电外线接入工程审批", "netLine": "供网外线接入工程审批", "waterWorks": "供水外线施工承诺",
           "powerWorks": "供电外线施工承诺", "gasWorks": "供气外线施工承诺", "netWorks": "供网外线施工承诺"}
UNITS = {"waterWorks": "新县供水公司", "powerWorks": "国网新县供电公司", "gasWorks": "新县燃气公司"}
OPERATORS = {"移动公司": "中国移动新县分公司", "联通公司": "中国联通新县分公司", "电信公司": "中国电信新县分公司"}
SMALL_TRADES = {"小餐馆", "小理发馆", "小洗浴", "小店铺", "小娱乐场所", "小网吧"}
SHARED = {"身份证", "临时居民身份证", "户口簿", "军官证、士兵证", "港澳通行证", "房主居民身份证", "法定代表人身份证", "经办人身份证", "委托书",
          "营业执照", "信用代码证", "报装建筑物权属证明", "不动产权证书", "购房发票或契税发票", "房屋买卖合同或按揭贷款协议",
          "拆迁安置协议", "房屋所有权证明", "国有土地使用证", "设计图纸"}
YES_NO = {"是": "Y", "否": "N", None: None}


# How an external line is handled: 四（四）, all limits inclusive, all conditions together

def at_most(value, limit) -> bool:
    return value is not None and Decimal(str(value)) <= limit


def mode(matter: str, form) -> str:
    """CN 告知承诺, BA 告知承诺备案, YB 一般审批; of an application with the applicant's letter, or (but power) without"""
    line = form.get(BLOCK.get(matter.removesuffix("Line"), ""), {}).get("wx", {})
    if matter == "powerLine":                                       # (6), else (4): never an ordinary approval
        meets = (line.get("qytz") == "是" and line.get("wxp") == "否"
                 and at_most(line.get("cydl"), 50) and at_most(line.get("cd"), 800))
        return "BA" if meets else "CN"
    if not letter(form):
        return "YB"
    if matter == "drainage":                                        # (2)
        meets = form["ps"]["ws"] == "否" or form["ps"].get("hy") in SMALL_TRADES
    elif matter == "waterLine":                                     # (1)
        meets = at_most(line.get("gj"), 300) and at_most(line.get("cd"), 200) and at_most(line.get("lh"), 200)
    elif matter == "gasLine":                                       # (3)
        meets = at_most(line.get("cd"), 200)
    else:                                                           # (5)
        meets = (at_most(line.get("lh"), 200) and at_most(line.get("wj"), 110) and at_most(line.get("ks"), 2)
                 and at_most(line.get("cd"), 200))
    return "CN" if meets else "YB"


def letter(form):
    return next((c for c in form.get("cn", []) if c["cnlx"] in ("告知承诺", "告知承诺备案")), None)


# Orders: hub → partner. `form` is the 采集单 as it stands; `known` is what has gone to the department so far.

def number(case, item):
    return f"{case}{ITEMS.index(item) + 1:02d}"


def plain(value):
    """A number as JSON wrote it"""
    return None if value is None else str(value)


def xml(name, content) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>' + element(name, content)).encode()


def water(form, case, known):
    user, block = form["yh"], form["ys"]
    line = block.get("wx", {})
    business = {"新装": "新装", "改建": "改建", "扩容": "增容（扩容）"}[block["ywlx"]]
    return xml("apply", [
        ("caseno", number(case, "water")),
        ("name", user["mc"]),
        ("phone", half_width(user["lxdh"])),
        ("address", form["xm"]["dz"]),
        ("need", business + ("：" + block["xq"] if "xq" in block else "")),
        ("pipedn", plain(line.get("gj"))),
        ("length_m", plain(line.get("cd"))),
        ("green_m2", plain(line.get("lh"))),
        ("commit", "1" if known.get("waterLine") == "CN" else None),
        ("appoint", plain_time(block["ydsj"])[:16] if "ydsj" in block else None),
    ])


def power(form, case, known):
    user, block = form["yh"], form["yd"]
    line = block.get("wx", {})
    return compact({
        "data": present([
            ("preAppNo", number(case, "power")),
            ("channelNo", "11"),
            ("proCode", "410000"),
            ("cityCode", "411500"),
            ("countyCode", REGION),
            ("elecAddr", form["xm"]["dz"]),
            ("busiTypeCode", {"新装": "101", "增容": "102", "改建": "104"}[block["ywlx"]]),
            ("custType", {"高压": "01", "低压非居民": "02", "低压居民": "03", None: None}[block.get("yhfl")]),
            ("consName", user["mc"]),
            ("consIdCard", user.get("sfzh")),
            ("uscc", user.get("tyshxydm")),
            ("contractCap", block.get("rl")),
            ("capUnit", {"千伏安": "KVA", "千瓦": "KW", None: None}[block.get("rldw")]),
            ("lineLengthM", line.get("cd")),
            ("roadCrossM", line.get("cydl")),
            ("investorDominance", YES_NO[line.get("qytz")]),
            ("hazard", YES_NO[line.get("wxp")]),
            ("commitMode", known.get("powerLine")),
            ("connectAppointTime", plain_time(block["ydsj"]) if "ydsj" in block else None),
            ("custContacts", [{"name": user["lxr"], "phone": half_width(user["lxdh"])}]),
        ]),
        "serviceCode": "20001780", "source": "HUB411523", "target": "SG411523",
    })


def gas(form, case, known):
    user, block = form["yh"], form["yq"]
    inner = compact(present([
        ("cityNo", REGION),
        ("serialId", number(case, "gas")),
        ("linkMan", user["lxr"]),
        ("phone", half_width(user["lxdh"])),
        ("address", form["xm"]["dz"]),
        ("installType", {"新装": "1", "改建": "2", "扩容": "3"}[block["ywlx"]]),
        ("constructLengthM", block.get("wx", {}).get("cd")),
        ("remark", block.get("xq")),
        ("fileIdList", [m["clid"] for m in form.get("cl", []) if m["cllx"] in SHARED | {"用气个性材料"}]),
    ]))
    return compact({"request": base64.b64encode(inner).decode()})


def gas_headers(body: bytes, at: str):
    millis = str(int(datetime.fromisoformat(at).timestamp()) * 1000)
    request = json.loads(body)["request"]
    return {"param": hmac_sm3(b"invented", (request + millis).encode()), "timestamp": millis}


def cmcc_headers(body: bytes, at: str):
    millis = str(int(datetime.fromisoformat(at).timestamp()) * 1000)
    return {"X-App-Id": "lianban-xx", "X-Timestamp": millis,
            "X-Sign": hmac_sm3(b"invented", millis.encode() + b"\n" + body)}


def net(form, case, known):
    user, block = form["yh"], form["yw"]
    line, serial = block.get("wx", {}), number(case, "net")
    phone, television = block.get("dh"), block.get("ds")
    products = ",".join(["KD"] + ["TEL"] * (phone == "是") + ["TV"] * (television == "是"))
    appointed = plain_time(block["ydsj"])[:16] if "ydsj" in block else None
    if block["yys"] == "移动公司":
        truth = {"是": True, "否": False, None: None}
        return compact(present([
            ("orderNo", serial), ("regionCode", REGION), ("customerName", user["mc"]), ("contactName", user["lxr"]),
            ("contactPhone", half_width(user["lxdh"])), ("address", form["xm"]["dz"]),
            ("businessType", {"新装": "NEW", "扩容": "INCREASE", "改建": "ALTER"}[block["ywlx"]]),
            ("expectDate", appointed and appointed[:10]),
            ("withPhone", truth[phone]), ("withTv", truth[television]),
            ("outerDiameterMm", line.get("wj")), ("ductHoles", line.get("ks")), ("greenM2", line.get("lh")),
            ("lengthM", line.get("cd")),
        ]))
    if block["yys"] == "联通公司":
        attributes = "".join(f' {name}="{line[key]}"' for name, key in
                             (("len", "cd"), ("dia", "wj"), ("holes", "ks"), ("green", "lh")) if key in line)
        body = xml("Order", [("Id", serial), ("Cust", user["mc"]), ("Tel", half_width(user["lxdh"])),
                             ("Addr", form["xm"]["dz"]), ("Prod", products),
                             ("Line", "" if "wx" in block else None), ("Appoint", appointed)])
        return body.replace(b"<Line/>", f"<Line{attributes}/>".encode())
    fields = present([
        ("order_id", serial), ("cust_name", user["mc"]), ("cust_phone", half_width(user["lxdh"])),
        ("addr", form["xm"]["dz"]), ("biz", {"新装": "NEW", "扩容": "INC", "改建": "ALT"}[block["ywlx"]]),
        ("len", plain(line.get("cd"))), ("dia", plain(line.get("wj"))), ("holes", plain(line.get("ks"))),
        ("green", plain(line.get("lh"))), ("appoint", appointed), ("prod", products),
    ])
    signed = "&".join(f"{k}={v}" for k, v in sorted(fields.items())) + "&invented"
    return urllib.parse.urlencode(fields | {"sign": sm3(signed.encode())}).encode()


def filing(form, case, item):
    user = form["yh"]
    works = item.endswith("Works")
    unit = UNITS.get(item) or OPERATORS.get(form.get("yw", {}).get("yys"))
    signed = next((c for c in reversed(form.get("cn", [])) if c["cnlx"] == "施工质量安全和恢复原貌承诺" and c["cnr"] == unit), None) \
        if works else letter(form)
    line = {} if works else form.get(BLOCK.get(item.removesuffix("Line"), ""), {}).get("wx", {})
    length = line.get("cd")
    is_power = item == "powerLine"
    drainage = form.get("ps", {}) if item == "drainage" else {}
    measures = [
        ("pipeDn", plain(line.get("gj"))), ("outerDia", plain(line.get("wj"))), ("holes", plain(line.get("ks"))),
        ("lengthM", None if is_power else plain(length)), ("greenM2", plain(line.get("lh"))),
        ("roadCrossM", plain(line.get("cydl"))), ("lineLengthM", plain(length) if is_power else None),
        ("hazard", YES_NO[line.get("wxp")]), ("investor", YES_NO[line.get("qytz")]),
        ("sewage", YES_NO[drainage.get("ws")]), ("trade", drainage.get("hy")),
    ]
    return xml("Commitment", [
        ("serial", number(case, item)),
        ("region", REGION),
        ("matter", MATTERS[item]),
        ("mode", "CN" if works else mode(item, form)),
        ("applicant", [("name", unit if works else user["mc"]), ("uscc", None if works else user.get("tyshxydm"))]),
        ("project", form["xm"].get("mc", form["xm"]["dz"])),
        ("measures", None if works else measures),
        ("files", [("letterSm3", signed["sm3"])] if signed and "sm3" in signed else None),
        ("signedAt", plain_time(signed["qdsj"]) if signed else None),
    ])


ORDERS = {"water": water, "power": power, "gas": gas, "net": net}


# Stories: what came in so far decides what an order must say

def steps(story: pathlib.Path):
    """The flow mappings of a story, one to a line; values are scalars, but for gives, headers and lists of parties"""
    for text in re.findall(r"^  - \{ (.*) \}$", story.read_text(), re.M):
        yield {k: v.strip('"') for k, v in re.findall(r'(\w+): ("[^"]*"|\[[^]]*\]|\{[^}]*\}|[^,]+)', text)}


def updated(form, update):
    form = json.loads(json.dumps(form))
    for key in ("lxr", "lxdh"):
        if key in update:
            form["yh"][key] = update[key]
    if "bzdz" in update:
        form["xm"]["dz"] = update["bzdz"]
    for block, at in update.get("yyjt", {}).items():
        form[block]["ydsj"] = at
    for block, line in update.get("wx", {}).items():
        form[block].setdefault("wx", {}).update(line)
    if "cn" in update:
        form["cn"] = update["cn"]
    form["cl"] = form.get("cl", []) + update.get("cl", [])
    return form


def check_story(folder: pathlib.Path) -> tuple[int, list[str]]:
    forms, known, current, seen, wrong, at = {}, {}, None, 0, [], ""
    for step in steps(folder / "story.yaml"):
        at = step.get("at", at)
        if step.get("from") == "platform" and "send" in step:
            message = json.loads((folder / step["send"]).read_bytes())
            gives = re.search(r'case: "?(\d{20})', step["gives"])
            current = gives and gives[1]
            if message["bwlx"] == "SB":
                forms[current], known[current] = message, {}
            elif message["bwlx"] == "GX":
                forms[current] = updated(forms[current], message)
        elif step.get("expect") == "order" and step["item"] != "jointSurvey":
            form, item = forms[current], step["item"]
            # What goes to the department in a step, or changes there, is known to the units' orders of the same step.
            if item in ORDERS:
                going = {m: mode(m, form) for m in ("waterLine", "powerLine") if is_ordered(m, form)}
                body = ORDERS[item](form, current, known[current] | going)
            else:
                body = filing(form, current, item)
                known[current][item] = mode(item, form) if not item.endswith("Works") else "CN"
            seen += 1
            if "headers" in step:
                seal = gas_headers if item == "gas" else cmcc_headers
                if dict(re.findall(r'([\w-]+): "([^"]*)"', step["headers"])) != seal(body, at):
                    wrong.append(f"{folder.name}/story.yaml: the headers of {item} should be {seal(body, at)}")
            if (folder / step["file"]).read_bytes() != body:
                wrong.append(f"{folder.name}/{step['file']}\n  expected {body.decode()}\n  found    "
                             + (folder / step["file"]).read_text())
    return seen, wrong


def is_ordered(matter, form) -> bool:
    return "wx" in form.get(BLOCK[matter.removesuffix("Line")], {}) and bool(letter(form))


# The tables of border values: what a head means, and the words of the last column

TABLES = {"waterLine": ("water-line.csv", {"管径 DN": "gj", "长度 米": "cd", "绿化 平方米": "lh"}),
          "drainage": ("drainage.csv", {"产生污水": "ws", "行业": "hy"}),
          "gasLine": ("gas-line.csv", {"长度 米": "cd"}),
          "powerLine": ("power-line.csv", {"长度 米": "cd", "穿越道路 米": "cydl", "危险品": "wxp", "企业投资": "qytz"}),
          "netLine": ("net-line.csv", {"绿化 平方米": "lh", "管外径 毫米": "wj", "孔数": "ks", "长度 米": "cd"})}
WORDS = {"告知承诺": "CN", "告知承诺备案": "BA", "一般办理": "YB", "": None}


def check_tables() -> tuple[int, list[str]]:
    count, wrong = 0, []
    for matter, (name, heads) in TABLES.items():
        for n, row in enumerate(csv.DictReader((STORIES / "borders" / name).open(encoding="utf-8")), 2):
            values = {key: row[head] for head, key in heads.items() if row[head]}
            form = {"ps": values} if matter == "drainage" else {BLOCK[matter.removesuffix("Line")]: {"wx": values}}
            if row["承诺书"] == "有":
                form["cn"] = [{"cnlx": "告知承诺"}]
            ordered = letter(form) or matter == "drainage"      # without a letter a line waits for the survey
            decided = mode(matter, form) if ordered else None
            if decided != WORDS[row["办理方式"]]:
                wrong.append(f"borders/{name}:{n}: {row['情形']}: the notice gives {decided}, the table {row['办理方式']}")
            count += 1
    return count, wrong


def main() -> int:
    orders, wrong = 0, []
    for folder in sorted(p.parent for p in STORIES.glob("*/story.yaml")):
        seen, found = check_story(folder)
        orders, wrong = orders + seen, wrong + found
    rows, found = check_tables()
    wrong += found
    print(f"{orders} orders, {rows} border values, {len(wrong)} wrong")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
