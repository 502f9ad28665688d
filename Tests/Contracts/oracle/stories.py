"""The examples under contracts/jiaozuo/installation/examples: what comes in, what must go out.

Each example is a function that fills a Story; generate.py writes it as story.yaml and payload files.
The first case of 2024-09-02 is 41080020240902000001; every story starts on an empty hub.
"""

import copy

import partners
from forms import COMMON, GAS, HEAT, POWER, SEWAGE, TELECOM, WATER, application, material
from identity import sm3
from partners import BLOCKS, SERVICES
from story import Story


def sent(form_number="2024090200001"):
    return "41080000" + form_number


# What an application for all six that fills every block shows.
ALL_SIX = ["JZ-02", "JZ-05", "JZ-06", "JZ-07", "JZ-10", "JZ-12", "JZ-13", "JZ-15", "JZ-18",
           "JZ-F1a", "JZ-F1c", "JZ-F1d", "JZ-F1e", "JZ-F1f", "JZ-F1g", "JZ-F1h", "JZ-F1j"]


# Whole cases

def full_set():
    s = Story("full-set", "六项全报，一次办结", ALL_SIX + ["JZ-17", "JZ-20"])
    blocks = {"ys": WATER, "yd": POWER, "yq": GAS, "yr": HEAT, "tx": TELECOM, "ws": SEWAGE}
    files = COMMON + [material(5, "用电个性材料", "用电设备清单"), material(6, "排水许可个性材料", "排水管网图")]
    s.submit(application(sent(), blocks, files=files, firm={"lxdh": "１３８３９１１２２３３"}), "2024-09-02T09:00:00+08:00")
    s.reply("jointSurvey", partners.lead_reply(s.case, "jointSurvey", "accepted", "2024-09-02T14:28:00+08:00",
            "2024-09-05T09:00:00+08:00"), "2024-09-02T14:30:00+08:00", "accepted", name="lead.reply-1.json")
    s.notice("surveyNotice", SERVICES, partners.schedule_notice(s.form, s.case, "联合踏勘通知", "2024-09-05T09:00:00+08:00",
             SERVICES), "surveyNotice.json")
    c = s.case
    s.reply("water", partners.water_reply(c, "申请", "1", "2024-09-02T15:10:00+08:00", "GS2024090215"), "2024-09-02T15:12:00+08:00", "accepted")
    s.reply("power", partners.power_reply(c, "3", "2024-09-02T15:20:00+08:00"), "2024-09-02T15:21:00+08:00", "accepted")
    s.reply("gas", partners.gas_reply(c, "受理", "2024-09-02T16:05:00+08:00", "RQ-20240902-7"), "2024-09-02T16:06:00+08:00", "accepted")
    s.reply("heat", partners.heat_reply(c, "A", "2024-09-02T16:30:15+08:00", "GR24090203", "已受理"), "2024-09-02T16:32:00+08:00", "accepted")
    s.reply("telecom", partners.telecom_reply(c, "ACCEPTED", "2024-09-02T17:00:00+08:00", "YD-88121", "中国移动焦作分公司"),
            "2024-09-02T17:00:20+08:00", "accepted")
    s.reply("sewage", partners.sewage_reply(c, "3", "2024-09-03T09:30:00+08:00", "CG240903001", clerk="李建国"),
            "2024-09-03T09:31:00+08:00", "accepted")
    s.reply("jointSurvey", partners.lead_reply(c, "jointSurvey", "surveyed", "2024-09-05T11:20:00+08:00"),
            "2024-09-05T11:25:00+08:00", "surveyed", name="lead.reply-2.json")
    document = {"title": "城镇污水排入排水管网许可证", "number": "焦城排许〔2024〕第046号", "date": "2024-09-12", "until": "2029-09-11",
                "name": "排水许可证.pdf", "id": "PSXK2024046"}
    s.reply("sewage", partners.sewage_decision(c, "1", document), "2024-09-12T10:00:00+08:00", "granted")
    s.reply("telecom", partners.telecom_reply(c, "DONE", "2024-09-13T16:40:00+08:00", "YD-88121", "中国移动焦作分公司", "宽带已开通"),
            "2024-09-13T16:40:30+08:00", "connected")
    s.reply("water", partners.water_reply(c, "通水", "1", "2024-09-14T10:15:00+08:00", "GS2024090215", "已通水"),
            "2024-09-14T10:16:00+08:00", "connected")
    s.reply("gas", partners.gas_reply(c, "完成", "2024-09-18T09:05:00+08:00", "RQ-20240902-7", "已通气"),
            "2024-09-18T09:06:00+08:00", "connected")
    s.reply("power", partners.power_reply(c, "11", "2024-09-19T15:30:00+08:00", "4141800240902017", "4108091734", "送电完成"),
            "2024-09-19T15:31:00+08:00", "connected")
    s.reply("heat", partners.heat_reply(c, "D", "2024-09-20T11:02:33+08:00", "GR24090203", "供热接入完成"),
            "2024-09-20T11:05:00+08:00", "connected")
    s.outcome("1", [
        ("water", "1", "已接通", "2024-09-14T10:15:00+08:00", "GS2024090215", None, "已通水", []),
        ("power", "1", "已接通", "2024-09-19T15:30:00+08:00", "4141800240902017", "4108091734", "送电完成", []),
        ("gas", "1", "已接通", "2024-09-18T09:05:00+08:00", "RQ-20240902-7", None, "已通气", []),
        ("heat", "1", "已接通", "2024-09-20T11:02:33+08:00", "GR24090203", None, "供热接入完成", []),
        ("telecom", "1", "已接通", "2024-09-13T16:40:00+08:00", "YD-88121", None, "宽带已开通", []),
        ("sewage", "1", "准予许可", "2024-09-12T10:00:00+08:00", None, None, None, [document]),
    ])
    return s


