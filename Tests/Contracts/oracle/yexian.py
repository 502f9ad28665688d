"""Compares the committed orders of 叶县 with bytes built from the partners' field tables.

Goes from the application and the updates, as the acceptance system sent them, straight to bytes, without looking at the
maps under contracts/. `python3 yexian.py` says which files differ and exits 1.
"""

import json
import pathlib
import re
import sys
from urllib.parse import quote_plus

from identity import message_id, sm3

ROOT = pathlib.Path(__file__).resolve().parents[3] / "contracts" / "yexian"
SMALL = ["water", "power", "gas", "heat", "telecom", "planPermit", "green", "roadOccupy", "roadDig"]
PERMIT = ["water", "power", "gas", "heat", "planPermit", "green", "roadOccupy", "roadDig",
          "decision", "unifiedPlanning", "jointSurvey"]
ITEMS = {"small-business": SMALL, "construction-permit": PERMIT}
FLOW = {"small-business": "XW", "construction-permit": "SG"}
BUREAUS = {"planning": ("11410422ZR", "叶县自然资源局"), "housing": ("11410422ZJ", "叶县住房和城乡建设局"),
           "urban-management": ("11410422CG", "叶县城市管理局")}
MATTERS = {"unifiedPlanning": "TYGHPF", "planPermit": "GCGHXK", "green": "LHXK", "roadOccupy": "ZLSGXK", "roadDig": "JLSGXK"}
SHORT = {"planPermit": "规划", "green": "绿化", "roadOccupy": "占路", "roadDig": "掘路"}
TICKED = {"planPermit": "工程规划许可", "green": "绿化许可", "roadOccupy": "占路施工许可", "roadDig": "掘路施工许可"}
DECIDES = {"planPermit": "自然资源", "green": "住建", "roadOccupy": "城管", "roadDig": "城管"}
CTCC_SECRET = "lianban-example-ctcc"


# Small things

def half_width(text):
    return None if text is None else "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)


def capital(number):
    """GB 11643: the last character is a capital X, however it was typed"""
    return None if number is None else number.upper()


def compact(pairs) -> bytes:
    """JSON without blanks, UTF-8, nothing escaped that need not be; absent members left out"""
    return json.dumps(dict((k, v) for k, v in pairs if v is not None), ensure_ascii=False, separators=(",", ":")).encode()


def element(name, content):
    """content: text, a list of (name, content) pairs; None is left out; empty is <name/>"""
    if content is None:
        return ""
    if isinstance(content, str):
        inner = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    else:
        inner = "".join(element(n, c) for n, c in content)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def xml(name, content) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>' + element(name, content)).encode()


def field(text: str, width: int) -> bytes:
    """GB18030, filled with blanks; what is too long is cut between two characters"""
    data = b""
    for character in text:
        more = character.encode("gb18030")
        if len(data) + len(more) > width:
            break
        data += more
    return data.ljust(width, b" ")


def two(number) -> str:
    return f"{number:.2f}"


# The case as it stands: the application and the updates up to now

class Case:
    def __init__(self, program, number, form):
        self.program, self.number, self.form = program, number, form
        self.materials = list(form.get("cl", []))
        self.works, self.appointments, self.agent = None, {}, dict(form["jbr"])
        self.address = form["jbxx"]["xmdz"]

    def update(self, message):
        for material in message.get("cl", []):
            self.materials = [m for m in self.materials if m["clid"] != material["clid"]] + [material]
        self.works = {**self.works, **message["wx"]} if self.works and "wx" in message else message.get("wx", self.works)
        self.appointments.update(message.get("yyjt", {}))
        self.agent["xm"] = message.get("lxr", self.agent["xm"])
        self.agent["yddh"] = message.get("lxdh", self.agent["yddh"])
        self.address = message.get("bzdz", self.address)

    def item(self, item):
        return f"{self.number}{ITEMS[self.program].index(item) + 1:02d}"

    @property
    def person(self):
        return self.form["jbxx"]

    def first(self, window):
        return self.form.get("ckxx", {}).get("sjck") == window


# Orders, each as its partner's table says

