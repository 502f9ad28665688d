#!/usr/bin/env python3
"""Builds the orders of 武陟县 from the partners' tables and compares them with the committed examples.

    python3 Tests/Contracts/oracle/wuzhi.py     exit 1 and what differs, if anything does

Straight from the application (and the updates) of a story to the bytes that each party must get, without looking at
the maps under contracts/. Needs Python 3.11 and an OpenSSL that knows SM3; nothing of the hub.
"""

import csv
import io
import json
import pathlib
import re
import sys
from decimal import Decimal

from identity import hmac_sm3, message_id

ROOT = pathlib.Path(__file__).resolve().parents[3] / "contracts/wuzhi"
REGION = "410823"
SECRET = b"lianban-example-secret"
PARTY = {
    "filing": "ndrc", "planPermit": "planning", "roadDig": "urban-management", "trafficSafety": "police",
    "green": "greening", "tree": "greening", "jointSurvey": "data-bureau", "jointAcceptance": "housing",
}
POSITION = {
    "installation": ["water", "power", "gas", "heat", "telecom", "broadcast", "jointSurvey", "jointAcceptance"],
    "external-line": ["filing", "planPermit", "roadDig", "trafficSafety", "green", "tree"],
    "early-service": ["jointSurvey"],
}
TITLES = {
    "water": "武陟县供水企业", "power": "国网武陟县供电公司", "gas": "武陟县燃气企业", "heat": "武陟县供暖企业",
    "telecom": "武陟县通信企业", "broadcast": "武陟县广电企业",
}
# Which kinds of material a party may see.
IDENTITY = ["身份证", "经办人身份证", "营业执照", "委托书"]
MATERIALS = {
    "water": IDENTITY + ["不动产权证书", "设计图纸", "用水个性材料"],
    "power": IDENTITY + ["不动产权证书", "设计图纸", "用电个性材料"],
    "planPermit": ["设计图纸", "营业执照", "申请表", "委托书"],
    "roadDig": ["设计图纸", "施工方案", "交通组织方案", "施工合同", "营业执照", "申请表", "委托书"],
}
MAIN = ["设计图纸", "施工方案"]
OBTAINABLE = ["现场核实", "电子证照调取", "电子邮件"]


# Small things

def compact(pairs) -> bytes:
    return json.dumps(present(pairs), ensure_ascii=False, separators=(",", ":")).encode()


def present(pairs):
    return {k: v for k, v in pairs if v is not None}


def two(number):
    return None if number is None else f"{Decimal(str(number)):.2f}"


def half_width(text: str) -> str:
    return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)


def plain_time(iso: str) -> str:
    assert iso.endswith("+08:00"), iso
    return iso[:19].replace("T", " ")


def yes(text, true, false):
    return None if text is None else true if text == "是" else false


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(value) -> str:
    return escape(str(value)).replace('"', "&quot;")


def element(name, content) -> str:
    if content is None:
        return ""
    inner = escape(content) if isinstance(content, str) else "".join(element(n, c) for n, c in content)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def xml(charset, name, content) -> bytes:
    return (f'<?xml version="1.0" encoding="{charset}"?>' + element(name, content)).encode(charset.lower())


class Order:
    """What one order is made from: the form as it stands now, and the numbers of the case and the item."""

    def __init__(self, program, form, case, item, sequence, at, limit):
        self.program, self.form, self.case, self.item, self.at, self.limit = program, form, case, item, at, limit
        self.number = f"{case}{POSITION[program].index(item) + 1:02d}"
        self.party = PARTY.get(item, item)
        self.message = message_id(case, "order", item, self.party, sequence)

    def files(self):
        return [m for m in self.form.get("cl", []) if m["cllx"] in MATERIALS[self.item]]

    def bytes(self) -> bytes:
        return globals()[self.item.lower() if self.item in ("water", "power", "gas", "heat", "telecom", "broadcast")
                         else re.sub("[A-Z]", lambda c: "_" + c[0].lower(), self.item)](self)


# 6.3 WZ-WATER … WZ-BROADCAST: the six services