def single_service():
    s = Story("single-service", "只报用水：不组织联合踏勘，逐步告知进度", ["JZ-06", "JZ-07", "JZ-15", "JZ-F1a", "JZ-F1c"], ignore=())
    s.submit(application(sent(), {"ys": WATER}, kind="既有建筑新增需求报装"), "2024-09-02T09:00:00+08:00")
    steps = [("申请", "accepted", "已受理", "2024-09-02T10:00:00+08:00", None),
             ("踏勘", "surveyed", "已踏勘", "2024-09-05T10:30:00+08:00", "具备接入条件"),
             ("方案", "planned", "已答复方案", "2024-09-06T09:00:00+08:00", "由人民路DN200主管接入"),
             ("施工", "built", "已施工", "2024-09-10T17:30:00+08:00", "接入工程完工"),
             ("验收", "inspected", "已验收", "2024-09-11T10:00:00+08:00", "验收合格"),
             ("通水", "connected", "已接通", "2024-09-11T15:45:00+08:00", "已通水")]
    for number, (step, state, title, time, note) in enumerate(steps, 1):
        arrival = time[:16] + ":40+08:00"
        s.reply("water", partners.water_reply(s.case, step, "1", time, "GS2024090216", note), arrival, state)
        s.notice("progress", "platform", partners.progress(s.form, s.case, "water", title, time, note), f"progress-{number}.json")
    s.outcome("1", [("water", "1", "已接通", "2024-09-11T15:45:00+08:00", "GS2024090216", None, "已通水", [])])
    return s


def partial_refusal():
    s = Story("partial-refusal", "用气未办成，其余照常出件", ["JZ-05", "JZ-07", "JZ-17"])
    s.submit(application(sent(), {"ys": WATER, "yq": GAS}), "2024-09-02T09:00:00+08:00")
    c = s.case
    s.reply("gas", partners.gas_reply(c, "受理", "2024-09-02T10:05:00+08:00", "RQ-20240902-8", "待踏勘"), "2024-09-02T10:06:00+08:00", "accepted")
    s.reply("water", partners.water_reply(c, "申请", "1", "2024-09-02T10:20:00+08:00", "GS2024090217"), "2024-09-02T10:21:00+08:00", "accepted")
    s.reply("gas", partners.gas_reply(c, "终止", "2024-09-06T08:07:00+08:00", "RQ-20240902-8", "周边无市政中压管网，暂不具备接入条件"),
            "2024-09-06T08:08:00+08:00", "refused")
    s.reply("water", partners.water_reply(c, "通水", "1", "2024-09-14T10:15:00+08:00", "GS2024090217", "已通水"),
            "2024-09-14T10:16:00+08:00", "connected")
    s.outcome("2", [
        ("water", "1", "已接通", "2024-09-14T10:15:00+08:00", "GS2024090217", None, "已通水", []),
        ("gas", "2", "不予办理", "2024-09-06T08:07:00+08:00", "RQ-20240902-8", None, "周边无市政中压管网，暂不具备接入条件", [])])
    return s


def supplement():
    s = Story("supplement", "补正：供电一次告知，申请人补交权属证明，工单重发", ["JZ-14", "JZ-15", "JZ-17"])
    s.submit(application(sent(), {"yd": POWER}, files=COMMON[:3]), "2024-09-02T09:00:00+08:00")
    c = s.case
    s.reply("power", partners.power_reply(c, "6", "2024-09-02T11:00:00+08:00", reason="资料不全", missing=["报装建筑物权属证明"]),
            "2024-09-02T11:01:00+08:00", "supplementing")
    s.notice("materialList", "platform", partners.material_list(s.form, c, "power", "补正告知", "2024-09-02T11:00:00+08:00",
             ["报装建筑物权属证明"]), "materialList.json")
    title = COMMON[3]
    s.update({"bwlx": "GX", "sblsh": s.form["sblsh"], "gxlx": "补正", "cl": [title]}, "2024-09-03T09:00:00+08:00", "update.json")
    s.form = copy.deepcopy(s.form)
    s.form["cl"] = s.form["cl"] + [title]
    s.order("power", sequence=2)
    s.reply("power", partners.power_reply(c, "3", "2024-09-03T10:00:00+08:00", reason="资料齐全"), "2024-09-03T10:01:00+08:00", "accepted")
    s.reply("power", partners.power_reply(c, "11", "2024-09-12T16:00:00+08:00", "4141800240903005", "4108091735", "送电完成"),
            "2024-09-12T16:01:00+08:00", "connected")
    s.outcome("1", [("power", "1", "已接通", "2024-09-12T16:00:00+08:00", "4141800240903005", "4108091735", "送电完成", [])])
    return s


