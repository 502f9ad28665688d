"""External lines in Jiaozuo (附件2): the application, and what four bureaus receive and send, byte for byte.

Written from the form and from the partners' field tables, without looking at the maps under contracts/.
All firms, persons and numbers are invented; credit codes and identity numbers are constructed.
"""

import identity
import partners
from forms import material
from partners import compact, plain_time, present, two, xml

PROGRAM = "external-line"
PARTY = {"planPermit": "planning", "road": "urban-management", "trafficSafety": "police",
         "highway": "transport", "green": "urban-management", "tree": "urban-management"}
BUREAUS = {"planning": ("11410800ZG", "焦作市自然资源和规划局"), "urban-management": ("11410800CG", "焦作市城市管理局"),
           "police": ("11410800GA", "焦作市公安局"), "transport": ("11410800JT", "焦作市交通运输局")}
UNITS = {item: BUREAUS[party][1] for item, party in PARTY.items()}
TITLES = {"planPermit": "建设工程规划许可", "road": "占用、挖掘城市道路", "trafficSafety": "交通安全方案审查",
          "highway": "占用、挖掘公路", "green": "临时占用城市绿地", "tree": "砍伐或迁移城市树木"}
CODES = {"planPermit": "GHXK", "road": "ZYWJCSDL", "trafficSafety": "JTAQSC", "highway": "ZYWJGL",
         "green": "LSZYCSLD", "tree": "KFQYCSSM"}
MATTERS = {"建设工程规划许可": ["planPermit"], "临时占用城市道路": ["road", "trafficSafety"],
           "挖掘城市道路": ["road", "trafficSafety"], "交通安全方案审查": ["trafficSafety"],
           "临时占用城市绿地": ["green"], "砍伐或迁移城市树木": ["tree"], "占用、挖掘公路": ["highway"]}
# Material → the matters whose bureau gets it; what may be handed in later (with a letter) stands in the order's RQCL.
PERMITS = ["planPermit", "road", "green", "tree", "highway"]
FILES = {"营业执照": PERMITS, "法定代表人身份证": PERMITS, "设计图纸": PERMITS, "交通组织方案": ["trafficSafety"],
         "施工方案": ["road", "highway"]}
LATER = [("营业执照", "营业执照（社会统一代码证）"), ("设计图纸", "设计图纸"), ("交通组织方案", "交通组织方案")]


# The application

ALL_FILES = [material(11, "营业执照"), material(12, "法定代表人身份证", "法定代表人居民身份证"),
             material(13, "设计图纸", "给水外线施工图"), material(14, "交通组织方案", "占道施工交通组织方案"),
             material(15, "施工方案", "给水外线施工方案")]
HIGHWAY = {"lx": "普通国省道", "mc": "S104沁阳线", "dz": "焦作市中站区S104线K12+300至K12+460段北侧"}
ROAD = {"lx": "主干道", "mc": "人民路", "dz": "焦作市解放区人民路（塔南路至民主路段）南侧",
        "jdc": {"lm": "沥青砼", "c": 36.5, "k": 1.2, "mj": 43.8},
        "fjdc": {"lm": "水泥砼", "c": 120, "k": 1, "mj": 120},
        "rxd": {"lm": "火烧板", "c": 88.25, "k": 0.8, "mj": 70.6}}
GREEN = {"dz": "人民路南侧绿化带", "xz": "道路附属绿地", "c": 40, "k": 1.5, "mj": 60}


