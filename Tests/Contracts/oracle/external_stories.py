"""The examples under contracts/jiaozuo/external-line/examples: external lines from the application to the outcome."""

import copy

import external
from external import ALL_FILES, PARTY, ROAD, application, document, letter
from identity import case_number, message_id
from line_story import LineStory, consented, granted, pretty

EVERY_MATTER = ["建设工程规划许可", "临时占用城市道路", "挖掘城市道路", "交通安全方案审查", "临时占用城市绿地", "砍伐或迁移城市树木",
                "占用、挖掘公路"]


def sent(number=101):
    return f"41080000202409{number:07d}"


# Whole cases

def full_line():
    s = LineStory("full-line", "七项事项全报，四个部门并联审批，回执重复、颠倒，一次出件", [
        "JZ-02g", "JZ-17", "JZ-21", "JZ-23", "JZ-N1", "JZ-N3", "JZ-N4", "JZ-N5", "JZ-F2a", "JZ-F2b", "JZ-F2d", "JZ-F2e", "JZ-F2f"],
        ignore=("progress", "warning"))
    s.submit(application(sent(), EVERY_MATTER, delivery="邮寄送达(费用自理)", post="焦作市山阳区建设东路88号怀源供水公司工程部"))
    papers = {item: document(item, n, "2024-09-04", until) for item, n, until in
              [("planPermit", 58, None), ("road", 121, "2024-09-20"), ("highway", 33, "2024-09-20"),
               ("green", 17, "2024-09-20"), ("tree", 9, "2024-10-31")]}
    s.status("road", "3", "2024-09-02T09:20:00+08:00", clerk="李建国")
    s.status("planPermit", "3", "2024-09-02T09:30:00+08:00", clerk="周敏")
    s.status("highway", "3", "2024-09-02T09:35:00+08:00")
    s.status("trafficSafety", "8", "2024-09-02T10:00:00+08:00", "9月3日上午现场勘察")
    s.status("road", "8", "2024-09-03T11:00:00+08:00", "已现场勘验，路面结构与申报一致", "李建国")
    s.again("road.reply-1.xml", "2024-09-03T11:05:00+08:00")
    s.status("trafficSafety", "11", "2024-09-03T11:30:00+08:00", "同意，夜间22时至次日6时施工，设置导行标志")
    s.status("highway", "8", "2024-09-03T15:00:00+08:00", "已现场勘验，距路基边缘2.5米")
    s.decide("green", papers["green"], "2024-09-04T09:10:00+08:00")       # the document first, 受理 and 办结 afterwards
    s.status("green", "3", "2024-09-02T09:25:00+08:00", arrival="2024-09-04T09:20:00+08:00")
    s.status("green", "11", "2024-09-04T09:00:00+08:00", "准予许可", arrival="2024-09-04T09:30:00+08:00")
    s.status("tree", "11", "2024-09-04T10:00:00+08:00", "同意迁移法桐3株", "李建国")
    s.decide("tree", papers["tree"], "2024-09-04T10:20:00+08:00")
    s.decide("road", papers["road"], "2024-09-04T10:40:00+08:00")
    s.status("planPermit", "11", "2024-09-04T15:00:00+08:00", "准予许可", "周敏")
    s.decide("planPermit", papers["planPermit"], "2024-09-04T15:30:00+08:00")
    s.decide("highway", papers["highway"], "2024-09-04T16:00:00+08:00")
    s.outcome("1", [
        ("planPermit", "1", "准予许可", "2024-09-04T15:00:00+08:00", "准予许可", [papers["planPermit"]]),
        ("road", "1", "准予许可", "2024-09-04T10:40:00+08:00", "已现场勘验，路面结构与申报一致", [papers["road"]]),
        ("trafficSafety", "1", "准予许可", "2024-09-03T11:30:00+08:00", "同意，夜间22时至次日6时施工，设置导行标志", []),
        ("highway", "1", "准予许可", "2024-09-04T16:00:00+08:00", "已现场勘验，距路基边缘2.5米", [papers["highway"]]),
        ("green", "1", "准予许可", "2024-09-04T09:00:00+08:00", "准予许可", [papers["green"]]),
        ("tree", "1", "准予许可", "2024-09-04T10:00:00+08:00", "同意迁移法桐3株", [papers["tree"]]),
    ])
    s.again("highway.reply-3.xml", "2024-09-04T16:10:00+08:00")
    return s