def water(case, item, party, sequence):
    who, agent, block = case.person, case.agent, case.form["blyw"]["ys"]
    return compact([
        ("caseNo", case.item(item)),
        ("houseHolder", who["hm"]),
        ("certType", {"居民身份证": "身份证", "营业执照": "营业执照"}[who["zjmc"]]),
        ("certNo", capital(who["zjhm"])),
        ("bizType", block["ywlx"]),
        ("nature", block["xz"]),
        ("address", case.address),
        ("tel", half_width(who.get("gddh"))),
        ("mobile", half_width(who["yddh"])),
        ("agent", {k: v for k, v in [("name", agent["xm"]), ("idNo", capital(agent.get("sfzh"))),
                                     ("tel", half_width(agent.get("gddh"))), ("mobile", half_width(agent["yddh"]))] if v}),
        ("firstReceiver", case.first("用水窗口")),
    ])


def power(case, item, party, sequence):
    who, block = case.person, case.form["blyw"]["yd"]
    business = {"新装": "101", "增容": "102", "临时用电": "103", "更名过户": "203", "销户": "301", "类型变更": "501"}
    wanted = ["身份证", "法定代表人身份证", "营业执照", "经办人身份证", "报装建筑物权属证明", "委托书", "用电个性材料"]
    if case.program == "construction-permit":
        wanted.remove("身份证")
    elif case.agent["xm"] == who["hm"]:
        wanted.remove("委托书")                       # who comes himself needs no letter of authorisation
    files = [("ATTACH", [("FILE_ID", m["clid"]), ("FILE_NAME", m["clmc"]), ("FILE_SM3", m.get("sm3"))])
             for m in case.materials if m["cllx"] in wanted]
    survey = case.form.get("kcsj")
    return xml("ORDER", [
        ("HEAD", [("SERVICECODE", "20001780"), ("SOURCE", "HUB410422"), ("TARGET", "SG410422"),
                  ("SERIALNO", message_id(case.number, "order", item, party, sequence))]),
        ("DATA", [
            ("PRE_APP_NO", case.item(item)), ("PRO_CODE", "410000"), ("CITY_CODE", "410400"), ("COUNTY_CODE", "410422"),
            ("ORG_NO", "4141422"), ("BUSI_TYPE_CODE", business[block["ywlx"]]),
            ("CUST_TYPE", {"高压": "01", "低压非居民": "02", "居民": "03"}[block["xz"]]),
            ("CONS_NAME", who["hm"]), ("CERT_TYPE_CODE", {"营业执照": "01", "居民身份证": "02"}[who["zjmc"]]),
            ("CERT_NO", capital(who["zjhm"])), ("ELEC_ADDR", case.address),
            ("LINK_MAN", case.agent["xm"]), ("MOBILE", half_width(case.agent["yddh"])),
            ("SURVEY_DATE", survey and survey["rq"].replace("-", "")),
            ("ATTACH_LIST", files or None),
            ("DUAL_SOURCE", "Y" if block.get("sdy") == "是" else "N"), ("INDUSTRY", who.get("hy")),
            ("LEGAL_NAME", who.get("frdb")), ("LEGAL_ID", capital(who.get("sfzh")) if who.get("frdb") else None),
            ("FIRST_RECEIVER", "Y" if case.first("用电窗口") else "N"), ("FLOW", FLOW[case.program]),
        ]),
    ])


def gas(case, item, party, sequence):
    who, block = case.person, case.form["blyw"]["yq"]
    return compact([
        ("case_no", case.item(item)), ("user_name", who["hm"]), ("id_no", capital(who["zjhm"])), ("addr", case.address),
        ("biz_type", {"新装": "1", "过户": "2", "销户": "3"}[block["ywlx"]]),
        ("nature", {"居民": "1", "工商业": "2"}[block["xz"]]),
        ("need_survey_at", case.form.get("kcsj", {}).get("rq")),
    ])


def heat(case, item, party, sequence):
    who, block = case.person, case.form["blyw"]["yn"]
    record = b"".join([
        field("YH", 2), field(case.number, 20), field(who["hm"], 40), field(capital(who["zjhm"]), 18), field(case.address, 60),
        field(half_width(who["yddh"]), 12), field({"新装": "1", "过户": "2", "销户": "3"}[block["ywlx"]], 1),
        field({"居民": "1", "工商业": "2"}[block["xz"]], 1), field("", 6),
    ])
    assert len(record) == 160
    return record + b"\r\n"