def water(o):
    who, block = o.form["sqr"], o.form["ys"]
    kinds = {"正式用水": "ZS", "临时用水": "LS", "户表改造": "HB", "水表迁移": "QY", "更改口径": "KJ"}
    meters = {k: block["bs"].get(k, 0) for k in ["hj", "jm", "fjm", "xf", "lh", "qt"]}
    assert meters["hj"] == sum(v for k, v in meters.items() if k != "hj")
    files = [present([("clmc", m["clmc"]), ("fjid", m["clid"]), ("sm3", m.get("sm3"))]) for m in o.files()]
    return compact([
        ("bjbh", o.number), ("yhmc", who["mc"]), ("tyshxydm", who.get("tyshxydm")), ("sfzh", o.form["jbr"]["sfzh"]),
        ("bdcqzh", who.get("bdcqzh")), ("dz", who["dz"]), ("lxdh", half_width(o.form["jbr"]["lxdh"])),
        ("ywlx", kinds[block["ywxl"]]), ("bsl", meters), ("fjlb", files or None),
    ])


def certificate(o):
    """Kind and number of the applicant's own paper; the form has none for a person whom somebody else represents."""
    who, agent = o.form["sqr"], o.form["jbr"]
    if "tyshxydm" in who:
        return "01", who["tyshxydm"]
    return ("02", agent["sfzh"]) if who["mc"] == agent["xm"] else (None, None)


def power(o):
    who, agent, block = o.form["sqr"], o.form["jbr"], o.form["yd"]
    files = [("ATTACH", [("FILE_ID", m["clid"]), ("FILE_NAME", m["clmc"]), ("FILE_SM3", m.get("sm3"))])
             for m in o.files()]
    assert "bgdw" not in block or block["bgdw"] == block["zgdw"]
    return xml("UTF-8", "ORDER", [
        ("HEAD", [("SERVICECODE", "20001780"), ("SOURCE", "HUB410823"), ("TARGET", "SG410823"),
                  ("SERIALNO", o.message), ("VERSION", "2.0")]),
        ("DATA", [
            ("PRE_APP_NO", o.number), ("PRO_CODE", "410000"), ("CITY_CODE", "410800"), ("COUNTY_CODE", "410823"),
            ("ORG_NO", "4141823"),
            ("BUSI_TYPE_CODE", {"新装": "101", "增容": "102", "临时用电": "103"}[block["ywlx"]]),
            ("CONS_NAME", who["mc"]), ("CERT_TYPE_CODE", certificate(o)[0]), ("CERT_NO", certificate(o)[1]),
            ("ELEC_ADDR", who["dz"]),
            ("CAP_UNIT", {"千伏安": "KVA", "千瓦": "KW"}[block["zgdw"]]),
            ("LINK_MAN", agent["xm"]), ("MOBILE", half_width(agent["lxdh"])), ("ATTACH_LIST", files or None),
            ("MAIN_CAP", two(block["zgrl"])), ("BACKUP_CAP", two(block.get("bgrl"))),
            ("TRADE_TYPE", {"工业": "1", "非工业": "2", "商业": "3", "居民": "4", "农业": "5"}[block["ydlb"]]),
            ("REAL_ESTATE_NO", who.get("bdcqzh")),
        ]),
    ])


def gas(o):
    who, block = o.form["sqr"], o.form["yq"]
    whole = lambda n: None if n is None else str(n)
    return xml("GB18030", "RQBZ", [
        ("LSH", o.number), ("YHM", who["mc"]), ("LX", block["lb"]), ("LDSL", whole(block.get("lds"))),
        ("HS", whole(block.get("zhs"))), ("YQSB", block.get("yqsb")), ("DZ", who["dz"]),
        ("DH", half_width(o.form["jbr"]["lxdh"])), ("BDCQZH", who.get("bdcqzh")),
    ])