# Two bureaus have one working day, more have two, one has what the notice leaves open

ROAD_ONLY = ["挖掘城市道路", "交通安全方案审查"]              # 城管、公安: two bureaus
WITH_PLAN = ["建设工程规划许可", "挖掘城市道路", "交通安全方案审查"]  # and 资规: three


def two_bureaus():
    s = LineStory("two-bureaus", "两个部门：周五受理，调休上班的周六到期，先预警后逾期，逾期后办结",
                  ["JZ-26", "JZ-08", "JZ-N1"], day="20240913")
    s.submit(application(sent(), ROAD_ONLY, submitted="2024-09-13T09:50:00+08:00", period=("2024-09-18", "2024-09-25")),
             "2024-09-13T10:00:00+08:00")
    due, why = "2024-09-14T18:00:00+08:00", "2024-09-13（周五）受理，当日不计；第1个工作日为 2024-09-14（周六，调休上班），截止 18:00"
    s.wait("2024-09-14T14:52:00+08:00")
    s.wait("2024-09-14T14:53:00+08:00")                     # three quarters of the 12.5 working hours from 受理 are over
    s.late("road", "warning", due, why)
    s.late("trafficSafety", "warning", due, why)
    police = consented(s, "2024-09-14T17:30:00+08:00")
    s.wait("2024-09-14T17:59:00+08:00")
    s.wait("2024-09-14T18:00:00+08:00")
    s.late("road", "overdue", due, why)
    s.outcome("1", [granted(s, "road", "2024-09-18T09:30:00+08:00", until="2024-09-25"), police])
    return s


def two_bureaus_in_time():
    s = LineStory("two-bureaus-in-time", "两个部门：次日上午办结，不预警", ["JZ-26"])
    s.submit(application(sent(), ROAD_ONLY))
    police = consented(s, "2024-09-03T09:30:00+08:00")
    s.outcome("1", [granted(s, "road", "2024-09-03T11:00:00+08:00"), police])
    s.wait("2024-09-10T18:00:00+08:00")
    return s


def three_bureaus():
    s = LineStory("three-bureaus", "三个部门：国庆前一日受理，节后第二个工作日到期", ["JZ-27", "JZ-08", "JZ-N3"], day="20240930")
    s.submit(application(sent(), WITH_PLAN, submitted="2024-09-30T15:00:00+08:00", period=("2024-10-14", "2024-10-25")),
             "2024-09-30T15:10:00+08:00")
    due = "2024-10-09T18:00:00+08:00"
    why = "2024-09-30（周一）受理，当日不计；10-01至10-07 国庆节放假；第1个工作日为 2024-10-08；第2个工作日为 2024-10-09，截止 18:00"
    s.wait("2024-10-07T18:00:00+08:00")
    police = consented(s, "2024-10-08T16:00:00+08:00")
    s.wait("2024-10-09T11:17:00+08:00")
    s.wait("2024-10-09T11:18:00+08:00")                     # three quarters of 16 hours and 50 minutes
    s.late("planPermit", "warning", due, why)
    s.late("road", "warning", due, why)
    road = granted(s, "road", "2024-10-09T15:00:00+08:00", until="2024-10-25")
    s.wait("2024-10-09T17:59:00+08:00")
    s.wait("2024-10-09T18:00:00+08:00")
    s.late("planPermit", "overdue", due, why)
    plan = granted(s, "planPermit", "2024-10-10T09:00:00+08:00", 61, None)
    s.outcome("1", [plan, road, police])
    return s