def cmcc(case, item, party, sequence):
    return compact([
        ("orderNo", case.item(item)), ("regionCode", "410422"), ("customerName", case.person["hm"]),
        ("contactName", case.agent["xm"]), ("contactPhone", half_width(case.agent["yddh"])), ("address", case.address),
        ("businessType", case.form["blyw"]["yx"]["ywlx"]), ("firstReceiver", case.first("用讯窗口")),
    ])


def ctcc(case, item, party, sequence):
    """a form: k=v&k=v in UTF-8, and the SM3 over the sorted k=v pairs and the secret"""
    at = case.appointments.get("yx")
    fields = {
        "order_id": case.item(item), "cust_name": case.person["hm"], "cust_phone": half_width(case.agent["yddh"]),
        "addr": case.address, "biz": case.form["blyw"]["yx"]["ywlx"], "first": "1" if case.first("用讯窗口") else "0",
        "appoint": at and at[:16].replace("T", " "),
    }
    fields = {k: v for k, v in fields.items() if v}
    plain = "&".join(f"{k}={fields[k]}" for k in sorted(fields)) + "&" + CTCC_SECRET
    fields["sign"] = sm3(plain.encode())
    return "&".join(f"{k}={quote_plus(v, safe='*-._')}" for k, v in fields.items()).encode()


def cucc(case, item, party, sequence):
    at = case.appointments.get("yx")
    return xml("Order", [
        ("Id", case.item(item)), ("Cust", case.person["hm"]), ("Tel", half_width(case.agent["yddh"])), ("Addr", case.address),
        ("Biz", case.form["blyw"]["yx"]["ywlx"]), ("First", "Y" if case.first("用讯窗口") else "N"),
        ("Appoint", at and at[:16].replace("T", " ")),
    ])


def bureau(case, item, party, sequence):
    code, name = BUREAUS[party]
    works = {} if item == "unifiedPlanning" else case.works
    project, parcel = case.form.get("xmxx", {}), case.form.get("xmxx", {}).get("dk", {})
    plan = item == "unifiedPlanning"
    roads = works.get("dl", [])
    surfaces = [s for r in roads for s in r.get("lm", [])] if item in ("roadOccupy", "roadDig") else []
    greens = works.get("ld", []) if item == "green" else []
    return xml("SPGL_XMSPSXBLXXB", [
        ("LSH", message_id(case.number, "order", item, party, sequence)), ("XZQHDM", "410422"),
        ("GCDM", case.form.get("xmxx", {}).get("xmdm")), ("SPSXBM", MATTERS[item]), ("SPSXBBH", "1"),
        ("SPSXSLBM", case.item(item)), ("SPBMBM", code), ("SPBMMC", name),
        ("SLFS", "1" if case.form["sbqd"] == "1" else "4"), ("BLSPSLBM", case.number),
        ("LXR", case.agent["xm"]), ("LXRSJH", half_width(case.agent["yddh"])), ("SQDW", case.person["hm"]),
        ("SQDWTYSHXYDM", case.person["zjhm"] if case.person["zjmc"] == "营业执照" else None),
        ("SGDW", works.get("sgdw")), ("ZYYY", works.get("yy", works.get("nr"))),
        ("ZYKSSJ", works.get("ksrq")), ("ZYJSSJ", works.get("jsrq")),
        ("DLMC", "；".join(f"{r['mc']} {r['qd']}" for r in roads) or None),
        *[("DL", [("CDLX", s["cd"]), ("LMLX", s["lmlx"]), ("C", two(s["c"])), ("K", two(s["k"])), ("MJ", two(s["mj"]))])
          for s in surfaces],
        *[("LD", [("DZ", g["dz"]), ("MJ", two(g["mj"]))]) for g in greens],
        *([("XMMC", project["xmmc"]), ("DKBH", parcel.get("bh")), ("DKWZ", parcel["wz"]),
           ("DKMJ", two(parcel["mj"]) if "mj" in parcel else None), ("DKYT", parcel.get("yt"))] if plan else []),
    ])