def application(number: str, matters: list[str], *, submitted="2024-09-02T08:40:00+08:00", channel="1", filing=False,
                period=("2024-09-10", "2024-09-20"), delivery="系统推送(网上下载)", post=None, files=None, promises=None,
                road=None, **more) -> dict:
    """Form 附件2 with the blocks that its matters ask for"""
    form = {
        "bwlx": "WXSB", "sblsh": number, "sbqd": channel, "sbsj": submitted,
        "xmxx": {"xmmc": "䶮昌绿色建材产业园一期给水外线工程", "xmdm": "2407-410802-04-01-235617",
                 "jsdz": "焦作市解放区人民路中段1688号至塔南路口"},
        "sqdw": {"dwmc": "焦作市怀源供水有限公司", "tyshxydm": "91410800173426819P", "frdb": "靳𬭎",
                 "frsfz": "41081119751106282X", "jbr": "郭晓梅", "lxdh": "13903911078"},
        "sgdw": {"dwmc": "河南中豫市政工程有限公司", "tyshxydm": "91410800MA45WGYX3J", "lxr": "牛志强", "lxfs": "0391-3987766"},
        "sqsx": matters, "sqlb": "备案" if filing else "联审",
        "sqnr": "敷设DN200给水管道245米，自人民路DN600主管接入；迁移行道树（法桐）3株",
        "zyyy": "给水管道开槽敷设，需临时占用并挖掘路面",
        "kssj": period[0], "jssj": period[1], "sdfs": delivery,
    }
    if post:
        form["yjdz"] = post
    if "占用、挖掘公路" in matters:
        form["gl"] = HIGHWAY
    if "临时占用城市道路" in matters or "挖掘城市道路" in matters:
        form["csdl"] = road or ROAD
    if "临时占用城市绿地" in matters:
        form["ld"] = GREEN
    if files := ALL_FILES if files is None else files:
        form["cl"] = files
    if promises:
        form["cn"] = promises
    return form | more


def letter(kind: str, at="2024-09-02T08:30:00+08:00") -> dict:
    return {"cnlx": kind, "qdsj": at, "wjid": "CN20240902101", "cnr": "靳𬭎"}


def items_of(form) -> list[str]:
    wanted = {item for matter in form["sqsx"] for item in MATTERS[matter]}
    return [item for item in identity.ITEMS[PROGRAM] if item in wanted]


# Hub → bureau

def late(form, item) -> list[str]:
    """What is handed in later, by the titles of the rules that ask for it"""
    there = [m["cllx"] for m in form.get("cl", [])]
    return [title for kind, title in LATER if item in FILES[kind] and kind not in there]


def manner(form, item) -> str | None:
    """How a permit is handled; the police give an opinion, whatever the manner"""
    promised = [p["cnlx"] for p in form.get("cn", [])]
    if item == "trafficSafety":
        return None
    if late(form, item) and "容缺承诺" in promised:
        return "告知承诺、容缺办理"
    if form["sqlb"] == "备案" and "告知承诺备案" in promised:
        return "告知承诺备案"
    return "告知承诺" if "告知承诺" in promised else None


def days(form) -> str | None:
    """Two bureaus: one working day; more: two; one: the notice says nothing"""
    bureaus = len({PARTY[i] for i in items_of(form)})
    return {1: None, 2: "1"}.get(bureaus, "2")