def one_bureau():
    s = LineStory("one-bureau", "一个部门：通知未规定时限，工单不写时限，久候也不预警", ["JZ-28", "JZ-F2c", "JZ-F2f"])
    s.submit(application(sent(), ["临时占用城市绿地"], delivery="窗口领取"))
    s.status("green", "3", "2024-09-02T10:00:00+08:00", clerk="李建国")
    s.wait("2024-11-29T18:00:00+08:00")
    s.outcome("1", [granted(s, "green", "2024-12-02T10:00:00+08:00", 25, "2025-01-31", "准予许可")])
    s.change("送达", "2024-12-02T10:05:00+08:00", "ready.json", sdzt="待领取")
    s.change("送达", "2024-12-03T09:10:00+08:00", "collected.json", sdzt="已领取", sdsj="2024-12-03T09:00:00+08:00")
    return s


def pause():
    s = LineStory("pause", "补正、特别程序期间停止计时，补正材料到达后工单重发一次", ["JZ-26", "JZ-08", "JZ-15"])
    s.submit(application(sent(), ROAD_ONLY))
    s.status("road", "6", "2024-09-02T11:00:00+08:00", "路面恢复方案；施工期间管线监护方案")
    s.lacks("road", "2024-09-02T11:00:00+08:00", ["路面恢复方案", "施工期间管线监护方案"])
    police = consented(s, "2024-09-03T09:30:00+08:00")
    s.wait("2024-09-04T18:00:00+08:00")                     # would be long overdue
    plans = [{"clid": "CL2024090500001", "clmc": "路面恢复方案", "cllx": "施工方案"},
             {"clid": "CL2024090500002", "clmc": "施工期间管线监护方案", "cllx": "施工方案"}]
    s.change("补正", "2024-09-05T09:00:00+08:00", cl=plans)
    s.form = s.form | {"cl": s.form["cl"] + plans}
    s.resend(["road"])
    s.status("road", "9", "2024-09-05T10:00:00+08:00", "组织专家评审")
    s.wait("2024-09-09T18:00:00+08:00")
    s.status("road", "10", "2024-09-10T10:00:00+08:00", "评审通过")
    s.outcome("1", [granted(s, "road", "2024-09-10T15:00:00+08:00", note="准予许可"), police])
    return s


# How a permit may be handled

def tolerance():
    s = LineStory("tolerance", "容缺办理：设计图纸后补，签订容缺承诺书，准予的推送信用平台，不予受理的不推送", ["JZ-29", "JZ-30", "JZ-31"])
    form = application(sent(), ["建设工程规划许可", "挖掘城市道路", "临时占用城市绿地", "占用、挖掘公路"],
                       files=[f for f in ALL_FILES if f["cllx"] != "设计图纸"], promises=[letter("容缺承诺")])
    form["gl"] = {"lx": "农村公路", "mc": "X009中焦线", "dz": "焦作市中站区X009线K3+100处"}
    s.submit(form)
    police = consented(s, "2024-09-03T09:30:00+08:00")
    s.status("planPermit", "5", "2024-09-03T09:40:00+08:00", "图纸为规划许可必要条件，不予受理")
    s.status("highway", "4", "2024-09-03T09:50:00+08:00", "该处不属于公路用地，无需许可")
    road, green = document("road", 122, "2024-09-03", "2024-09-20"), document("green", 18, "2024-09-03", "2024-09-20")
    s.status("road", "12", "2024-09-03T10:00:00+08:00", "容缺办结，设计图纸于开工前补交")
    s.decide("road", road, "2024-09-03T10:10:00+08:00", "3")
    s.credit("road", road, "告知承诺、容缺办理")
    s.decide("green", green, "2024-09-03T11:00:00+08:00", "3")
    s.credit("green", green, "告知承诺、容缺办理")
    s.outcome("2", [("planPermit", "2", "不予受理", "2024-09-03T09:40:00+08:00", "图纸为规划许可必要条件，不予受理", []),
                    ("road", "1", "容缺准予许可", "2024-09-03T10:00:00+08:00", "容缺办结，设计图纸于开工前补交", [road]), police,
                    ("highway", "2", "不受理", "2024-09-03T09:50:00+08:00", "该处不属于公路用地，无需许可", []),
                    ("green", "1", "容缺准予许可", "2024-09-03T11:00:00+08:00", None, [green])])
    return s