def decision(case, item, party, sequence, opinions):
    """opinions: what each bureau said last, as (BLZT, opinion), by item"""
    asked = [i for i in ("planPermit", "green", "roadOccupy", "roadDig") if TICKED[i] in case.works["sx"]]
    roads = case.works.get("dl", [])
    return xml("LHSP", [
        ("CaseNo", case.item(item)), ("XMMC", case.form["xmxx"]["xmmc"]), ("DW", case.person["hm"]),
        ("items", [("Item", [("SX", SHORT[i]), ("BM", DECIDES[i]), ("BLZT", opinions[i][0]), ("YJ", opinions[i][1])])
                   for i in asked]),
        ("roads", [("Road", [("LDMC", r["mc"]), ("LDQD", r["qd"])]) for r in roads] or None),
        ("KSRQ", case.works["ksrq"]), ("JSRQ", case.works["jsrq"]),
    ])


ORDERS = {"water": water, "power": power, "gas": gas, "heat": heat, "cmcc": cmcc, "ctcc": ctcc, "cucc": cucc,
          "planning": bureau, "housing": bureau, "urban-management": bureau}


# Stories

STEP = re.compile(r'^\s*- \{ (.*) \}\s*$')


def value(step, key):
    found = re.search(rf'(?:^|[ ,{{]){key}: "?([^",}}\]]+)"?', step)
    return found and found.group(1)


def check(folder, story):
    text = story.read_text()
    program = re.search(r"^program: yexian/(\S+)", text, re.M)
    if not program or program.group(1) not in ITEMS:
        return 0, []
    program, cases, current, sent, opinions, faults, count = program.group(1), {}, None, {}, {}, [], 0
    for line in text.splitlines():
        found = STEP.match(line)
        if not found:
            continue
        step = found.group(1)
        file, party, item = value(step, "send"), value(step, "to"), value(step, "item")
        if file and value(step, "from") == "platform" and value(step, "case"):
            message, number = json.loads((folder / file).read_text()), value(step, "case")
            if number not in cases:
                cases[number] = Case(PROGRAMS[message["bwlx"]], number, message)
            else:
                cases[number].update(message)
            current = cases[number]
        elif file and value(step, "from") in BUREAUS:
            reply = (folder / file).read_text()
            number = re.search(r"<SPSXSLBM>(\d+)</SPSXSLBM>", reply)
            if number:
                case = cases[number.group(1)[:20]]
                name = ITEMS[case.program][int(number.group(1)[20:]) - 1]
                state, said = re.search(r"<BLZT>(\d+)</BLZT>", reply), re.search(r"<BLYJ>(.*?)</BLYJ>", reply)
                result = re.search(r"<SPJGLX>(\d)</SPJGLX>", reply)
                known = opinions.get((case.number, name), (None, None))
                code = state.group(1) if state else {"1": "11", "2": "13", "3": "12"}[result.group(1)]
                opinions[case.number, name] = (code, said.group(1) if said else known[1])
        elif value(step, "expect") == "order" and party in ORDERS and item != "jointSurvey":
            case = cases.get(value(step, "case") or "", current)
            key = (case.number, item, party)
            sent[key] = sent.get(key, 0) + 1
            if item == "decision":
                expected = decision(case, item, party, sent[key], {i: opinions.get((case.number, i)) for i in MATTERS})
            else:
                expected = ORDERS[party](case, item, party, sent[key])
            target, count = folder / value(step, "file"), count + 1
            actual = target.read_bytes() if target.exists() else b""
            if actual != expected:
                faults.append((target, expected, actual))
    return count, faults


PROGRAMS = {"XWSB": "small-business", "SGSB": "construction-permit"}


def main():
    total, faults = 0, []
    for story in sorted(ROOT.glob("**/examples/*/story.yaml")):
        count, wrong = check(story.parent, story)
        total, faults = total + count, faults + wrong
    for target, expected, actual in faults:
        at = next((i for i, (a, b) in enumerate(zip(expected, actual)) if a != b), min(len(expected), len(actual)))
        print(f"{target.relative_to(ROOT)}, byte {at + 1} of {len(actual)}")
        for name, data in (("table", expected), ("story", actual)):
            print(f"  {name}  …{data[max(0, at - 30):at + 60].decode('gb18030' if target.suffix == '.txt' else 'utf-8', 'replace')}…")
    print(f"{total} orders, {len(faults)} differ")
    sys.exit(1 if faults or not total else 0)


if __name__ == "__main__":
    main()
