"""What each partner of Jiaozuo receives and sends, byte for byte.

Written from the partners' field tables, straight from the application form to bytes, without
looking at the maps under contracts/. When the hub and this file agree, two roads led to one place.
"""

import json
from decimal import Decimal

from identity import item_number, message_id

TITLES = {
    "platform": "省统一受理系统",
    "lead": "焦作市城市管理局（联合报装牵头）",
    "water": "焦作市供水公司",
    "power": "国网河南省电力公司焦作供电公司",
    "gas": "焦作市燃气公司",
    "heat": "焦作市供热公司",
    "telecom": "焦作市通信发展管理办公室",
    "sewage": "焦作市城市管理局",
}
ITEM_TITLES = {
    "water": "用水报装", "power": "用电报装", "gas": "用气报装", "heat": "用热报装",
    "telecom": "通信报装", "sewage": "污水排入排水管网许可办理",
    "jointSurvey": "联合踏勘", "jointAcceptance": "联合验收",
}
BLOCKS = {"water": "ys", "power": "yd", "gas": "yq", "heat": "yr", "telecom": "tx", "sewage": "ws"}
SERVICES = ["water", "power", "gas", "heat", "telecom"]
PARTY = {item: item for item in SERVICES} | {
    "sewage": "urban-management", "jointSurvey": "lead", "jointAcceptance": "lead"}
COMMON = ["身份证", "委托书", "营业执照", "报装建筑物权属证明"]
OWN = {"water": "用水个性材料", "power": "用电个性材料", "gas": "用气个性材料", "heat": "用热个性材料",
       "telecom": "通信个性材料", "sewage": "排水许可个性材料"}


# Small things

def compact(value) -> bytes:
    """JSON without blanks, UTF-8, nothing escaped that need not be; absent members left out"""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def present(pairs):
    return {k: v for k, v in pairs if v is not None}


def two(number) -> str | None:
    return None if number is None else f"{Decimal(str(number)):.2f}"


def half_width(text: str) -> str:
    return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)


def compact_date(day: str | None) -> str | None:
    return None if day is None else day.replace("-", "")


def chinese_date(day: str | None) -> str | None:
    return None if day is None else "{}年{}月{}日".format(*day.split("-"))


def plain_time(iso: str) -> str:
    """2024-09-02T09:00:00+08:00 → 2024-09-02 09:00:00; every example is in +08:00"""
    assert iso.endswith("+08:00"), iso
    return iso[:19].replace("T", " ")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def element(name: str, content) -> str:
    """content: text, a list of (name, content) pairs; None is left out; empty is <name/>"""
    if content is None:
        return ""
    inner = escape(content) if isinstance(content, str) else "".join(element(n, c) for n, c in content)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def xml(charset: str, name: str, content) -> bytes:
    text = f'<?xml version="1.0" encoding="{charset}"?>' + element(name, content)
    return text.encode(charset.lower())


def materials(form, item: str):
    """The common materials and the item's own, in the order of the application"""
    wanted = COMMON + [OWN[item]]
    return [m for m in form.get("cl", []) if m["cllx"] in wanted]


# Orders: hub → partner. `form` is the application as the acceptance system sent it.

def water_order(form, case, sequence=1) -> bytes:
    firm, project, block = form["qyxx"], form["xmxx"], form["ys"]
    files = [present([("clmc", m["clmc"]), ("fjid", m["clid"]), ("sm3", m.get("sm3"))])
             for m in materials(form, "water")]
    return compact(present([
        ("bjbh", item_number(case, "water")),
        ("xzqh", "410800"),
        ("yhmc", firm["qymc"]),
        ("lxr", firm["lxr"]),
        ("lxdh", half_width(firm["lxdh"])),
        ("xmmc", project.get("xmmc")),
        ("bzdz", project["bzdz"]),
        ("cqlx", {"自有": "1", "租赁": "2"}[firm["cqlx"]]),
        ("ywlx", {"新装": "01", "报修": "02", "更名": "03", "过户": "04", "销户": "05"}[block["ywlx"]]),
        ("yslx", {"工业": "G", "商业": "S", "生活": "M", None: None}[block.get("yslx")]),
        ("ysl", two(block.get("ysl"))),
        ("ysldw", "m3/h" if "ysl" in block else None),
        ("qwyssj", block.get("qwsj")),
        ("tkrq", project["tkrq"]),
        ("tksd", {"上午": "AM", "下午": "PM"}[project["tksd"]]),
        ("fjlb", files or None),
        ("fsxt", "LIANBAN"),
    ]))