def order(form, case, item, sequence=1) -> bytes:
    project, firm, builder = form["xmxx"], form["sqdw"], form["sgdw"]
    party = PARTY[item]
    road = form.get("gl") if item == "highway" else form.get("csdl") if item in ["road", "trafficSafety"] else None
    place = {"planPermit": project["jsdz"], "tree": project["jsdz"]}.get(item) or (road and road["dz"])
    lanes = [("jdc", "机动车道"), ("fjdc", "非机动车道"), ("rxd", "人行道")]
    everything = [
        ("LSH", identity.message_id(case, "order", item, party, sequence)),
        ("XZQHDM", "410800"),
        ("GCDM", project.get("xmdm")),
        ("SPSXBM", CODES[item]),
        ("SPSXBBH", "1"),
        ("SPSXSLBM", identity.item_number(case, item, PROGRAM)),
        ("SPBMBM", BUREAUS[party][0]),
        ("SPBMMC", BUREAUS[party][1]),
        ("SLFS", {"1": "1", "2": "4", "3": "4"}[form["sbqd"]]),
        ("BLSPSLBM", case),
        ("SXBLSX", days(form)),
        ("LXR", firm["jbr"]),
        ("LXRSJH", firm["lxdh"]),
        ("SQDW", firm["dwmc"]),
        ("SQDWTYSHXYDM", firm["tyshxydm"]),
        ("SGDW", builder["dwmc"]),
        ("ZYYY", form["sqnr"] if item in ["planPermit", "tree"] else form["zyyy"]),
        ("ZYKSSJ", form["kssj"]),
        ("ZYJSSJ", form["jssj"]),
        ("DLLX", road and road["lx"]),
        ("DLMC", road and road["mc"]),
        ("DLDZ", place),
    ] + [
        ("DL", [("CDLX", lane), ("LMLX", road[key]["lm"]), ("C", two(road[key]["c"])), ("K", two(road[key]["k"])),
                ("MJ", two(road[key]["mj"]))])
        for key, lane in lanes if item == "road" and key in road
    ] + [
        ("LD", [("DZ", g["dz"]), ("XZ", g.get("xz")), ("C", two(g["c"])), ("K", two(g["k"])), ("MJ", two(g["mj"]))])
        for g in ([form["ld"]] if item == "green" else [])
    ] + [
        ("SDFS", {"系统推送(网上下载)": "1", "窗口领取": "2", "邮寄送达(费用自理)": "3"}[form["sdfs"]]),
        ("RQCL", "；".join(late(form, item)) or None),
        ("BLFS", manner(form, item)),
    ] + partners.spgl_materials([m for m in form.get("cl", []) if item in FILES[m["cllx"]]])
    if item == "trafficSafety":                 # the police get the road and the time, not who applies and for what
        hidden = ["GCDM", "LXR", "LXRSJH", "SQDW", "SQDWTYSHXYDM", "SGDW", "ZYYY", "SDFS"]
        everything = [pair for pair in everything if pair[0] not in hidden]
    return xml("UTF-8", "SPGL_XMSPSXBLXXB", everything)


def cancel(case, item, at) -> bytes:
    return xml("UTF-8", "SPGL_XMSPSXCJXXB", [
        ("LSH", identity.message_id(case, "cancel", item, PARTY[item], 1)), ("XZQHDM", "410800"),
        ("SPSXSLBM", identity.item_number(case, item, PROGRAM)), ("CJSJ", plain_time(at))])


# Bureau → hub

def reply(case, item, status, time, note=None, clerk=None) -> bytes:
    return xml("UTF-8", "SPGL_XMSPSXBLXXXXB", [
        ("DFSJZJ", f"JZ{CODES[item]}{time[:10].replace('-', '')}{status}"), ("XZQHDM", "410800"),
        ("SPSXSLBM", identity.item_number(case, item, PROGRAM)), ("BLCS", "行政审批科"), ("BLR", clerk), ("BLZT", status),
        ("BLSJ", plain_time(time)), ("BLYJ", note), ("DWMC", UNITS[item]), ("SJLY", "工程建设审批系统")])


def decision(case, item, result, document) -> bytes:
    return xml("UTF-8", "SPGL_XMSPSXPFWJXXB", [
        ("SPSXSLBM", identity.item_number(case, item, PROGRAM)), ("PFRQ", document["date"]), ("PFWH", document["number"]),
        ("PFWJBT", document["title"]), ("PFWJYXQX", document.get("until")), ("SPJGLX", result),
        ("FJMC", document.get("name")), ("FJID", document.get("id"))])


def document(item, number, date, until=None) -> dict:
    paper = {"planPermit": ("建设工程规划许可证", "焦规建字第410800{}{:03d}号"), "road": ("挖掘城市道路许可证", "焦城挖许〔{}〕第{:03d}号"),
             "highway": ("涉路施工许可决定书", "焦交路许〔{}〕第{:03d}号"), "green": ("临时占用城市绿地许可证", "焦城绿占〔{}〕第{:03d}号"),
             "tree": ("迁移城市树木许可证", "焦城绿迁〔{}〕第{:03d}号")}[item]
    return {"title": paper[0], "number": paper[1].format(date[:4], number), "date": date, "until": until,
            "name": paper[0] + ".pdf", "id": f"{CODES[item]}{date[:4]}{number:03d}"}


# Hub → whoever submitted, and notices