def tolerance_plan():
    s = LineStory("tolerance-plan", "容缺办理：营业执照、交通组织方案后补，各部门只知道自己缺什么", ["JZ-29", "JZ-30"])
    s.submit(application(sent(), ROAD_ONLY + ["砍伐或迁移城市树木"], files=[f for f in ALL_FILES if f["cllx"] not in ["营业执照", "交通组织方案"]],
                         promises=[letter("容缺承诺")]))
    return s


def tolerance_without_letter():
    s = LineStory("tolerance-without-letter", "缺设计图纸而未签订容缺承诺书，一次告知后退回", ["JZ-30", "JZ-14"])
    s.submit(application(sent(), ["临时占用城市绿地"], files=[f for f in ALL_FILES if f["cllx"] != "设计图纸"]), accepted=False)
    s.reject([("/cn", "临时占用城市绿地缺设计图纸，须签订告知承诺书", None)])
    return s


def waived():
    s = LineStory("waived", "免交：法定代表人身份证、施工方案未交，照常派单，不算容缺", ["JZ-30b"])
    s.submit(application(sent(), ["占用、挖掘公路"], files=[f for f in ALL_FILES if f["cllx"] not in ["法定代表人身份证", "施工方案"]]))
    s.outcome("1", [granted(s, "highway", "2024-09-04T10:00:00+08:00", 34)])
    return s


def commitment():
    s = LineStory("commitment", "告知承诺：实质审查后置，先准予，推送信用平台", ["JZ-30c", "JZ-31"])
    s.submit(application(sent(), ["砍伐或迁移城市树木"], promises=[letter("告知承诺")]))
    paper = document("tree", 10, "2024-09-02", "2024-10-31")
    s.status("tree", "11", "2024-09-02T11:00:00+08:00", "按告知承诺准予，移植后现场核查")
    s.decide("tree", paper, "2024-09-02T11:05:00+08:00")
    s.credit("tree", paper, "告知承诺")
    s.outcome("1", [("tree", "1", "准予许可", "2024-09-02T11:00:00+08:00", "按告知承诺准予，移植后现场核查", [paper])])
    return s


def filing():
    s = LineStory("filing", "备案：实质审查豁免，推送信用平台", ["JZ-30d", "JZ-31", "JZ-F2b", "JZ-F2c"])
    s.submit(application(sent(), ["占用、挖掘公路", "砍伐或迁移城市树木"], filing=True, promises=[letter("告知承诺备案")]))
    rows = []
    for item, number, at in [("highway", 35, "2024-09-02T10:30:00+08:00"), ("tree", 12, "2024-09-02T11:00:00+08:00")]:
        paper = document(item, number, "2024-09-02", "2024-09-20")
        s.decide(item, paper, at)
        s.credit(item, paper, "告知承诺备案")
        rows.append((item, "1", "准予许可", at, None, [paper]))
    s.outcome("1", rows)
    s.change("送达", "2024-09-02T15:00:00+08:00", sdzt="已下载", sdsj="2024-09-02T14:20:00+08:00")
    return s


# What else may happen

def refusal():
    s = LineStory("refusal", "公路不予许可，其余照常，部分办结", ["JZ-17", "JZ-N4"])
    s.submit(application(sent(), ["临时占用城市道路", "占用、挖掘公路"]))
    police = consented(s, "2024-09-03T09:30:00+08:00")
    s.status("highway", "13", "2024-09-03T10:00:00+08:00", "该路段2024年大修后未满三年，不予许可")
    road = granted(s, "road", "2024-09-03T11:00:00+08:00")
    s.outcome("2", [road, police,
                    ("highway", "2", "不予办理", "2024-09-03T10:00:00+08:00", "该路段2024年大修后未满三年，不予许可", [])])
    return s


