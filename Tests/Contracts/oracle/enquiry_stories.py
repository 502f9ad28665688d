"""The examples under contracts/jiaozuo/enquiry/examples: consultations and complaints of those who have no case.

Each unit is asked in the hub's own JSON and answers in it or in the form it always uses; the answer is the opinion of its 受理.
"""

import json

import partners
from identity import item_number, message_id
from partners import compact, present
from story import KEY, SECRET, Story, telecom_headers

PROGRAM = "enquiry"
ASKED = {"用水": "water", "用电": "power", "用气": "gas", "用热": "heat", "通信": "telecom", "污水排入排水管网许可": "sewage"}
TITLES = {"water": "用水咨询", "power": "用电咨询", "gas": "用气咨询", "heat": "用热咨询", "telecom": "通信咨询",
          "sewage": "排水许可咨询", "complaint": "投诉处理"}
PARTY = partners.PARTY | {"complaint": "lead"}
UNITS = partners.TITLES | {"complaint": partners.TITLES["lead"]}
CHANNELS = {"1": "窗口", "2": "电脑端", "3": "移动端"}


def question(kind, text, subjects=(), *, channel="2", at="2024-09-02T08:58:20+08:00", **more):
    form = {"bwlx": "ZXSB", "sblsh": "410800002024090000501", "sbqd": channel, "sbsj": at, "lx": kind, "sx": list(subjects),
            "nr": text, "lxr": "𠮷海燕", "lxdh": "13839112233", "dz": "焦作市解放区人民路中段1688号䶮昌产业园"} | more
    return {k: v for k, v in form.items() if v}


def order(form, case, item) -> bytes:
    services = {"用水": "用水", "污水排入排水管网许可": "污水排入排水管网许可"}
    return compact(present([
        ("number", item_number(case, item, PROGRAM)), ("case", case), ("title", form["lx"]),
        ("services", [services.get(s, s) for s in form.get("sx", [])] if item == "complaint" else None),
        ("channel", CHANNELS[form["sbqd"]]), ("text", form["nr"]), ("contact", form["lxr"]), ("phone", form["lxdh"]),
        ("address", form.get("dz")), ("at", form["sbsj"])]))


class EnquiryStory(Story):
    program = "jiaozuo/enquiry"

    def submit(self, form, at="2024-09-02T09:00:00+08:00", *, accepted=True):
        self.form, self.at = form, at
        self.files["application.json"] = json.dumps(form, ensure_ascii=False, indent=2).encode() + b"\n"
        self.step(at=at, **{"from": "platform"}, send="application.json", message="ZXSB-" + form["sblsh"],
                  gives={"case": self.case} if accepted else {"rejected": True})
        if accepted:
            items = [ASKED[s] for s in form["sx"]] if form["lx"] == "咨询" else ["complaint"]
            for item in items:
                self.ask(item)
            if len(items) >= 2:
                self.notice("jointConsultation", "lead", compact({
                    "title": "联合咨询：涉及两个以上单位", "case": self.case, "text": form["nr"], "contact": form["lxr"],
                    "phone": form["lxdh"], "participants": [UNITS[i] for i in items]}), "jointConsultation.json")

    def ask(self, item, sequence=1):
        name = f"{item}.order.json" if sequence == 1 else f"{item}.order-{sequence}.json"
        self.files[name] = order(self.form, self.case, item)
        self.step(expect="order", to=PARTY[item], item=item, file=name,
                  message=message_id(self.case, "order", item, PARTY[item], sequence))

    def answers(self, item, body, at, state="accepted", kind=None):
        suffix = {"gas": "xml", "power": "xml", "sewage": "xml", "heat": "txt"}.get(item, "json")
        self.replies += 1
        name = f"{item}.reply-{self.count(item)}.{suffix}"
        self.files[name] = body
        headers = telecom_headers(at, body) if item == "telecom" else None
        if headers:
            self.secrets[KEY] = SECRET
        self.step(at=at, **{"from": PARTY[item]}, send=name, message=f"{PARTY[item]}-{self.replies:04d}", headers=headers, type=kind,
                  gives={"item": item, "state": state})
        self.at = at

    def closes(self, overall, rows):
        """rows: (item, when answered, the unit's own number, the answer)"""
        self.files["outcome.json"] = partners.outcome(
            self.form, self.case, self.at, overall, [(i, "1", "已受理", at, number, None, text, []) for i, at, number, text in rows],
            program=PROGRAM, titles=TITLES, units=UNITS)
        self.step(expect="outcome", to="platform", file="outcome.json",
                  message=message_id(self.case, "outcome", "", "platform", 1))

    def rejected(self, problems):
        self.files["rejection.json"] = partners.rejection(self.form, self.at, problems)
        self.step(expect="rejection", to="platform", file="rejection.json",
                  message=message_id("ZXSB-" + self.form["sblsh"], "rejection", "lianban.applications.jiaozuo.platform", "platform", 1))