def tolerance_permit():
    s = Story("tolerance-permit", "排水许可容缺办理，准予后推送信用平台", ["JZ-29", "JZ-30", "JZ-31", "JZ-F1h"])
    promise = {"cnlx": "容缺承诺", "qdsj": "2024-09-02T08:55:00+08:00", "wjid": "CN20240902001"}
    s.submit(application(sent(), {"ws": SEWAGE}, files=[COMMON[0], COMMON[2]], promises=[promise]), "2024-09-02T09:00:00+08:00")
    c = s.case
    s.reply("sewage", partners.sewage_reply(c, "3", "2024-09-03T09:00:00+08:00", "CG240903002", "容缺受理", "李建国"),
            "2024-09-03T09:01:00+08:00", "accepted")
    s.reply("sewage", partners.sewage_reply(c, "12", "2024-09-10T15:20:00+08:00", "CG240910007", "准予许可，权属证明后补", "李建国"),
            "2024-09-10T15:21:00+08:00", "grantedTolerance")
    document = {"title": "城镇污水排入排水管网许可证", "number": "焦城排许〔2024〕第047号", "date": "2024-09-10", "until": "2029-09-09",
                "name": "排水许可证.pdf", "id": "PSXK2024047"}
    s.reply("sewage", partners.sewage_decision(c, "3", document), "2024-09-11T08:45:00+08:00", "grantedTolerance")
    s.notice("creditPermit", "credit", partners.credit_permit(s.form, c, document), "creditPermit.json")
    s.outcome("1", [("sewage", "1", "容缺准予许可", "2024-09-10T15:20:00+08:00", None, None, "准予许可，权属证明后补", [document])])
    return s


def joint_acceptance():
    s = Story("joint-acceptance", "申请人选择联合验收，牵头部门定时间后通知各单位", ["JZ-07", "JZ-25"])
    s.submit(application(sent(), {"ys": WATER, "yr": HEAT}), "2024-09-02T09:00:00+08:00")
    s.update({"bwlx": "GX", "sblsh": s.form["sblsh"], "gxlx": "验收方式", "ysfs": "联合验收", "yssx": ["用水报装", "用热报装"]},
             "2024-09-23T09:00:00+08:00", "update.json")
    s.order("jointAcceptance", partners.joint_acceptance_order(s.form, s.case, ["water", "heat"]))
    s.reply("jointAcceptance", partners.lead_reply(s.case, "jointAcceptance", "accepted", "2024-09-23T10:28:00+08:00",
            "2024-09-25T15:00:00+08:00"), "2024-09-23T10:30:00+08:00", "accepted", name="lead.reply-1.json")
    s.notice("acceptanceNotice", ["water", "heat"], partners.schedule_notice(s.form, s.case, "联合验收通知",
             "2024-09-25T15:00:00+08:00", ["water", "heat"]), "acceptanceNotice.json")
    return s


def repeated_reply():
    s = Story("repeated-reply", "通信回执重发：时间戳和签名换新，内容相同，只算一次", [])
    s.submit(application(sent(), {"tx": TELECOM}, kind="既有建筑新增需求报装"), "2024-09-02T09:00:00+08:00")
    body = partners.telecom_reply(s.case, "DONE", "2024-09-04T10:00:00+08:00", "LT-5531", "中国联通焦作分公司", "已开通")
    s.reply("telecom", body, "2024-09-04T10:00:05+08:00", "connected")
    s.outcome("1", [("telecom", "1", "已接通", "2024-09-04T10:00:00+08:00", "LT-5531", None, "已开通", [])])
    s.reply("telecom", body, "2024-09-04T10:05:00+08:00", None, name="telecom.reply-1.json", gives={"duplicate": True})
    return s