def late_revocation():
    s = LineStory("late-revocation", "出件后核查不实撤销许可，另出新版本", ["JZ-17"])
    s.submit(application(sent(), ["砍伐或迁移城市树木"], promises=[letter("告知承诺")]))
    paper = document("tree", 11, "2024-09-02", "2024-10-31")
    s.status("tree", "11", "2024-09-02T11:00:00+08:00", "按告知承诺准予")
    s.decide("tree", paper, "2024-09-02T11:05:00+08:00")
    s.credit("tree", paper, "告知承诺")
    s.outcome("1", [("tree", "1", "准予许可", "2024-09-02T11:00:00+08:00", "按告知承诺准予", [paper])])
    s.status("tree", "15", "2024-09-20T15:00:00+08:00", "现场核查株数与承诺不符，撤销许可")
    s.outcome("3", [("tree", "4", "撤销", "2024-09-02T11:00:00+08:00", "现场核查株数与承诺不符，撤销许可", [paper])], why="收到“撤销”")
    return s


def correction():
    s = LineStory("correction", "更正施工时间：各部门工单各重发一次，重复的更正不再发；更正经办人电话：公安工单没有这一栏，不重发", ["JZ-15", "JZ-F2b"])
    s.submit(application(sent(), WITH_PLAN))
    s.status("trafficSafety", "3", "2024-09-02T09:40:00+08:00")
    s.change("更正", "2024-09-02T14:30:00+08:00", kssj="2024-09-18", jssj="2024-09-28")
    s.form = s.form | {"kssj": "2024-09-18", "jssj": "2024-09-28"}
    s.resend(["planPermit", "road", "trafficSafety"])
    s.again("update.json", "2024-09-02T14:31:00+08:00")
    s.change("更正", "2024-09-02T15:00:00+08:00", "contact.json", lxr="郭晓梅", lxdh="0391-3569021")
    s.form = s.form | {"sqdw": s.form["sqdw"] | {"lxdh": "0391-3569021"}}
    s.resend(["planPermit", "road"])                        # the police never had it
    return s


def withdrawal():
    s = LineStory("withdrawal", "撤件：向各部门撤单，出件为已撤件", ["JZ-15"])
    s.submit(application(sent(), ["建设工程规划许可", "临时占用城市绿地"]))
    at = s.at = "2024-09-03T08:50:00+08:00"
    s.files["withdrawal.json"] = pretty({"bwlx": "WXCX", "sblsh": s.form["sblsh"], "cxyy": "管线改由既有管沟敷设"})
    s.step(at=at, **{"from": "platform"}, send="withdrawal.json", message="WXCX-" + s.form["sblsh"], gives={"case": s.case})
    for item in ["planPermit", "green"]:
        s.files[f"{item}.cancel.xml"] = external.cancel(s.case, item, at)
        s.step(expect="cancel", to=PARTY[item], item=item, file=f"{item}.cancel.xml",
               message=message_id(s.case, "cancel", item, PARTY[item], 1))
    s.outcome("4", [(item, "3", "已撤件", at, None, []) for item in ["planPermit", "green"]])
    return s