def heat(o):
    who, block = o.form["sqr"], o.form["gn"]
    due = block["lb"] == "个人居民" and block["tygw"] == "未自建"
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    lines.writerow("办件编号,用户名称,证件号,电话,地址,报装类别,建筑面积,庭院管网,小区供热,需线下缴费".split(","))
    lines.writerow([
        o.number, who["mc"], certificate(o)[1] or "", half_width(o.form["jbr"]["lxdh"]), who["dz"],
        block["lb"], two(block["jzmj"]), block["tygw"], block.get("xqgr", ""), "是" if due else "否",
    ])
    return text.getvalue().encode("gb18030")


def telecom(o):
    block = o.form["tx"]
    return compact([
        ("orderNo", o.number), ("region", REGION), ("name", o.form["sqr"]["mc"]),
        ("type", {"住宅小区": "RES", "商务楼宇": "BIZ", "其他": "OTH"}[block["lb"]]),
        ("wirelessNeed", block.get("jzxq")), ("bandwidth", block.get("dkxq")), ("buildings", block.get("lds")),
        ("ftth", yes(block.get("gxdh"), True, False)), ("weakCurrentReady", yes(block.get("rdpt"), True, False)),
    ])


def broadcast(o):
    who, block = o.form["sqr"], o.form["gd"]
    attributes = [
        ("id", o.number), ("mc", who["mc"]), ("dz", who["dz"]), ("lx", block["lb"]), ("jzxq", block.get("jzxq")),
        ("dkxq", block.get("dkxq")), ("lds", block.get("lds")), ("ftth", yes(block.get("gxdh"), "1", "0")),
        ("rd", yes(block.get("rdpt"), "1", "0")),
    ]
    text = "".join(f' {k}="{quoted(v)}"' for k, v in attributes if v is not None)
    return f'<?xml version="1.0" encoding="UTF-8"?><Bz{text}/>'.encode()


# The lead departments read the hub's own JSON.

def joint_survey(o):
    if o.program == "early-service":
        form, project = o.form["jsdw"], o.form["xm"]
        return compact([
            ("number", o.number), ("case", o.case), ("title", "联合踏勘"), ("project", project["xmmc"]),
            ("investCode", project["xmdm"]), ("place", project["xmdz"]), ("permitAcceptedAt", project["sgxksl"]),
            ("contact", form["lxr"]), ("phone", half_width(form["lxdh"])),
            ("services", o.form.get("xqsx", ["用水", "用电", "用气", "供暖", "通信", "广电"])),
        ])
    return compact([
        ("number", o.number), ("case", o.case), ("title", "联合勘查"), ("place", o.form["sqr"]["dz"]),
        ("contact", o.form["jbr"]["xm"]), ("phone", half_width(o.form["jbr"]["lxdh"])),
        ("permitAcceptedAt", o.form.get("xm", {}).get("sgxksl")), ("participants", participants(o.form)),
    ])


def joint_acceptance(o):
    items = {"用水": "water", "用电": "power", "燃气": "gas", "供暖": "heat", "通信": "telecom", "广电": "broadcast"}
    return compact([
        ("number", o.number), ("case", o.case), ("title", "联合验收"), ("place", o.form["sqr"]["dz"]),
        ("contact", o.form["jbr"]["xm"]), ("phone", half_width(o.form["jbr"]["lxdh"])),
        ("participants", [t for t in participants(o.form) if t in [TITLES[items[s]] for s in o.form["yssx"]]]),
    ])


def participants(form):
    blocks = {"ys": "water", "yd": "power", "yq": "gas", "gn": "heat", "tx": "telecom", "gd": "broadcast"}
    return [TITLES[item] for block, item in blocks.items() if block in form]


# 6.3 WZ-BUREAU: five bureaus, three dialects

def filing(o):
    work = o.form["gcxx"]
    return compact([("projectCode", work["xmdm"]), ("projectName", work["xmmc"]), ("capital", work["ztz"]),
                    ("filer", o.form["sqr"]["mc"])])