def out_of_order():
    s = Story("out-of-order", "回执先后颠倒：先到通水，后到受理，结果不变", ["JZ-17"])
    s.submit(application(sent(), {"ys": WATER, "tx": TELECOM}), "2024-09-02T09:00:00+08:00")
    c = s.case
    s.reply("water", partners.water_reply(c, "通水", "1", "2024-09-10T16:00:00+08:00", "GS2024090218", "已通水"),
            "2024-09-10T16:01:00+08:00", "connected")
    s.reply("water", partners.water_reply(c, "申请", "1", "2024-09-02T10:00:00+08:00", "GS2024090218"),
            "2024-09-10T16:05:00+08:00", "accepted")
    s.reply("telecom", partners.telecom_reply(c, "DONE", "2024-09-11T09:30:00+08:00", "DX-1207", "中国电信焦作分公司", "已开通"),
            "2024-09-11T09:30:10+08:00", "connected")
    s.outcome("1", [("water", "1", "已接通", "2024-09-10T16:00:00+08:00", "GS2024090218", None, "已通水", []),
                    ("telecom", "1", "已接通", "2024-09-11T09:30:00+08:00", "DX-1207", None, "已开通", [])])
    return s


def withdrawal():
    s = Story("withdrawal", "撤件：撤销已派工单，出件为已撤件", [])
    s.submit(application(sent(), {"ys": WATER}), "2024-09-02T09:00:00+08:00")
    body = {"bwlx": "CX", "sblsh": s.form["sblsh"], "cxyy": "项目暂缓"}
    s.files["withdrawal.json"] = partners.json.dumps(body, ensure_ascii=False, indent=2).encode() + b"\n"
    at = s.at = "2024-09-03T09:30:00+08:00"
    s.step(at=at, **{"from": "platform"}, send="withdrawal.json", message="CX-" + s.form["sblsh"], gives={"case": s.case})
    s.cancel("water", partners.water_cancel(s.case, at))
    s.outcome("4", [("water", "3", "已撤件", at, None, None, None, [])])
    return s


# The other kinds of business, materials, limits, appointments, questions

def business(kind, folder, title, proves, blocks, channel):
    s = Story(folder, title, proves)
    form = application(sent(), blocks, kind=kind) | {"sbqd": channel}
    s.submit(form, "2024-09-02T09:00:00+08:00")
    return s


def electronic_licences():
    s = Story("electronic-licences", "营业执照、权属证明由电子证照调取，不收纸质材料，随工单送达", ["JZ-16", "JZ-16b", "JZ-15"])
    files = [m | ({"clxs": "电子证照", "clly": "电子证照调取"} if m["cllx"] in ["营业执照", "报装建筑物权属证明"] else {"clly": "网上提交"})
             for m in COMMON]
    s.submit(application(sent(), {"ys": WATER, "yd": POWER}, files=files), "2024-09-02T09:00:00+08:00")
    return s


def survey_list():
    s = Story("survey-list", "踏勘后反馈个性材料清单，补交后工单重发", ["JZ-22", "JZ-15"])
    s.submit(application(sent(), {"ys": WATER}), "2024-09-02T09:00:00+08:00")
    c = s.case
    s.reply("water", partners.water_reply(c, "申请", "1", "2024-09-02T10:00:00+08:00", "GS2024090221", "个性材料容缺受理"),
            "2024-09-02T10:00:40+08:00", "accepted")
    s.reply("water", partners.water_reply(c, "踏勘", "1", "2024-09-05T11:00:00+08:00", "GS2024090221", "具备接入条件",
            ["给水总平面图", "二次供水设计图"]), "2024-09-05T11:00:40+08:00", "surveyed")
    s.notice("materialList", "platform", partners.material_list(s.form, c, "water", "个性材料清单", "2024-09-05T11:00:00+08:00",
             ["给水总平面图", "二次供水设计图"]), "materialList.json")
    more = [material(21, "用水个性材料", "给水总平面图"), material(22, "用水个性材料", "二次供水设计图")]
    s.update({"bwlx": "GX", "sblsh": s.form["sblsh"], "gxlx": "补正", "cl": more}, "2024-09-06T09:00:00+08:00", "update.json")
    s.form = s.form | {"cl": s.form["cl"] + more}
    s.order("water", sequence=2)
    s.reply("water", partners.water_reply(c, "通水", "1", "2024-09-14T10:15:00+08:00", "GS2024090221", "已通水"),
            "2024-09-14T10:16:00+08:00", "connected")
    s.outcome("1", [("water", "1", "已接通", "2024-09-14T10:15:00+08:00", "GS2024090221", None, "已通水", [])])
    return s


def appointment():
    s = Story("appointment", "预约接通：通知所约的各企业，改约再通知一次", ["JZ-25b"])
    s.submit(application(sent(), {"ys": WATER, "yd": POWER, "yq": GAS, "yr": HEAT, "tx": TELECOM}), "2024-09-02T09:00:00+08:00")
    afternoon = {key: "2024-09-26T15:00:00+08:00" for key in ["yd", "yq", "yr", "tx"]}
    for number, (day, at) in enumerate([("2024-09-23", "2024-09-26T09:00:00+08:00"), ("2024-09-24", "2024-09-27T09:00:00+08:00")], 1):
        times = {"ys": at} | (afternoon if number == 1 else {})
        s.update({"bwlx": "GX", "sblsh": s.form["sblsh"], "gxlx": "预约接通", "yyjt": times}, day + "T09:00:00+08:00", f"update-{number}.json")
        for item in SERVICES:
            key = BLOCKS[item]
            if key in times:
                s.notice("appointmentNotice", item, partners.appointment_notice(s.form, s.case, item, times[key]),
                         f"appointmentNotice-{item}-{number}.json")
    return s