def wrong_fields():
    s = LineStory("wrong-fields", "十二处填写有误，一次全部指出", ["JZ-14", "JZ-F2a", "JZ-F2b", "JZ-F2d", "JZ-F2e"])
    form = application(sent(), ["挖掘城市道路", "占用、挖掘公路"], delivery="快递")
    form = copy.deepcopy(form)
    form["xmxx"]["xmdm"] = "2407-410802"
    form["sqdw"] |= {"tyshxydm": "9141080017342681", "frsfz": "410811197511062821", "lxdh": "0391-12"}
    del form["sqdw"]["jbr"]
    form["sgdw"]["lxfs"] = "1390391"
    form["sqlb"] = "报备"
    form["jssj"] = "2024-09-31"
    form["gl"]["lx"] = "高速公路"
    form["csdl"]["rxd"]["lm"] = "沥青砼"
    form["csdl"]["jdc"]["c"] = 0
    s.submit(form, accepted=False)
    s.reject([
        ("/xmxx/xmdm", "项目代码应为24位（含连字符）", "2407-410802"),
        ("/sqdw/tyshxydm", "统一社会信用代码应为18位，且符合编码规则", "9141080017342681"),
        ("/sqdw/frsfz", "法人代表身份证号码应为18位，且校验码正确", "410811197511062821"),
        ("/sqdw/jbr", "经办人应填写，且不超过50个字", None),
        ("/sqdw/lxdh", "联系电话应为11位手机号或带区号的固定电话", "0391-12"),
        ("/sgdw/lxfs", "施工单位联系方式应为11位手机号或带区号的固定电话", "1390391"),
        ("/sqlb", "应选联审或备案", "报备"),
        ("/jssj", "临时占用、挖掘结束日期应为日期（年-月-日）", "2024-09-31"),
        ("/sdfs", "送达方式应选系统推送(网上下载)、窗口领取或邮寄送达(费用自理)", "快递"),
        ("/gl/lx", "公路类型应选高速、普通国省道或农村公路", "高速公路"),
        ("/csdl/jdc/c", "应为大于0的数，最多两位小数", "0"),
        ("/csdl/rxd/lm", "人行道路面应选小方块或火烧板", "沥青砼"),
    ])
    return s


def matters_and_blocks():
    s = LineStory("matters-and-blocks", "申请事项与所填栏目不一致，日期颠倒，备案无承诺书，邮寄无地址", ["JZ-14", "JZ-F2c"])
    form = application(sent(), ["建设工程规划许可", "占用、挖掘公路"], delivery="邮寄送达(费用自理)", period=("2024-09-01", "2024-08-31"), filing=True)
    form["ld"] = external.GREEN
    form["sqsx"] = ["建设工程规划许可", "占用、挖掘公路", "挖掘城市道路"]
    del form["gl"]
    s.submit(form, accepted=False)
    s.reject([
        ("/kssj", "临时占用、挖掘的开始日期不得早于申报日期", "2024-09-01"),
        ("/jssj", "临时占用、挖掘的结束日期不得早于开始日期", "2024-08-31"),
        ("/csdl", "申请占用、挖掘城市道路的，应填写城市道路栏", None),
        ("/gl", "申请占用、挖掘公路的，应填写公路栏", None),
        ("/sqsx", "已填写绿地栏，但申请事项未选临时占用城市绿地", None),
        ("/cn", "申请备案的，应签订告知承诺备案书", None),
        ("/yjdz", "选择邮寄送达的，应填写邮寄地址", None),
    ])
    return s


def blocks_without_matters():
    s = LineStory("blocks-without-matters", "已填公路、城市道路栏而未选事项，已选绿地而未填栏目", ["JZ-14"])
    form = application(sent(), ["建设工程规划许可", "交通安全方案审查", "临时占用城市绿地"], gl=external.HIGHWAY, csdl=ROAD)
    del form["ld"]
    s.submit(form, accepted=False)
    s.reject([
        ("/sqsx", "已填写城市道路栏，但申请事项未选占用或挖掘城市道路", None),
        ("/sqsx", "交通安全方案审查针对占用、挖掘城市道路，应同时选择", None),
        ("/sqsx", "已填写公路栏，但申请事项未选占用、挖掘公路", None),
        ("/ld", "申请临时占用城市绿地的，应填写绿地栏", None),
    ])
    return s