def later(o):
    """容缺: what is still lacking; 告知承诺: what is obtained otherwise"""
    signed = [c["cnlx"] for c in o.form.get("cn", [])]
    given = [m["cllx"] for m in o.form.get("cl", [])]
    minor = [k for k in ["交通组织方案", "施工合同", "营业执照"] if k in MATERIALS[o.item] and k not in given]
    obtained = [m["clmc"] for m in o.files() if m.get("clly") in OBTAINABLE]
    assert (not minor or "容缺承诺" in signed) and (not obtained or "告知承诺" in signed)
    return "；".join(minor + obtained) or None


def spgl(o, matter, bureau, title, rest):
    who, work = o.form["sqr"], o.form["gcxx"]
    return xml("UTF-8", "SPGL_XMSPSXBLXXB", [
        ("LSH", o.message), ("XZQHDM", REGION), ("GCDM", work.get("xmdm")), ("SPSXBM", matter), ("SPSXBBH", "1"),
        ("SPSXSLBM", o.number), ("SPBMBM", bureau), ("SPBMMC", title),
        ("SLFS", {"1": "1", "2": "4", "3": "4", "4": "1", "5": "4"}[o.form["sbqd"]]), ("BLSPSLBM", o.case),
        ("SXBLSX", o.limit), ("LXR", who["lxr"]), ("LXRSJH", half_width(who["lxdh"])), ("SQDW", who["mc"]),
        ("SQDWTYSHXYDM", who["tyshxydm"]), ("SGDW", work.get("sgdw")),
    ] + rest + [("RQCL", later(o))])


def roads(o):
    return o.form.get("dl", [])


def joined(o, key):
    return "、".join(d[key] for d in roads(o)) if roads(o) else None


def plan_permit(o):
    work = o.form["gcxx"]
    return spgl(o, "SZGHXK", "11410823ZR", "武陟县自然资源局", [
        ("ZYYY", work["gcnr"]), ("ZYKSSJ", work["ksrq"]), ("ZYJSSJ", work["jsrq"]), ("DLMC", joined(o, "dlmc"))])


def road_dig(o):
    work = o.form["gcxx"]
    kinds = "、".join(dict.fromkeys(d["dllx"] for d in roads(o)))
    surfaces = [("DL", [("CDLX", s["cd"]), ("LMLX", s["lmlx"]), ("C", two(s["c"])), ("K", two(s["k"])),
                        ("MJ", two(s["mj"]))]) for d in roads(o) for s in d["lm"]]
    return spgl(o, "WJCSDL", "11410823CG", "武陟县城市管理局", [
        ("ZYYY", work["zyyy"]), ("ZYKSSJ", work["ksrq"]), ("ZYJSSJ", work["jsrq"]), ("DLLX", kinds),
        ("DLMC", joined(o, "dlmc")), ("DLDZ", joined(o, "qd"))] + surfaces)


def traffic_safety(o):
    who, work = o.form["sqr"], o.form["gcxx"]
    return xml("GB18030", "ZDSGSH", [
        ("BH", o.number), ("DW", who["mc"]), ("LXR", who["lxr"]), ("DH", half_width(who["lxdh"])),
        ("LDMC", joined(o, "dlmc")), ("LDQD", joined(o, "qd")), ("KSRQ", work["ksrq"]), ("JSRQ", work["jsrq"]),
        ("SGFS", work.get("sgfs")), ("ZDKD", two(work.get("zdkd")))])


def green(o):
    work, place = o.form["gcxx"], o.form["ld"][0]
    return compact([("bh", o.number), ("sx", "ZYLD"), ("dz", place["dz"]), ("xz", place.get("xz")),
                    ("c", two(place.get("c"))), ("k", two(place.get("k"))), ("mj", two(place["mj"])),
                    ("kssj", work["ksrq"]), ("jssj", work["jsrq"])])


def tree(o):
    work, place = o.form["gcxx"], o.form["sm"][0]
    return compact([("bh", o.number), ("sx", "QYSM"), ("dz", place["dz"]), ("xz", f'{place["czfs"]}{place["zs"]}株'),
                    ("kssj", work["ksrq"]), ("jssj", work["jsrq"])])


# Stories: the steps are flow mappings on a line of their own