def correction():
    s = Story("correction", "更正地址和联系人：各单位工单和联合踏勘都重发一次", ["JZ-15", "JZ-13"])
    s.submit(application(sent(), {"ys": WATER, "yd": POWER, "yq": GAS, "yr": HEAT, "tx": TELECOM}), "2024-09-02T09:00:00+08:00")
    place = "焦作市解放区人民路中段1688号䶮昌产业园2号门"
    s.update({"bwlx": "GX", "sblsh": s.form["sblsh"], "gxlx": "更正", "jbh": 1, "lxr": "王芳", "lxdh": "１５５３９１７８８６６", "bzdz": place},
             "2024-09-02T15:00:00+08:00", "update.json")
    s.form = s.form | {"qyxx": s.form["qyxx"] | {"lxr": "王芳", "lxdh": "15539178866"}, "xmxx": s.form["xmxx"] | {"bzdz": place}}
    s.resend(["water", "power", "gas", "heat", "telecom", "jointSurvey"])
    return s


def correction_of_quantities():
    s = Story("correction-of-quantities", "更正用量：只重发有改动的工单", ["JZ-15"])
    s.submit(application(sent(), {"ys": WATER, "yd": POWER, "yq": GAS, "ws": SEWAGE}), "2024-09-02T09:00:00+08:00")
    head = {"bwlx": "GX", "sblsh": s.form["sblsh"], "gxlx": "更正"}
    s.update(head | {"sqrl": 800, "rldw": "千瓦"}, "2024-09-02T14:00:00+08:00", "update-1.json")
    s.form = s.form | {"yd": s.form["yd"] | {"sqrl": 800, "rldw": "千瓦"}}
    s.resend(["power"])
    s.update(head | {"ysl": 15, "yql": 50.25, "psl": 10}, "2024-09-03T14:00:00+08:00", "update-2.json")
    s.form = s.form | {b: s.form[b] | {key: value} for b, key, value in [("ys", "ysl", 15), ("yq", "yql", 50.25), ("ws", "psl", 10)]}
    s.resend(["water", "gas", "sewage"])
    return s


def withdrawal_of_several():
    s = Story("withdrawal-of-several", "撤件：向供水、供电、通信撤单，写明对方工单号", ["JZ-15"])
    s.submit(application(sent(), {"ys": WATER, "yd": POWER, "tx": TELECOM}), "2024-09-02T09:00:00+08:00")
    c = s.case
    s.reply("water", partners.water_reply(c, "申请", "1", "2024-09-02T10:00:00+08:00", "GS2024090231"), "2024-09-02T10:00:30+08:00", "accepted")
    s.reply("telecom", partners.telecom_reply(c, "RECEIVED", "2024-09-02T10:10:00+08:00", "LT-5540", "中国联通焦作分公司"),
            "2024-09-02T10:10:20+08:00", "received")
    at = s.at = "2024-09-03T09:30:00+08:00"
    body = {"bwlx": "CX", "sblsh": s.form["sblsh"], "cxyy": "项目暂缓", "cxsj": "2024-09-03T09:25:00+08:00"}
    s.files["withdrawal.json"] = partners.json.dumps(body, ensure_ascii=False, indent=2).encode() + b"\n"
    s.step(at=at, **{"from": "platform"}, send="withdrawal.json", message="CX-" + s.form["sblsh"], gives={"case": s.case})
    s.cancel("water", partners.water_cancel(c, at, "GS2024090231"))
    s.cancel("power", partners.power_cancel(c, at))
    s.cancel("telecom", partners.telecom_cancel(c, at, "LT-5540"))
    s.outcome("4", [("water", "3", "已撤件", at, "GS2024090231", None, None, []), ("power", "3", "已撤件", at, None, None, None, []),
                    ("telecom", "3", "已撤件", at, "LT-5540", None, None, [])])
    return s


def single_acceptance():
    s = Story("single-acceptance", "申请人选择单项验收：不通知牵头部门，各自验收", ["JZ-25"])
    s.submit(application(sent(), {"ys": WATER, "yr": HEAT}), "2024-09-02T09:00:00+08:00")
    s.update({"bwlx": "GX", "sblsh": s.form["sblsh"], "gxlx": "验收方式", "ysfs": "单项验收"}, "2024-09-23T09:00:00+08:00", "update.json")
    return s