def power_order(form, case, sequence=1) -> bytes:
    firm, project, block = form["qyxx"], form["xmxx"], form["yd"]
    files = [("ATTACH", [("FILE_ID", m["clid"]), ("FILE_NAME", m["clmc"]), ("FILE_SM3", m.get("sm3"))])
             for m in materials(form, "power")]
    business = {"新装": "101", "增容": "102", "临时用电": "103", "更名": "201", "过户": "202", "销户": "301", "报修": "401"}
    return xml("UTF-8", "ORDER", [
        ("HEAD", [
            ("SERVICECODE", "20001780"),
            ("SOURCE", "HUB410800"),
            ("TARGET", "SG410800"),
            ("SERIALNO", message_id(case, "order", "power", "power", sequence)),
        ]),
        ("DATA", [
            ("PRE_APP_NO", item_number(case, "power")),
            ("PRO_CODE", "410000"),
            ("CITY_CODE", "410800"),
            ("COUNTY_CODE", "410800"),
            ("ORG_NO", "4141801"),
            ("BUSI_TYPE_CODE", business[block["ywlx"]]),
            ("CUST_TYPE", {"高压": "01", "低压非居民": "02", "低压居民": "03", None: None}[block.get("yhfl")]),
            ("CONS_NAME", firm["qymc"]),
            ("CERT_TYPE_CODE", "01" if "tyshxydm" in firm else None),
            ("CERT_NO", firm.get("tyshxydm")),
            ("ELEC_ADDR", project["bzdz"]),
            ("APPLY_CAP", two(block.get("sqrl"))),
            ("CAP_UNIT", {"千伏安": "KVA", "千瓦": "KW", None: None}[block.get("rldw")]),
            ("EXPECT_DATE", compact_date(block.get("qwsj"))),
            ("LINK_MAN", firm["lxr"]),
            ("MOBILE", half_width(firm["lxdh"])),
            ("SURVEY_DATE", compact_date(project["tkrq"])),
            ("SURVEY_HALF", {"上午": "1", "下午": "2"}[project["tksd"]]),
            ("ATTACH_LIST", files or None),
        ]),
    ])


def gas_order(form, case, sequence=1) -> bytes:
    firm, project, block = form["qyxx"], form["xmxx"], form["yq"]
    flow = two(block.get("yql"))
    return xml("GB18030", "RQBZ", [
        ("LSH", case),
        ("YHM", firm["qymc"]),
        ("LXR", firm["lxr"]),
        ("LXDH", half_width(firm["lxdh"])),
        ("DZ", project["bzdz"]),
        ("YWLX", block["ywlx"]),
        ("QYLX", block.get("yqlx")),
        ("HS", str(block["yqhs"]) if "yqhs" in block else None),
        ("QL", flow and flow + "m³/时"),
        ("YL", two(block.get("gqyl"))),
        ("QWSJ", chinese_date(block.get("qwsj"))),
        ("TKSJ", chinese_date(project["tkrq"]) + project["tksd"]),
        ("BZ", project.get("xmmc")),
    ])


def fixed(text: str | None, width: int) -> bytes:
    """left-justified, padded with blanks, cut on a character boundary; absent is all blanks"""
    field = b""
    for character in text or "":
        encoded = character.encode("gb18030")
        if len(field) + len(encoded) > width:
            break
        field += encoded
    return field.ljust(width)


def heat_order(form, case, sequence=1) -> bytes:
    """The field widths sum to 300; CR LF ends the line after them: 302 bytes in the message"""
    firm, project, block = form["qyxx"], form["xmxx"], form["yr"]
    business = {"新装": "01", "销户": "02", "报修": "03", "更名": "04", "过户": "05", "报停": "06"}
    load = f"{Decimal(str(block['yrl'])) * 100:.0f}".zfill(12) if "yrl" in block else None
    record = b"".join([
        fixed("RH", 2),
        fixed(case, 20),
        fixed(firm["qymc"], 60),
        fixed(half_width(firm["lxdh"]), 20),
        fixed(project["bzdz"], 120),
        fixed(business[block["ywlx"]], 2),
        fixed({"工业": "1", "商业采暖": "2", "居民采暖": "3", None: None}[block.get("yrlx")], 1),
        fixed(load, 12),
        fixed(compact_date(block.get("qwsj")), 8),
        fixed(compact_date(project["tkrq"]), 8),
        fixed({"上午": "A", "下午": "P"}[project["tksd"]], 1),
        fixed(None, 46),
    ])
    assert len(record) == 300, len(record)
    return record + b"\r\n"