def field(line, name):
    found = re.search(rf'[{{,] {name}: (?:"([^"]*)"|([^,\s}}]+))', line)
    return found and (found[1] or found[2])


def updated(form, update):
    form = json.loads(json.dumps(form))
    if "cl" in update:
        known = {m["clid"]: m for m in form.get("cl", [])} | {m["clid"]: m for m in update["cl"]}
        form["cl"] = list(known.values())
    if "cn" in update:
        form["cn"] = update["cn"]
    person = form.get("jbr") or form.get("jsdw") or form["sqr"]
    address = (form["xm"], "xmdz") if "jsdw" in form else (form["sqr"], "dz")
    for key, place, name in [
        ("bzdz", *address), ("bdcqzh", form.get("sqr"), "bdcqzh"), ("zgrl", form.get("yd"), "zgrl"),
        ("ksrq", form.get("gcxx"), "ksrq"), ("jsrq", form.get("gcxx"), "jsrq"), ("lxdh", person, "lxdh"),
        ("lxr", person, "xm" if "jbr" in form else "lxr"), ("yssx", form, "yssx"),
    ]:
        if key in update:
            place[name] = update[key]
    if "sgxksl" in update:
        form.setdefault("xm", {})["sgxksl"] = update["sgxksl"]
    return form


def limit_days(program, form):
    if program != "external-line":
        return None
    bureaus = {{"企业投资项目备案": "ndrc", "市政类建设工程规划许可": "planning", "挖掘城市道路": "urban-management",
                "影响交通安全占道施工审核": "police"}.get(s, "greening") for s in form["spsx"]}
    return {1: None, 2: "1"}.get(len(bureaus), "2")


def check(folder: pathlib.Path, program: str):
    """(compared, differences) of the orders in one story"""
    forms, cases, sent, daily = {}, {}, {}, {}
    compared, wrong, current, at = 0, [], None, None
    for line in (folder / "story.yaml").read_text().splitlines():
        if not line.startswith("  - {"):
            continue
        if at_now := field(line, "at"):
            at = at_now
        if (name := field(line, "send")) and name.endswith(".json") and (folder / name).is_file():
            body = json.loads((folder / name).read_text())
            kind = body.get("bwlx", "")
            if "sblsh" not in body:
                continue
            if kind.endswith("SB") and " case: " in line:
                forms[body["sblsh"]] = body
                cases[body["sblsh"]] = field(line, "case") or re.search(r'case: "(\d+)"', line)[1]
            elif kind.endswith("GX") and " case: " in line:
                forms[body["sblsh"]] = updated(forms[body["sblsh"]], body)
            current = body["sblsh"]
        elif field(line, "expect") == "order":
            item, file = field(line, "item"), field(line, "file")
            case = field(line, "case") or cases[current]
            form = forms[next(k for k, v in cases.items() if v == case)]
            sent[case, item] = sent.get((case, item), 0) + 1
            order = Order(program, form, case, item, sent[case, item], at, limit_days(program, form))
            expected, found = order.bytes(), (folder / file).read_bytes()
            compared += 1
            if expected != found:
                charset = "gb18030" if b"GB18030" in found[:60] or item == "heat" else "utf-8"
                wrong.append(f"{folder.relative_to(ROOT)}/{file}\n  tables: {expected.decode(charset)}\n"
                             f"  file:   {found.decode(charset, 'replace')}")
            if item == "telecom" and (sign := field(line, "X-Sign")):
                stamp = field(line, "X-Timestamp")
                if hmac_sm3(SECRET, stamp.encode() + b"\n" + found) != sign:
                    wrong.append(f"{folder.relative_to(ROOT)}: X-Sign of {file} is not the HMAC of the body")
    return compared, wrong


def main() -> int:
    compared, wrong = 0, []
    for program in POSITION:
        for story in sorted((ROOT / program / "examples").glob("*/story.yaml")):
            count, found = check(story.parent, program)
            compared += count
            wrong += found
    print(f"{compared} orders of 武陟县 compared with the tables, {len(wrong)} differ")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