def outcome(form, case, at, overall, items, revision=1, why=None) -> bytes:
    more = {"sdfs": form["sdfs"]} | ({"yjdz": form["yjdz"]} if "yjdz" in form else {})
    rows = [(item, code, title, ended, None, None, reason, papers) for item, code, title, ended, reason, papers in items]
    return partners.outcome(form, case, at, overall, rows, revision, program=PROGRAM, titles=TITLES, units=UNITS,
                            why=why, more=more)


def progress(form, case, item, state, at, reason=None) -> bytes:
    return compact(present([
        ("bwlx", "JD"), ("sblsh", form["sblsh"]), ("bjbh", case), ("zjbh", identity.item_number(case, item, PROGRAM)),
        ("sx", TITLES[item]), ("dw", UNITS[item]), ("zt", state), ("sj", plain_time(at)), ("sm", reason)]))


def material_list(form, case, item, at, missing) -> bytes:
    return compact({
        "bwlx": "QD", "sblsh": form["sblsh"], "bjbh": case, "zjbh": identity.item_number(case, item, PROGRAM),
        "sx": TITLES[item], "dw": UNITS[item], "lx": "补正告知", "sj": plain_time(at), "qd": missing})


def credit_permit(form, case, item, paper, how) -> bytes:
    firm = form["sqdw"]
    return compact(present([
        ("XK_XDR_MC", firm["dwmc"]), ("XK_XDR_LB", "法人及非法人组织"), ("XK_XDR_SHXYM", firm["tyshxydm"]),
        ("XK_XKWS", paper["title"]), ("XK_WSH", paper["number"]), ("XK_XKLB", "01"), ("XK_NR", TITLES[item]),
        ("XK_JDRQ", paper["date"]), ("XK_YXQZ", paper["date"]), ("XK_YXQZI", paper.get("until")),
        ("XK_XKJG", UNITS[item]), ("XK_ZT", "1"), ("XK_LYDW", UNITS[item]),
        ("BZ", how + "；子件编号" + identity.item_number(case, item, PROGRAM))]))


def road_acceptance(form, case, at) -> bytes:
    return compact({"title": "施工完毕现场验收通知", "case": case, "item": identity.item_number(case, "road", PROGRAM), "at": at,
                    "road": form["csdl"]["mc"], "place": form["csdl"]["dz"], "contact": form["sgdw"]["lxr"],
                    "phone": form["sgdw"]["lxfs"]})


def plan_verification(form, case, at, paper) -> bytes:
    return compact({"title": "规划核实通知", "case": case, "item": identity.item_number(case, "planPermit", PROGRAM), "at": at,
                    "permit": paper["number"], "place": form["xmxx"]["jsdz"], "contact": form["sgdw"]["lxr"],
                    "phone": form["sgdw"]["lxfs"]})


def warning(case, item, level, due, why) -> bytes:
    return compact({"case": case, "item": identity.item_number(case, item, PROGRAM), "title": "并联审批", "level": level,
                    "due": due, "why": why})


JOINT_WORK = "同一道路同一时段有另一外线工程，请协同施工"


def joint_work(form, case, other, place, period) -> bytes:
    """to the lead department and the bureaus of the other case"""
    return compact({"title": JOINT_WORK, "source": form["sblsh"], "case": case, "other": other, "place": place,
                    "from": period[0], "to": period[1], "unit": form["sqdw"]["dwmc"], "contractor": form["sgdw"]["dwmc"],
                    "contact": form["sgdw"]["lxr"], "phone": form["sgdw"]["lxfs"]})


def joint_work_form(form, case, other, place, period) -> bytes:
    """to whoever submitted"""
    return compact({"bwlx": "XT", "sblsh": form["sblsh"], "bjbh": case, "lbjh": other, "dlmc": place, "kssj": period[0],
                    "jssj": period[1], "ts": JOINT_WORK})


def complaint(case, text, contact, phone, at) -> bytes:
    return compact({"title": "群众投诉，请协调处理", "case": case, "text": text, "contact": contact, "phone": phone, "at": at})