def telecom_order(form, case, sequence=1) -> bytes:
    firm, project, block = form["qyxx"], form["xmxx"], form["tx"]
    yes = {"是": True, "否": False, "可自由选择": True, "不可自由选择": False, None: None}
    business = {"有线宽带接入": "BROADBAND", "报修": "REPAIR", "无线网络覆盖（4G/5G）": "WIRELESS_4G5G"}
    return compact(present([
        ("orderNo", item_number(case, "telecom")),
        ("regionCode", "410800"),
        ("customerName", firm["qymc"]),
        ("contactName", firm["lxr"]),
        ("contactPhone", half_width(firm["lxdh"])),
        ("address", project["bzdz"]),
        ("businessType", business[block["ywlx"]]),
        ("ftth", yes[block.get("gxdh")]),
        ("facilitiesReady", yes[block.get("ptss")]),
        ("wirelessHouseholds", block.get("wxhs")),
        ("buildingCount", block.get("lds")),
        ("totalHouseholds", block.get("zhs")),
        ("freeChoice", yes[block.get("zyxz")]),
        ("expectDate", block.get("qwsj")),
        ("surveyDate", project["tkrq"]),
        ("surveyHalf", {"上午": "AM", "下午": "PM"}[project["tksd"]]),
    ]))


def sewage_order(form, case, sequence=1) -> bytes:
    firm, project, block = form["qyxx"], form["xmxx"], form["ws"]
    kinds = [m["cllx"] for m in form.get("cl", [])]
    needed = [("身份证", "身份证（法定代表人或委托人）"), ("营业执照", "营业执照"), ("报装建筑物权属证明", "报装建筑物权属证明")]
    late = [title for kind, title in needed if kind not in kinds]
    return xml("UTF-8", "SPGL_XMSPSXBLXXB", [
        ("LSH", message_id(case, "order", "sewage", "urban-management", sequence)),
        ("XZQHDM", "410800"),
        ("GCDM", project.get("xmdm")),
        ("SPSXBM", "PSXK"),
        ("SPSXBBH", "1"),
        ("SPSXSLBM", item_number(case, "sewage")),
        ("SPBMBM", "11410800CG"),
        ("SPBMMC", "焦作市城市管理局"),
        ("SLFS", {"1": "1", "2": "4", "3": "4"}[form["sbqd"]]),
        ("BLSPSLBM", case),
        ("LXR", firm["lxr"]),
        ("LXRSJH", half_width(firm["lxdh"])),
        ("SQDW", firm["qymc"]),
        ("SQDWTYSHXYDM", firm.get("tyshxydm")),
        ("WSLX", block["wslx"]),
        ("PSL", two(block["psl"])),
        ("QWPSSJ", block.get("qwsj")),
        ("RQCL", "；".join(late) or None),
        ("BLFS", "告知承诺、容缺办理" if late else None),
    ] + spgl_materials(materials(form, "sewage")))


def spgl_materials(files):
    return [("CL", [("CLMC", m["clmc"]), ("CLID", m["clid"]), ("SM3", m.get("sm3"))]) for m in files]


def joint_survey_order(form, case, sequence=1) -> bytes:
    """canonical JSON to the lead department"""
    firm, project = form["qyxx"], form["xmxx"]
    return compact({
        "number": item_number(case, "jointSurvey"),
        "case": case,
        "title": "联合踏勘",
        "place": project["bzdz"],
        "requestedDate": project["tkrq"],
        "requestedHalf": project["tksd"],
        "contact": firm["lxr"],
        "phone": half_width(firm["lxdh"]),
        "participants": [TITLES[s] for s in SERVICES if BLOCKS[s] in form],
    })


def joint_acceptance_order(form, case, chosen) -> bytes:
    firm, project = form["qyxx"], form["xmxx"]
    return compact({
        "number": item_number(case, "jointAcceptance"),
        "case": case,
        "title": "联合验收",
        "place": project["bzdz"],
        "contact": firm["lxr"],
        "phone": half_width(firm["lxdh"]),
        "participants": [TITLES[s] for s in chosen],
    })