def tell_once_limit():
    s = Story("tell-once-limit", "排水许可五日内受理或一次告知：先预警，后逾期，受理后停止", ["JZ-08", "JZ-14"])
    s.submit(application(sent(), {"ws": SEWAGE}, files=[COMMON[0], COMMON[2], COMMON[3]]), "2024-09-02T09:00:00+08:00")
    due = "2024-09-09T18:00:00+08:00"
    why = "2024-09-02（周一）派单，当日不计；第1至第4个工作日为 2024-09-03至09-06；09-07至09-08 周末；第5个工作日为 2024-09-09，截止 18:00"
    for at, level in [("2024-09-05T15:23:00+08:00", None), ("2024-09-05T15:24:00+08:00", "warning"),
                      ("2024-09-09T17:59:00+08:00", None), (due, "overdue")]:
        s.step(wait=at)
        if level:
            s.notice("warning", ["urban-management", "lead"], partners.warning(s.case, "sewage", "排水许可受理或一次告知补正", level, due, why),
                     f"{level}.json")
    s.reply("sewage", partners.sewage_reply(s.case, "3", "2024-09-10T09:00:00+08:00", "CG240910021", clerk="李建国"),
            "2024-09-10T09:01:00+08:00", "accepted")
    s.step(wait="2024-10-31T18:00:00+08:00")
    return s


def questions():
    s = Story("questions", "办理中的咨询转所问的供气企业，投诉转牵头部门", ["JZ-03", "JZ-N6"])
    s.submit(application(sent(), {"ys": WATER, "yq": GAS}), "2024-09-02T09:00:00+08:00")
    for day, kind, subject, text, to in [("2024-09-10", "咨询", "用气报装", "通气前需要准备什么", "gas"),
                                         ("2024-09-12", "投诉", None, "供气企业约定时间未上门", "lead")]:
        said = {"lx": kind, "nr": text, "lxr": "王芳", "lxdh": "13782700125", "sj": day + "T08:50:00+08:00"} | ({"sx": subject} if subject else {})
        s.update({"bwlx": "GX", "sblsh": s.form["sblsh"], "gxlx": "咨询投诉", "zxts": said}, day + "T09:00:00+08:00", f"update-{to}.json")
        s.notice("enquiry", to, partners.enquiry_notice(s.case, said), f"enquiry-{to}.json")
    return s


# Faults of the sender

def five_faults():
    s = Story("five-faults", "五处填写有误，一次全部指出", ["JZ-14", "JZ-17"])
    form = application(sent(), {"ys": WATER | {"ywlx": "报停", "ysl": -3}}, firm={"lxdh": "0391-12"}, survey=("2024-09-31", "上午"))
    del form["qyxx"]["lxr"]
    s.submit(form, "2024-09-02T09:00:00+08:00", accepted=False)
    s.rejection([
        ("/qyxx/lxr", "联系人应填写，且不超过50个字", None),
        ("/qyxx/lxdh", "联系电话应为11位手机号或带区号的固定电话", "0391-12"),
        ("/xmxx/tkrq", "期望现场踏勘时间应为日期（年-月-日）", "2024-09-31"),
        ("/ys/ywlx", "用水业务类型应为新装、报修、更名、过户或销户", "报停"),
        ("/ys/ysl", "用水量应为大于0的数，最多两位小数，单位m³/时", "-3"),
    ])
    return s


def ticks_and_blocks():
    s = Story("ticks-and-blocks", "勾选与填写不一致：勾了没填，填了没勾", ["JZ-06"])
    form = application(sent(), {"ys": WATER, "yq": GAS}, project={"bzsx": ["用水报装", "用热报装"]})
    s.submit(form, "2024-09-02T09:00:00+08:00", accepted=False)
    s.rejection([
        ("/yr", "已勾选用热报装，应填写用热报装栏", None),
        ("/xmxx/bzsx", "已填写用气报装栏，但联合报装事项未勾选用气报装", None),
    ])
    return s


EVERY_BLOCK = {"ys": WATER, "yd": POWER, "yq": GAS, "yr": HEAT, "tx": TELECOM, "ws": SEWAGE}
NAMES = {"ys": "用水报装", "yd": "用电报装", "yq": "用气报装", "yr": "用热报装", "tx": "通信报装"}


def blocks_without_ticks():
    s = Story("blocks-without-ticks", "五项填了没勾，一项勾了没填", ["JZ-06", "JZ-14"])
    form = application(sent(), EVERY_BLOCK, project={"bzsx": ["污水排入排水管网许可办理"]})
    del form["ws"]
    s.submit(form, "2024-09-02T09:00:00+08:00", accepted=False)
    s.rejection([("/ws", "已勾选污水排入排水管网许可办理，应填写该栏", None)] + [
        ("/xmxx/bzsx", f"已填写{block}栏，但联合报装事项未勾选{tick}", None)
        for block, tick in [("用水报装", "用水报装"), ("用电报装", "用电报装"), ("用气报装", "用气报装"), ("用热报装", "用热报装"),
                            ("通信接入报装", "通信报装")]])
    return s


