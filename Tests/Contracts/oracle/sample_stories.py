"""The examples under contracts/jiaozuo/<party>/examples/replies: what a party may send, what it means, and what is refused.

Heat's fixed records were written by hand; the others are made here. Each wrong sample has one fault.
"""

import json

import external
import partners
from story import KEY, SECRET, Story, telecom_headers

CASE = "41080020240902000001"
ITEM = CASE + "01"
AT = "2024-09-05T10:30:00+08:00"
READ = "2024-09-05T10:31:00+08:00"


class Samples(Story):
    """A story that only reads"""
    def __init__(self, party, title, suffix):
        super().__init__("replies", title, [], ignore=())
        self.program, self.region = "jiaozuo/" + party, "jiaozuo"
        self.party, self.suffix = party, suffix

    def read(self, name, body, means=None, refused=None):
        file = f"{name}.{self.suffix}"
        self.files[file] = body
        headers = telecom_headers(READ, body) if self.party == "telecom" else None
        if headers:
            self.secrets[KEY] = SECRET
        gives = None
        if means:
            gives = name + (".json" if self.suffix != "json" else ".meaning.json")
            self.files[gives] = json.dumps(means, ensure_ascii=False, indent=2).encode() + b"\n"
        self.step(at=READ, **{"from": self.party}, read=file, headers=headers, gives=gives, refused=refused)


def means(item=None, case=None, order=None, state=None, at=AT, reason=None, **more):
    pairs = [("item", item), ("partyOrder", order), ("case", case), ("state", state), ("at", at), ("reason", reason)]
    return partners.present(pairs) | more


def water():
    s = Samples("water", "供水回执的样例", "json")
    good = partners.water_reply(CASE, "踏勘", "1", AT, "GS2024090215", "具备接入条件", ["给水总平面图"])
    s.read("surveyed", good, means(ITEM, None, "GS2024090215", "surveyed", reason="具备接入条件", missing=["给水总平面图"]))
    s.read("failed", partners.compact({"code": "500", "msg": "报文解析失败", "bjbh": ITEM}),
           means(ITEM, state="failed", at=None, reason="报文解析失败"))
    s.read("number-instead-of-text", good.replace(b'"code":"200"', b'"code":200'), refused=["/code"])
    s.read("step-without-result", good.replace('"dealresult":"1",'.encode(), b""), refused=["/dealresult"])
    s.read("impossible-day", partners.water_reply(CASE, "踏勘", "1", "2024-09-31T10:30:00+08:00"), refused=["/clsj"])
    s.read("park", partners.water_reply(CASE, "踏勘", "0", AT), refused=["/"])
    return s


def power():
    s = Samples("power", "供电回执的样例", "xml")
    item = CASE + "02"
    s.read("connected", partners.power_reply(CASE, "11", AT, "4141800240902017", "4108091734", "送电完成"),
           means(item, None, "4141800240902017", "connected", reason="送电完成", account="4108091734"))
    s.read("supplement", partners.power_reply(CASE, "6", AT, missing=["营业执照", "用电设备清单"]),
           means(item, state="supplementing", reason="资料不通过", missing=["营业执照", "用电设备清单"]))
    s.read("connected-without-order", partners.power_reply(CASE, "11", AT), refused=["/APP_NO"])
    s.read("unknown-status", partners.power_reply(CASE, "12", AT), refused=["/STATUS"])
    return s


def gas():
    s = Samples("gas", "供气回复的样例", "xml")
    good = partners.gas_reply(CASE, "补正", AT, "RQ-20240902-7", "𬭎源路管位图缺失；请补", ["管位图", "用气设备清单"])
    s.read("supplement", good, means(None, CASE, "RQ-20240902-7", "supplementing", reason="𬭎源路管位图缺失；请补",
                                     missing=["管位图", "用气设备清单"]))
    s.read("unknown-state", good.replace("补正".encode("gb18030"), "搁置".encode("gb18030")), refused=["/ZT"])
    s.read("iso-date", good.replace(b"2024/9/5 10:30", b"2024-09-05 10:30"), refused=["/SJ"])
    return s


def telecom():
    s = Samples("telecom", "通信回执的样例", "json")
    item = CASE + "05"
    good = partners.telecom_reply(CASE, "SURVEYED", AT, "YD-88121", "中国移动焦作分公司", "管道有空孔")
    s.read("surveyed", good, means(item, None, "YD-88121", "surveyed", reason="管道有空孔", operator="中国移动焦作分公司"))
    s.read("unknown-state", good.replace(b"SURVEYED", b"PENDING"), refused=["/state"])
    s.read("time-without-zone", good.replace(b"+08:00", b""), refused=["/time"])
    return s


def bureau(party, item, number):
    s = Samples(party, external.BUREAUS[party][1] + "办理信息的样例", "xml")
    whole = external.identity.item_number(CASE, item, external.PROGRAM)
    good = external.reply(CASE, item, "11", AT, "同意", "周敏")
    s.read("granted", good, means(whole, state="granted", reason="同意", operator="周敏"))
    s.read("supplement", external.reply(CASE, item, "6", AT, "路面恢复方案"), means(whole, state="supplementing", reason="路面恢复方案"))
    if item != "trafficSafety":
        paper = external.document(item, number, "2024-09-05", "2024-12-31")
        body = external.decision(CASE, item, "3", paper)
        papers = [{"title": paper["title"], "number": paper["number"], "date": "2024-09-05", "validUntil": "2024-12-31",
                   "fileName": paper["name"], "fileId": paper["id"]}]
        s.read("decision", body, {"item": whole, "state": "grantedTolerance", "documents": papers})
        s.read("decision-without-number", body.replace(f"<PFWH>{paper['number']}</PFWH>".encode(), b""), refused=["/PFWH"])
    s.read("unknown-status", good.replace(b"<BLZT>11<", b"<BLZT>16<"), refused=["/BLZT"])
    s.read("impossible-day", good.replace(b"2024-09-05 ", b"2024-09-31 "), refused=["/BLSJ"])
    return s


def stories():
    return [water(), power(), gas(), telecom(), bureau("planning", "planPermit", 58), bureau("urban-management", "road", 121),
            bureau("police", "trafficSafety", 0), bureau("transport", "highway", 33)]
