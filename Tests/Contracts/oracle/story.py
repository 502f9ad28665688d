"""How the examples are told: what comes in, what must go out, in story.yaml and the files that it names."""

import partners
from identity import case_number, hmac_sm3, message_id
from partners import BLOCKS, ORDERS, PARTY, compact

SECRET = "lianban-example-secret"
KEY = "jiaozuo-telecom-app-secret"
# The queue that the acceptance system writes to: a rejection has no item, and no two senders share a queue.
APPLICATIONS = "lianban.applications.jiaozuo.platform"


def millis(at: str) -> str:
    """milliseconds since 1970 of a time in +08:00"""
    from datetime import datetime
    return str(int(datetime.fromisoformat(at).timestamp()) * 1000)


def telecom_headers(at: str, body: bytes) -> dict:
    stamp = millis(at)
    return {"X-App-Id": "lianban-jz", "X-Timestamp": stamp,
            "X-Sign": hmac_sm3(SECRET.encode(), stamp.encode() + b"\n" + body)}


class Story:
    program = "jiaozuo/installation"
    region = None                       # of a story that only reads, and has no program

    def __init__(self, folder, title, proves, *, day="20240902", ignore=("progress",)):
        self.folder, self.title, self.proves, self.ignore = folder, title, proves, list(ignore)
        self.case = case_number(day, 1)
        self.steps, self.files, self.secrets = [], {}, {}
        self.form, self.counts, self.replies = None, {}, 0

    # Into the hub

    def submit(self, form, at, *, accepted=True, pretty=True):
        """The application; if it is accepted, every order that goes at once"""
        self.form = form
        text = partners.json.dumps(form, ensure_ascii=False, indent=2).encode() + b"\n" if pretty else compact(form)
        self.files["application.json"] = text
        gives = {"case": self.case} if accepted else {"rejected": True}
        self.step(at=at, **{"from": "platform"}, send="application.json", message="SB-" + form["sblsh"], gives=gives)
        self.at = at
        if accepted:
            for item, block in BLOCKS.items():
                if block in form:
                    self.order(item)
            units = {PARTY[i] for i, b in BLOCKS.items() if b in form}
            if len(units) >= 2:
                self.order("jointSurvey")

    def update(self, body, at, name):
        self.files[name] = partners.json.dumps(body, ensure_ascii=False, indent=2).encode() + b"\n"
        self.step(at=at, **{"from": "platform"}, send=name, message=f"GX-{body['sblsh']}-{at[8:10]}", gives={"case": self.case})
        self.at = at

    def reply(self, item, body, at, state, *, name=None, message=None, gives=None):
        """A partner's reply and the state that it gives"""
        self.replies += 1
        party = PARTY[item]
        suffix = {"gas": "xml", "power": "xml", "sewage": "xml", "heat": "txt"}.get(item, "json")
        name = name or f"{party}.reply-{self.count(party)}.{suffix}"
        self.files[name] = body
        headers = telecom_headers(at, body) if item == "telecom" else None
        if headers:
            self.secrets[KEY] = SECRET
        self.step(at=at, **{"from": party}, send=name, message=message or f"{party}-{self.replies:04d}", headers=headers,
                  gives=gives or {"item": item, "state": state})
        self.at = at

    # Out of the hub

    def order(self, item, body=None, sequence=1):
        party = PARTY[item]
        body = body or ORDERS[item](self.form, self.case, sequence)
        suffix = {"gas": "xml", "power": "xml", "sewage": "xml", "heat": "txt"}.get(item, "json")
        base = item if party == "lead" else party
        name = f"{base}.order.{suffix}" if sequence == 1 else f"{base}.order-{sequence}.{suffix}"
        self.files[name] = body
        headers = telecom_headers(self.at, body) if item == "telecom" else None
        if headers:
            self.secrets[KEY] = SECRET
        self.step(expect="order", to=party, item=item, file=name, message=message_id(self.case, "order", item, party, sequence),
                  headers=headers)

    def resend(self, items):
        """The same orders with what has changed"""
        for item in items:
            self.order(item, sequence=2)

    def cancel(self, item, body):
        party = PARTY[item]
        name = f"{party}.cancel." + ("xml" if item == "power" else "json")
        self.files[name] = body
        self.step(expect="cancel", to=party, item=item, file=name, message=message_id(self.case, "cancel", item, party, 1),
                  headers=telecom_headers(self.at, body) if item == "telecom" else None)

    def notice(self, notice, to, body, name):
        self.files[name] = body
        self.step(expect="notice", notice=notice, to=to, file=name)

    def outcome(self, overall, items):
        self.files["outcome.json"] = partners.outcome(self.form, self.case, self.at, overall, items)
        self.step(expect="outcome", to="platform", file="outcome.json",
                  message=message_id(self.case, "outcome", "", "platform", 1))

    def rejection(self, problems):
        self.files["rejection.json"] = partners.rejection(self.form, self.at, problems)
        self.step(expect="rejection", to="platform", file="rejection.json",
                  message=message_id("SB-" + self.form["sblsh"], "rejection", APPLICATIONS, "platform", 1))

    def step(self, **keys):
        self.steps.append({k: v for k, v in keys.items() if v is not None})

    def count(self, party):
        self.counts[party] = self.counts.get(party, 0) + 1
        return self.counts[party]