def ticks_without_blocks():
    s = Story("ticks-without-blocks", "五项勾了没填，一项填了没勾", ["JZ-06", "JZ-14"])
    s.submit(application(sent(), {"ws": SEWAGE}, project={"bzsx": list(NAMES.values())}), "2024-09-02T09:00:00+08:00", accepted=False)
    s.rejection([("/" + key, f"已勾选{name}，应填写{'通信接入报装' if key == 'tx' else name}栏", None) for key, name in NAMES.items()] + [
        ("/xmxx/bzsx", "已填写污水排入排水管网许可办理栏，但联合报装事项未勾选", None)])
    return s


def past_dates():
    s = Story("past-dates", "期望踏勘和接入的日期早于申报日期", ["JZ-14"])
    blocks = {key: block | {"qwsj": "2024-08-01"} for key, block in EVERY_BLOCK.items()}
    s.submit(application(sent(), blocks, survey=("2024-08-30", "上午")), "2024-09-02T09:00:00+08:00", accepted=False)
    s.rejection([("/xmxx/tkrq", "期望现场踏勘时间不得早于申报日期", "2024-08-30")] + [
        (f"/{key}/qwsj", f"期望{what}时间不得早于申报日期", "2024-08-01")
        for key, what in [("ys", "用水"), ("yd", "用电"), ("yq", "用气"), ("yr", "用热"), ("tx", "用网"), ("ws", "排水")]])
    return s


def survey_holiday():
    s = Story("survey-holiday", "期望踏勘日为国庆假期，退回", ["JZ-F1b"])
    s.submit(application(sent(), {"ys": WATER}, survey=("2024-10-01", "下午")), "2024-09-02T09:00:00+08:00", accepted=False)
    s.rejection([("/xmxx/tkrq", "期望现场踏勘时间应为非节假日", "2024-10-01")])
    return s


def survey_adjusted_saturday():
    s = Story("survey-adjusted-saturday", "期望踏勘日为调休上班的星期六（2024-09-14），接受", ["JZ-F1b"])
    s.submit(application(sent(), {"ys": WATER}, survey=("2024-09-14", "下午")), "2024-09-02T09:00:00+08:00")
    return s


# The smallest of each, and the largest

def minimal(item, kind, block, proves, **more):
    s = Story(more.get("folder", f"minimal-{item}"), more.get("title", f"最小申请：{partners.ITEM_TITLES[item]}"), proves)
    form = application(sent(), {BLOCKS[item]: block}, kind=kind, files=more.get("files", []), promises=more.get("promises"))
    del form["qyxx"]["tyshxydm"], form["xmxx"]["xmmc"], form["xmxx"]["xmdm"]
    form["qyxx"] |= {"qymc": "焦作市鑫源机械厂", "lxr": "王芳", "lxdh": "0391-3567890", "cqlx": "租赁"}
    form["xmxx"]["bzdz"] = "焦作市山阳区建设东路12号"
    s.submit(form, "2024-09-02T09:00:00+08:00")
    return s


def long_names():
    s = Story("long-names", "供热定长记录：超长名称、地址按字截断，不拆四字节字", ["JZ-F1f"])
    name = "焦作市" + "䶮" * 25 + "𠮷昌建材有限公司"          # 3*2 + 25*2 = 56 bytes, then a four-byte character: exactly 60
    address = "焦" + "作市解放区" * 11 + "人民路" + "𠮷祥里9号楼"  # 2 + 110 + 6 = 118 bytes: the next character needs four
    s.submit(application(sent(), {"yr": HEAT | {"yrlx": "工业", "yrldw": "t/h", "yrl": 3.25}}, firm={"qymc": name},
                         project={"bzdz": address}), "2024-09-02T09:00:00+08:00")
    record = s.files["heat.order.txt"]
    assert record[22:82].decode("gb18030").endswith("䶮𠮷") and record[102:222].endswith(b"  ")
    return s