def road_kinds():
    s = LineStory("road-kinds", "附件2各种道路：快速路、次干道、支路、支小路、高速公路", ["JZ-F2d", "JZ-F2e"])
    sidewalk = {"lm": "小方块", "c": 12, "k": 1.5, "mj": 18}
    for number, (kind, name) in enumerate([("快速路", "迎宾路"), ("次干道", "焦东路"), ("支路", "站前路"), ("支小路", "和平街")], 1):
        s.case = case_number("20240902", number)
        road = {"lx": kind, "mc": name, "dz": f"焦作市解放区{name}与人民路口", "rxd": sidewalk}
        s.submit(application(sent(100 + number), ["临时占用城市道路"], road=road, channel="2"), f"2024-09-02T09:{number:02d}:00+08:00",
                 name=f"application-{number}.json", orders=f".order-{number}.xml")
    s.case = case_number("20240902", 5)
    form = application(sent(105), ["占用、挖掘公路"], channel="3") | {"gl": {"lx": "高速", "mc": "G5512晋新高速", "dz": "焦作市中站区K45+200桥下"}}
    s.submit(form, "2024-09-02T09:05:00+08:00", name="application-5.json")
    return s


def by_a_company():
    s = LineStory("by-a-company", "燃气公司从自己的系统提交，办理进度、出件回到燃气公司", ["JZ-23", "JZ-15", "JZ-F2c"], ignore=())
    form = application(sent(), ["临时占用城市绿地"], channel="2", delivery="窗口领取")
    form["sqdw"] = {"dwmc": "焦作市覃怀燃气有限公司", "tyshxydm": "91410800MA9GRLG717", "frdb": "马国栋", "frsfz": "410802196803123515",
                    "jbr": "𠮷海燕", "lxdh": "0391-2933119"}
    form["xmxx"] = {"xmmc": "䶮昌产业园中压燃气外线工程", "jsdz": form["xmxx"]["jsdz"]}
    s.submit(form, intake="gas")
    s.status("green", "3", "2024-09-02T10:00:00+08:00", clerk="李建国")
    s.progress("green", "已受理", "2024-09-02T10:00:00+08:00")
    s.status("green", "6", "2024-09-02T15:00:00+08:00", "绿地恢复方案")
    s.progress("green", "补正开始", "2024-09-02T15:00:00+08:00", "绿地恢复方案")
    s.lacks("green", "2024-09-02T15:00:00+08:00", ["绿地恢复方案"])
    s.change("补正", "2024-09-03T09:00:00+08:00", cl=[{"clid": "CL2024090300001", "clmc": "绿地恢复方案", "cllx": "设计图纸"}])
    s.form = s.form | {"cl": s.form["cl"] + [{"clid": "CL2024090300001", "clmc": "绿地恢复方案", "cllx": "设计图纸"}]}
    s.resend(["green"])
    paper = document("green", 19, "2024-09-04", "2024-09-20")
    s.decide("green", paper, "2024-09-04T09:10:00+08:00")
    s.progress("green", "准予许可", "2024-09-04T09:10:00+08:00")
    s.outcome("1", [("green", "1", "准予许可", "2024-09-04T09:10:00+08:00", "绿地恢复方案", [paper])])
    return s


def rejected_company():
    s = LineStory("by-a-company-rejected", "供热公司提交的申请有误，退回供热公司", ["JZ-14", "JZ-23"])
    form = application(sent(), ["临时占用城市绿地"])
    del form["sqdw"]["lxdh"]
    s.submit(form, accepted=False, intake="heat")
    s.reject([("/sqdw/lxdh", "联系电话应为11位手机号或带区号的固定电话", None)])
    return s