ORDERS = {"water": water_order, "power": power_order, "gas": gas_order, "heat": heat_order,
          "telecom": telecom_order, "sewage": sewage_order, "jointSurvey": joint_survey_order}


def water_cancel(case, time, party_order=None) -> bytes:
    return compact(present([
        ("bjbh", item_number(case, "water")), ("djbh", party_order), ("cz", "撤销"),
        ("sj", plain_time(time)), ("fsxt", "LIANBAN")]))


def power_cancel(case, time, party_order=None) -> bytes:
    return xml("UTF-8", "CANCEL", [
        ("HEAD", [("SERVICECODE", "20001789"), ("SOURCE", "HUB410800"), ("TARGET", "SG410800"),
                  ("SERIALNO", message_id(case, "cancel", "power", "power", 1))]),
        ("DATA", [("PRE_APP_NO", item_number(case, "power")), ("APP_NO", party_order), ("CANCEL_TIME", plain_time(time))])])


def telecom_cancel(case, time, party_order=None) -> bytes:
    return compact(present([
        ("orderNo", item_number(case, "telecom")), ("regionCode", "410800"), ("providerOrderNo", party_order),
        ("action", "CANCEL"), ("time", time)]))


# Notices: hub → anyone

def schedule_notice(form, case, title, at, participants) -> bytes:
    firm, project = form["qyxx"], form["xmxx"]
    return compact({
        "title": title, "case": case, "at": at, "place": project["bzdz"], "contact": firm["lxr"],
        "phone": half_width(firm["lxdh"]), "lead": TITLES["lead"],
        "participants": [TITLES[p] for p in participants]})


def appointment_notice(form, case, item, at) -> bytes:
    firm, project = form["qyxx"], form["xmxx"]
    return compact({"title": "预约接通通知", "case": case, "item": item_number(case, item), "at": at, "place": project["bzdz"],
                    "contact": firm["lxr"], "phone": half_width(firm["lxdh"])})


def warning(case, item, title, level, due, why) -> bytes:
    return compact({"case": case, "item": item_number(case, item), "title": title, "level": level, "due": due, "why": why})


def enquiry_notice(case, said) -> bytes:
    return compact({"title": said["lx"], "case": case, "text": said["nr"], "contact": said["lxr"], "phone": said["lxdh"], "at": said["sj"]})


def progress(form, case, item, state, at, reason=None) -> bytes:
    return compact(present([
        ("bwlx", "JD"), ("sblsh", form["sblsh"]), ("bjbh", case), ("zjbh", item_number(case, item)),
        ("sx", ITEM_TITLES[item]), ("dw", TITLES[item]), ("zt", state), ("sj", plain_time(at)), ("sm", reason)]))


def material_list(form, case, item, kind, at, missing) -> bytes:
    return compact({
        "bwlx": "QD", "sblsh": form["sblsh"], "bjbh": case, "zjbh": item_number(case, item),
        "sx": ITEM_TITLES[item], "dw": TITLES[item], "lx": kind, "sj": plain_time(at), "qd": missing})


def credit_permit(form, case, document) -> bytes:
    firm = form["qyxx"]
    return compact(present([
        ("XK_XDR_MC", firm["qymc"]), ("XK_XDR_LB", "法人及非法人组织"), ("XK_XDR_SHXYM", firm.get("tyshxydm")),
        ("XK_XKWS", document["title"]), ("XK_WSH", document["number"]), ("XK_XKLB", "01"),
        ("XK_NR", ITEM_TITLES["sewage"]), ("XK_JDRQ", document["date"]), ("XK_YXQZ", document["date"]),
        ("XK_YXQZI", document.get("until")), ("XK_XKJG", TITLES["sewage"]), ("XK_ZT", "1"),
        ("XK_LYDW", TITLES["sewage"]), ("BZ", "告知承诺、容缺办理；子件编号" + item_number(case, "sewage"))]))


# The acceptance system