def benchmark():
    s = Story("benchmark", "性能测试用申请：4KB，六项全报", ALL_SIX)
    blocks = {"ys": WATER | {"yslx": "商业", "ysl": 38.25}, "yd": POWER | {"sqrl": 1250}, "yq": GAS | {"yqhs": 36, "yqlx": "商业"},
              "yr": HEAT | {"yrl": 48260.75}, "tx": TELECOM | {"lds": 12, "zhs": 864, "wxhs": 864}, "ws": SEWAGE | {"psl": 31.5}}
    own = [("用水个性材料", "给水总平面图"), ("用电个性材料", "用电设备清单"), ("用气个性材料", "用气设备清单"),
           ("用热个性材料", "采暖系统图"), ("通信个性材料", "弱电施工图"), ("排水许可个性材料", "排水管网图"),
           ("用水个性材料", "室内给水系统图"), ("用电个性材料", "供配电系统图"), ("用电个性材料", "用电工程项目批准文件"),
           ("用气个性材料", "燃气设计图"), ("用热个性材料", "建筑采暖平面图"), ("通信个性材料", "综合布线图"),
           ("排水许可个性材料", "预处理设施说明")]
    files = COMMON + [material(number, kind, name) for number, (kind, name) in enumerate(own, 5)]
    promises = [{"cnlx": "告知承诺", "qdsj": "2024-09-02T08:50:00+08:00", "wjid": "CN20240902001", "sm3": sm3(b"CN20240902001")}]
    form = application(sent(), blocks, files=files, promises=promises,
                       firm={"qymc": "焦作市怀川商业综合体开发有限公司", "lxr": "张建军", "lxdh": "15539178866"},
                       project={"xmmc": "怀川商业综合体（一期）建设项目", "bzdz": "焦作市山阳区人民路与塔南路交叉口东北角怀川商业综合体项目部"})
    s.submit(form, "2024-09-02T09:00:00+08:00", pretty=False)
    return s


def stories():
    permit_files = [COMMON[0], COMMON[2], COMMON[3]]
    return [
        full_set(), single_service(), partial_refusal(), supplement(), tolerance_permit(), joint_acceptance(),
        repeated_reply(), out_of_order(), withdrawal(), five_faults(), ticks_and_blocks(), survey_holiday(), survey_adjusted_saturday(),
        minimal("water", "报修", {"ywlx": "报修"}, ["JZ-02b", "JZ-06", "JZ-16b"]),
        minimal("power", "更名", {"ywlx": "更名"}, ["JZ-02c", "JZ-06", "JZ-16b"]),
        minimal("gas", "报停", {"ywlx": "报停"}, ["JZ-02e", "JZ-06", "JZ-16b"]),
        minimal("heat", "报修", {"ywlx": "报修"}, ["JZ-02b", "JZ-06", "JZ-16b"]),
        minimal("telecom", "报修", {"ywlx": "报修"}, ["JZ-02b", "JZ-06", "JZ-16b"]),
        minimal("sewage", "既有建筑新增需求报装", {"wslx": "其他", "psl": 1}, ["JZ-06", "JZ-F1h"], files=permit_files),
        business("过户", "transfer", "过户：供水、供电、供气、供热一次申请，窗口收件", ["JZ-02d", "JZ-11", "JZ-05"],
                 {b: {"ywlx": "过户"} for b in ["ys", "yd", "yq", "yr"]}, "1"),
        business("销户", "closing", "销户：供水、供电、供气、供热一次申请，豫事办申报", ["JZ-02f", "JZ-10b", "JZ-05"],
                 {b: {"ywlx": "销户"} for b in ["ys", "yd", "yq", "yr"]}, "3"),
        business("更名", "rename", "更名：供水、供气、供热一次申请", ["JZ-02c"], {b: {"ywlx": "更名"} for b in ["ys", "yq", "yr"]}, "2"),
        business("报停", "suspension", "报停：供气、供热一次申请", ["JZ-02e"], {b: {"ywlx": "报停"} for b in ["yq", "yr"]}, "2"),
        business("报修", "repair", "报修：供电、供气一次申请", ["JZ-02b"], {b: {"ywlx": "报修"} for b in ["yd", "yq"]}, "3"),
        business("既有建筑新增需求报装", "increase", "增容、扩容，宽带各栏选否", ["JZ-F1d", "JZ-F1e", "JZ-F1g"],
                 {"yd": POWER | {"ywlx": "增容", "yhfl": "低压非居民", "rldw": "千瓦", "sqrl": 99.5}, "yq": GAS | {"ywlx": "扩容"},
                  "tx": TELECOM | {"wxhs": 260, "gxdh": "否", "ptss": "否", "zyxz": "不可自由选择"}}, "2"),
        correction(), correction_of_quantities(), withdrawal_of_several(), single_acceptance(), electronic_licences(), survey_list(), appointment(), tell_once_limit(), questions(),
        business("报停", "suspension-of-water", "业务种类选报停而用水栏没有报停：按该栏所选转送", [], {"ys": {"ywlx": "销户"}}, "2"),
        minimal("sewage", "既有建筑新增需求报装", SEWAGE, ["JZ-29", "JZ-30", "JZ-F1h"], folder="tolerance-permit-of-most",
                title="排水许可容缺办理：身份证、营业执照后补", files=[COMMON[3]],
                promises=[{"cnlx": "容缺承诺", "qdsj": "2024-09-02T08:55:00+08:00", "wjid": "CN20240902002"}]),
        blocks_without_ticks(), ticks_without_blocks(), past_dates(),
        long_names(), benchmark(),
    ]