def joint_consultation():
    s = EnquiryStory("joint-consultation", "联合咨询：问六个单位，牵头部门知晓，各自答复，一并答复咨询人", ["JZ-03", "JZ-10b", "JZ-07"])
    s.submit(question("咨询", "产业园一期2025年投产，水电气热网和排水何时可以接入，各需什么条件", list(ASKED), channel="3"))
    c, rows = s.case, []

    def say(item, body, at, number, text, kind=None):
        s.answers(item, body, at, kind=kind)
        rows.append((item, at[:17] + "00+08:00", number, text))

    # Asked in the hub's own JSON, a unit may answer in it as well.
    text = "人民路DN600主管可接入，报装后12个工作日"
    say("water", compact({"item": item_number(c, "water", PROGRAM), "state": "accepted", "at": "2024-09-02T10:00:00+08:00", "reason": text}),
        "2024-09-02T10:00:20+08:00", None, text, "canonical/reply")
    say("power", partners.power_reply(c, "3", "2024-09-02T10:30:00+08:00", reason="10千伏人民线有间隔，630千伏安可接入"),
        "2024-09-02T10:30:30+08:00", None, "10千伏人民线有间隔，630千伏安可接入")
    say("gas", partners.gas_reply(c, "受理", "2024-09-02T11:00:00+08:00", "RQ-20240902-31", "中压管网已到塔南路口，45m³/时可供"),
        "2024-09-02T11:00:50+08:00", "RQ-20240902-31", "中压管网已到塔南路口，45m³/时可供")
    say("heat", partners.heat_reply(c, "A", "2024-09-02T14:40:00+08:00", "GR24090231", "2025年供暖季前可接入"),
        "2024-09-02T14:41:00+08:00", "GR24090231", "2025年供暖季前可接入")
    rows[-1] = ("heat", "2024-09-02T14:40:00+08:00", *rows[-1][2:])
    say("telecom", partners.telecom_reply(c, "ACCEPTED", "2024-09-02T15:00:00+08:00", "TX-501", "中国移动焦作分公司", "光缆已到园区门口"),
        "2024-09-02T15:00:20+08:00", "TX-501", "光缆已到园区门口")
    say("sewage", partners.sewage_reply(c, "3", "2024-09-02T16:00:00+08:00", "CG240902031", "投产前一个月申请排水许可，先建预处理设施"),
        "2024-09-02T16:00:30+08:00", None, "投产前一个月申请排水许可，先建预处理设施")
    s.closes("1", rows)
    return s


def supplemented():
    s = EnquiryStory("supplemented", "窗口代提咨询：供热公司请咨询人补充说明，补充后答复", ["JZ-03", "JZ-11"])
    s.submit(question("咨询", "能否集中供热", ["用热"], channel="1", dz=None))
    s.answers("heat", partners.heat_reply(s.case, "C", "2024-09-02T10:00:00+08:00", "GR24090232", "建筑面积；所在小区"),
              "2024-09-02T10:00:30+08:00", "supplementing")
    s.notice("materialList", "platform", compact({
        "bwlx": "QD", "sblsh": s.form["sblsh"], "bjbh": s.case, "zjbh": item_number(s.case, "heat", PROGRAM), "sx": TITLES["heat"],
        "dw": UNITS["heat"], "lx": "补正告知", "sj": "2024-09-02 10:00:00", "qd": ["建筑面积", "所在小区"]}), "materialList.json")
    text = "山阳区建设东路12号鑫源小区沿街商铺，建筑面积260平方米，能否集中供热"
    s.update({"bwlx": "ZXGX", "sblsh": s.form["sblsh"], "gxlx": "补正", "nr": text, "lxdh": "１３７８２７００１２５"}, "2024-09-02T15:00:00+08:00", "update.json")
    s.form = s.form | {"nr": text, "lxdh": "13782700125"}
    s.ask("heat", 2)
    s.answers("heat", partners.heat_reply(s.case, "A", "2024-09-03T09:00:00+08:00", "GR24090232", "小区已供热，可以接入"),
              "2024-09-03T09:00:30+08:00")
    s.closes("1", [("heat", "2024-09-03T09:00:00+08:00", "GR24090232", "小区已供热，可以接入")])
    return s


def complaint():
    s = EnquiryStory("complaint", "投诉：由牵头部门协调处理，答复投诉人", ["JZ-N6"])
    s.submit(question("投诉", "报装后十日无人联系", ["用水", "用气"]))
    answer = "已督促供水、供气企业，均于当日联系"
    s.answers("complaint", compact({"item": item_number(s.case, "complaint", PROGRAM), "state": "accepted",
                                    "at": "2024-09-02T16:30:00+08:00", "reason": answer}), "2024-09-02T16:31:00+08:00")
    s.closes("1", [("complaint", "2024-09-02T16:30:00+08:00", None, answer)])
    return s


def faults():
    s = EnquiryStory("faults", "咨询未选事项、电话有误，一次指出", ["JZ-14"])
    s.submit(question("咨询", "如何报装", channel="4", lxdh="0391-12"), accepted=False)
    s.rejected([("/sbqd", "来源应为1（窗口）、2（河南政务服务网）或3（豫事办）", "4"),
                ("/sx", "咨询应至少选择一项涉及的事项，且不得重复", None),
                ("/lxdh", "联系电话应为11位手机号或带区号的固定电话", "0391-12")])
    return s


def stories():
    return [joint_consultation(), supplemented(), complaint(), faults()]