def outcome(form, case, at, overall, items, revision=1, *, program="installation", titles=ITEM_TITLES, units=TITLES,
            why=None, more=None) -> bytes:
    """items: (item, code, title, ended at, party's order, account, reason, documents); why: from revision 2;
    more: what the program's own outcome has at its end"""
    names = {"1": "全部办结", "2": "部分办结", "3": "均未办成", "4": "已撤件"}
    rows = []
    for item, code, title, ended, order, account, reason, documents in items:
        files = [present([("bt", d["title"]), ("wh", d["number"]), ("rq", d["date"]), ("yxq", d.get("until")),
                          ("wjmc", d.get("name")), ("wjid", d.get("id"))]) for d in documents]
        rows.append(present([
            ("zjbh", item_number(case, item, program)), ("sx", titles[item]), ("dw", units[item]), ("zt", code),
            ("ztmc", title), ("sj", plain_time(ended)), ("gdh", order), ("hh", account), ("sm", reason),
            ("zs", files or None)]))
    return compact(present([("bwlx", "CJ"), ("sblsh", form["sblsh"]), ("bjbh", case), ("bb", revision), ("yy", why),
                            ("jg", overall), ("jgmc", names[overall]), ("sj", plain_time(at)), ("mx", rows)]) | (more or {}))


def rejection(form, at, problems) -> bytes:
    """problems: (JSON Pointer in the application, sentence, what was found or None)"""
    return compact({"bwlx": "TH", "sblsh": form["sblsh"], "jg": "0", "sj": plain_time(at),
                    "cw": [present([("wz", w), ("ms", m), ("zd", f)]) for w, m, f in problems]})


# Replies: partner → hub

def water_reply(case, step, result, time, order=None, note=None, missing=None) -> bytes:
    return compact(present([
        ("code", "200"), ("msg", "成功"), ("djbh", order), ("bjbh", item_number(case, "water")),
        ("stepname", step), ("dealresult", result), ("clyj", note), ("clqd", missing), ("clsj", plain_time(time))]))


def power_reply(case, status, time, order=None, account=None, reason=None, missing=None) -> bytes:
    return xml("UTF-8", "REPLY", [
        ("RESULT_CODE", "00000"), ("PRE_APP_NO", item_number(case, "power")), ("APP_NO", order),
        ("CONS_NO", account), ("STATUS", status), ("REASON_NO", "05" if missing else None), ("REASON_NAME", reason),
        ("MATERIAL_LIST", missing and [("ITEM", m) for m in missing]), ("AUDIT_TIME", plain_time(time))])


def gas_reply(case, status, time, order=None, note=None, missing=None) -> bytes:
    year, month, day, hour, minute = (int(time[a:b]) for a, b in [(0, 4), (5, 7), (8, 10), (11, 13), (14, 16)])
    return xml("GB18030", "RQBZHF", [
        ("LSH", case), ("JDH", order), ("ZT", status), ("YJ", note),
        ("SJ", f"{year}/{month}/{day} {hour}:{minute:02d}"), ("QDCL", missing and "；".join(missing))])


def heat_reply(case, status, time, order=None, note=None) -> bytes:
    stamp = "".join(c for c in time[:19] if c.isdigit())
    record = b"".join([fixed("RR", 2), fixed(case, 20), fixed(status, 1), fixed(order, 16), fixed(stamp, 14),
                       fixed(note, 80), fixed(None, 67)])
    assert len(record) == 200
    return record + b"\r\n"


def telecom_reply(case, state, time, order=None, operator=None, reason=None) -> bytes:
    return compact(present([
        ("orderNo", item_number(case, "telecom")), ("operator", operator), ("providerOrderNo", order),
        ("state", state), ("reason", reason), ("time", time)]))


def sewage_reply(case, status, time, key, note=None, clerk=None) -> bytes:
    return xml("UTF-8", "SPGL_XMSPSXBLXXXXB", [
        ("DFSJZJ", key), ("XZQHDM", "410800"), ("SPSXSLBM", item_number(case, "sewage")), ("BLCS", "行政审批科"),
        ("BLR", clerk), ("BLZT", status), ("BLSJ", plain_time(time)), ("BLYJ", note), ("DWMC", "焦作市城市管理局")])


def sewage_decision(case, result, document) -> bytes:
    return xml("UTF-8", "SPGL_XMSPSXPFWJXXB", [
        ("SPSXSLBM", item_number(case, "sewage")), ("PFRQ", document["date"]), ("PFWH", document["number"]),
        ("PFWJBT", document["title"]), ("PFWJYXQX", document.get("until")), ("SPJGLX", result),
        ("FJMC", document.get("name")), ("FJID", document.get("id"))])


def lead_reply(case, item, state, at, scheduled=None) -> bytes:
    return compact(present([
        ("item", item_number(case, item)), ("state", state), ("at", at), ("scheduledAt", scheduled)]))
