"""How the examples of external lines are told; the first case of a day is its number 1, on an empty hub."""

import json

import external
from external import PARTY, document, items_of
from identity import message_id
from partners import rejection
from story import Story

FIRST = "2024-09-02T09:00:00+08:00"


def pretty(body) -> bytes:
    return json.dumps(body, ensure_ascii=False, indent=2).encode() + b"\n"


class LineStory(Story):
    program = "jiaozuo/external-line"

    def __init__(self, folder, title, proves, *, day="20240902", ignore=("progress",)):
        super().__init__(folder, title, proves, day=day, ignore=ignore)
        self.intake, self.revision, self.sequences, self.messages = "platform", 0, {}, {}

    def submit(self, form, at=FIRST, *, accepted=True, intake="platform", name="application.json",
               orders=".order.xml"):
        self.form, self.at, self.intake = form, at, intake
        self.files[name] = pretty(form)
        gives = {"case": self.case} if accepted else {"rejected": True}
        self.step(at=at, **{"from": intake}, send=name, message="WXSB-" + form["sblsh"], gives=gives)
        if accepted:
            for item in items_of(form):
                self.order(item, name=item + orders)

    def order(self, item, body=None, sequence=1, name=None):
        self.sequences[item] = sequence
        body = external.order(self.form, self.case, item, sequence)
        name = name or (f"{item}.order.xml" if sequence == 1 else f"{item}.order-{sequence}.xml")
        self.files[name] = body
        self.step(expect="order", to=PARTY[item], item=item, file=name,
                  message=message_id(self.case, "order", item, PARTY[item], sequence))

    def resend(self, items):
        for item in items:
            self.order(item, sequence=self.sequences[item] + 1)

    def send(self, item, body, at, state, *, gives=None, name=None):
        self.replies += 1
        party = PARTY[item]
        name = name or f"{item}.reply-{self.count(item)}.xml"
        self.files[name] = body
        self.messages[name] = f"{party}-{self.replies:04d}"
        self.step(at=at, **{"from": party}, send=name, message=self.messages[name], gives=gives or {"item": item, "state": state})
        self.at = at

    def status(self, item, code, at, note=None, clerk=None, arrival=None, **more):
        states = {"3": "accepted", "4": "notAccepted", "5": "rejected", "6": "supplementing", "7": "supplemented", "8": "processing", "9": "suspended",
                  "10": "resumed", "11": "granted", "12": "grantedTolerance", "13": "refused", "15": "revoked"}
        self.send(item, external.reply(self.case, item, code, at, note, clerk), arrival or at[:17] + "40+08:00",
                  states[code], **more)

    def decide(self, item, paper, at, result="1", **more):
        state = {"1": "granted", "2": "refused", "3": "grantedTolerance"}[result]
        self.send(item, external.decision(self.case, item, result, paper), at, state, **more)

    def again(self, name, at):
        """The same message once more"""
        message = self.messages[name]
        sender = message.rpartition("-")[0] if name.endswith(".xml") else self.intake
        self.step(at=at, **{"from": sender}, send=name, message=message, gives={"duplicate": True})
        self.at = at

    def change(self, kind, at, name="update.json", **fields):
        body = {"bwlx": "WXGX", "sblsh": self.form["sblsh"], "gxlx": kind} | fields
        self.files[name] = pretty(body)
        self.messages[name] = f"WXGX-{self.form['sblsh']}-{at[8:10]}{at[11:13]}"
        self.step(at=at, **{"from": self.intake}, send=name, message=self.messages[name], gives={"case": self.case})
        self.at = at

    def wait(self, until):
        self.step(wait=until)
        self.at = until

    def outcome(self, overall, items, why=None):
        self.revision += 1
        name = "outcome.json" if self.revision == 1 else f"outcome-{self.revision}.json"
        self.files[name] = external.outcome(self.form, self.case, self.at, overall, items, self.revision, why)
        self.step(expect="outcome", to=self.intake, file=name,
                  message=message_id(self.case, "outcome", "", self.intake, self.revision))

    def reject(self, problems):
        self.files["rejection.json"] = rejection(self.form, self.at, problems)
        self.step(expect="rejection", to=self.intake, file="rejection.json",
                  message=message_id("WXSB-" + self.form["sblsh"], "rejection",
                                     "lianban.applications.jiaozuo." + self.intake, self.intake, 1))

    def lacks(self, item, at, missing):
        self.notice("materialList", self.intake, external.material_list(self.form, self.case, item, at, missing), f"{item}.materialList.json")

    def credit(self, item, paper, how):
        self.notice("creditPermit", "credit", external.credit_permit(self.form, self.case, item, paper, how), f"{item}.creditPermit.json")

    def progress(self, item, title, at, note=None):
        name = f"progress-{self.count('progress')}.json"
        self.notice("progress", self.intake, external.progress(self.form, self.case, item, title, at, note), name)

    def late(self, item, level, due, why):
        name = f"{item}.{level}.json"
        self.files[name] = external.warning(self.case, item, level, due, why)
        self.step(expect="notice", notice="warning", item=item, to=[PARTY[item], "lead"], file=name)


def granted(s, item, at, number=121, until="2024-09-20", note=None):
    """办结 and its paper; the line of the outcome"""
    paper = document(item, number, at[:10], until)
    s.status(item, "11", at, note)
    s.decide(item, paper, at[:17] + "50+08:00")
    return (item, "1", "准予许可", at, note, [paper])


def consented(s, at, note="同意，设置导行标志"):
    """The police give an opinion without a paper"""
    s.status("trafficSafety", "11", at, note)
    return ("trafficSafety", "1", "准予许可", at, note, [])