def finished():
    s = LineStory("works-finished", "出件后送达、施工完毕：公安和道路主管部门现场验收，规划核实", ["JZ-N2", "JZ-N3", "JZ-F2c"])
    s.submit(application(sent(), WITH_PLAN, delivery="邮寄送达(费用自理)", post="焦作市山阳区建设东路88号"))
    police = consented(s, "2024-09-03T09:30:00+08:00")
    road = granted(s, "road", "2024-09-03T11:00:00+08:00")
    plan = granted(s, "planPermit", "2024-09-03T15:00:00+08:00", 59, None)
    s.outcome("1", [plan, road, police])
    s.change("送达", "2024-09-04T10:00:00+08:00", "posted.json", sdzt="已寄出", yjdh="EMS1183290074CN", sdsj="2024-09-04T09:40:00+08:00")
    s.change("送达", "2024-09-06T11:00:00+08:00", "delivered.json", sdzt="已送达", sdsj="2024-09-06T10:15:00+08:00")
    at = "2024-09-23T15:00:00+08:00"
    s.change("施工完毕", "2024-09-20T16:00:00+08:00", "finished.json", yssj=at)
    s.notice("roadAcceptance", ["police", "urban-management"], external.road_acceptance(s.form, s.case, at), "roadAcceptance.json")
    s.notice("planVerification", "planning", external.plan_verification(s.form, s.case, at, plan[5][0]), "planVerification.json")
    return s


def complaint():
    s = LineStory("complaint", "群众投诉施工扰民：转牵头部门协调处理，记在办件上", ["JZ-N6"])
    s.submit(application(sent(), ["临时占用城市绿地"]))
    text = "人民路南侧绿化带夜间施工噪声大，未见围挡"
    s.change("投诉", "2024-09-12T08:40:00+08:00", ts={"nr": text, "lxr": "赵春兰", "lxdh": "13782700125", "sj": "2024-09-12T07:50:00+08:00"})
    s.notice("complaint", "lead", external.complaint(s.case, text, "赵春兰", "13782700125", "2024-09-12T07:50:00+08:00"), "complaint.json")
    return s


def joint_work():
    s = LineStory("joint-work", "供水、燃气两个外线工程同期挖掘人民路：提示牵头部门和双方协同施工", ["JZ-24"])
    s.submit(application(sent(), ROAD_ONLY))
    water, first = s.form, s.case
    s.case = case_number("20240903", 1)
    gas = application(sent(102), ROAD_ONLY, period=("2024-09-18", "2024-09-30"), road=ROAD | {"dz": "焦作市解放区人民路（焦东路至塔南路段）北侧"})
    gas["sqdw"] = {"dwmc": "焦作市覃怀燃气有限公司", "tyshxydm": "91410800MA9GRLG717", "frdb": "马国栋", "frsfz": "410802196803123515",
                   "jbr": "𠮷海燕", "lxdh": "0391-2933119"}
    gas["zyyy"] = "中压燃气管道开槽敷设"
    s.form, s.at, s.intake = gas, "2024-09-03T09:00:00+08:00", "gas"
    s.files["application-2.json"] = pretty(gas)
    s.step(at=s.at, **{"from": "gas"}, send="application-2.json", message="WXSB-" + gas["sblsh"], gives={"case": s.case})
    s.order("road", name="road.order-gas.xml")
    s.order("trafficSafety", name="trafficSafety.order-gas.xml")
    shared = ("2024-09-18", "2024-09-20")
    for form, case, other, intake, name in [(water, first, s.case, "platform", "water"), (gas, s.case, first, "gas", "gas")]:
        s.files[f"jointWork-{name}.json"] = external.joint_work(form, case, other, "人民路", shared)
        s.step(expect="notice", notice="jointWork", case=case, to=["lead", "urban-management", "police"], file=f"jointWork-{name}.json")
        s.files[f"jointWork-{name}-intake.json"] = external.joint_work_form(form, case, other, "人民路", shared)
        s.step(expect="notice", notice="jointWork", case=case, to=intake, file=f"jointWork-{name}-intake.json")
    return s


def stories():
    return [
        full_line(), two_bureaus(), two_bureaus_in_time(), three_bureaus(), one_bureau(), pause(), tolerance(), tolerance_plan(),
        tolerance_without_letter(), waived(), commitment(), filing(), refusal(), late_revocation(), correction(), withdrawal(),
        wrong_fields(), matters_and_blocks(), blocks_without_matters(), road_kinds(), by_a_company(), rejected_company(), finished(), complaint(), joint_work(),
    ]
