#!/usr/bin/env python3
"""What each partner of 通许县 gets, byte for byte, from the application form: written from the partners' field tables
(ORDER, BZ, the sealed JSON, the CSV, the key=value lines) and 附件5, without the maps under contracts/.

    python3 Tests/Contracts/oracle/tongxu.py               compare every golden order and forwarded list of papers; exit 1 and say what differs
    python3 Tests/Contracts/oracle/tongxu.py --open FILE   the plain text of a sealed message of the gas company
    python3 Tests/Contracts/oracle/tongxu.py --seal TEXT ID MILLIS   seal a reply as the gas company would

Needs Python 3.11 and an OpenSSL that knows SM3; nothing of the hub.
"""

import base64
import json
import pathlib
import re
import sys
from datetime import datetime
from decimal import Decimal

from identity import hmac_sm3, message_id, sm3

ROOT = pathlib.Path(__file__).resolve().parents[3] / "contracts/tongxu"
KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")      # invented, as the stories say
ITEMS = ["water", "power", "gas", "heat", "telecom"]

# 附件5: which kinds of papers each company asks for
IDENTITY = {"身份证", "临时居民身份证", "户口簿", "军官证、士兵证", "港澳通行证"}
TITLE = {"不动产权证书", "购房发票或契税发票", "房屋买卖合同或按揭贷款协议", "拆迁安置协议", "房屋所有权证明"}
POWER_TITLE = {"不动产权证书", "国有土地使用证", "房屋买卖合同或按揭贷款协议"}
COMPANY = {"营业执照", "法定代表人身份证", "经办人身份证"}


# SM4 (GB/T 32907-2016), CBC, PKCS#7

SBOX = bytes.fromhex(
    "d690e9fecce13db716b614c228fb2c052b679a762abe04c3aa441326498606999c4250f491ef987a33540b43edcfac62"
    "e4b31ca9c908e89580df94fa758f3fa64707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35"
    "1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89eeabf8ad240c738b5a3f7f2cef96115a1"
    "e0ae5da49b341a55ad933230f58cb1e31df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51"
    "8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b08969974a0c96777e65b9f109c56ec684"
    "18f07dec3adc4d2079ee5f3ed7cb3948")
FK = [0xA3B1BAC6, 0x56AA3350, 0x677D9197, 0xB27022DC]


def rotate(x: int, n: int) -> int:
    return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF


def tau(x: int) -> int:
    return int.from_bytes(bytes(SBOX[b] for b in x.to_bytes(4, "big")), "big")


def round_keys(key: bytes) -> list[int]:
    k = [int.from_bytes(key[4 * i:4 * i + 4], "big") ^ FK[i] for i in range(4)]
    for i in range(32):
        ck = int.from_bytes(bytes((4 * i + j) * 7 % 256 for j in range(4)), "big")
        b = tau(k[i + 1] ^ k[i + 2] ^ k[i + 3] ^ ck)
        k.append(k[i] ^ b ^ rotate(b, 13) ^ rotate(b, 23))
    return k[4:]


def block(keys: list[int], text: bytes) -> bytes:
    x = [int.from_bytes(text[4 * i:4 * i + 4], "big") for i in range(4)]
    for i in range(32):
        b = tau(x[i + 1] ^ x[i + 2] ^ x[i + 3] ^ keys[i])
        x.append(x[i] ^ b ^ rotate(b, 2) ^ rotate(b, 10) ^ rotate(b, 18) ^ rotate(b, 24))
    return b"".join(v.to_bytes(4, "big") for v in x[:-5:-1])


def encipher(iv: bytes, text: bytes) -> bytes:
    keys, out = round_keys(KEY), b""
    fill = 16 - len(text) % 16
    text += bytes([fill]) * fill
    for at in range(0, len(text), 16):
        iv = block(keys, bytes(a ^ b for a, b in zip(iv, text[at:at + 16])))
        out += iv
    return out


def decipher(sealed: bytes) -> bytes:
    keys, out = round_keys(KEY)[::-1], b""
    for at in range(16, len(sealed), 16):
        out += bytes(a ^ b for a, b in zip(block(keys, sealed[at:at + 16]), sealed[at - 16:at]))
    return out[:-out[-1]]


assert block(round_keys(KEY), KEY).hex() == "681edf34d206965e86b3e94f536e4246"


def seal(plain: bytes, ident: str, millis: int, app_id: str = "lianban-tx") -> bytes:
    """{appId, nonce, timestamp, cipher, digest}: milliseconds as text, the vector before the cipher text, both in Base64"""
    iv = bytes.fromhex(hmac_sm3(KEY, f"sm4-cbc iv|cipher|{ident}".encode()))[:16]
    return compact({
        "appId": app_id,
        "nonce": sm3(f"{ident}|nonce".encode())[:16],
        "timestamp": str(millis),
        "cipher": base64.b64encode(iv + encipher(iv, plain)).decode(),
        "digest": sm3(plain),
    }).encode()


# Small things

class Number(str):
    """A number as it was written"""


def compact(value) -> str:
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{compact(k)}:{compact(v)}" for k, v in value.items() if v is not None) + "}"
    if isinstance(value, list):
        return "[" + ",".join(compact(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def two(number) -> str | None:
    return None if number is None else f"{Decimal(number):.2f}"


def half_width(text: str) -> str:
    return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def xml(name: str, attributes: dict, inner: str = "") -> str:
    start = name + "".join(f' {k}="{escape(v)}"' for k, v in attributes.items() if v is not None)
    return f"<{start}>{inner}</{name}>" if inner else f"<{start}/>"


def leaf(name: str, text: str | None) -> str:
    return "" if text is None else f"<{name}>{escape(text)}</{name}>"


def document(root: str) -> bytes:
    return ('<?xml version="1.0" encoding="GB18030"?>' + root).encode("gb18030")


def yes(text: str | None) -> str | None:
    return None if text is None else "1" if text == "有" else "0"


class Form:
    """One application, as the form has it"""

    def __init__(self, raw: dict, case: str):
        self.raw, self.case = raw, case
        self.person = raw["bwlx"] == "GRSB"
        user = raw["yhxx"]
        self.name = user["yhmc"]
        self.cert = user["sfzh"] if self.person else user["jgxydm"]
        self.address = user["bzdz"] if self.person else raw["xm"]["xmdz"]
        self.owner = user.get("fzsfz")
        self.handler = raw["jbr"]["xm"] if "jbr" in raw else self.name
        self.handler_phone = half_width(raw["jbr"]["dh"] if "jbr" in raw else user["dh"])
        self.phone = half_width(user["dh"]) if self.person else self.handler_phone

    def papers(self, *kinds: set[str]) -> list[dict]:
        wanted = set().union(*kinds)
        return [m for m in self.raw.get("cl", []) if m["cllx"] in wanted]

    def owner_paper(self) -> set[str]:
        return {"房主居民身份证"} if self.owner else {"身份证"}

    def number(self, item: str) -> str:
        return f"{self.case}{ITEMS.index(item) + 1:02d}"


# The five orders

def power(form: Form) -> bytes:
    use, inv = form.raw["yd"], form.raw.get("fp", {"xy": "否"})
    legal = form.raw.get("fr", {})
    cust = {"name": form.name, "idtype": "02" if form.person else "01", "idno": form.cert,
            "legal": legal.get("xm"), "legalid": legal.get("sfzh")}
    conn = {"type": {"新装": "XZ", "增容": "ZR", "临时": "LS"}[use["ywlx"]]}
    lines = ""
    if use.get("dylx") == "高压":
        conn |= {"vol": "HV", "use": use["ydlb"], "nonlin": yes(use["fxxfh"]), "self": yes(use["zbdy"]), "selfkw": two(use.get("zbrl"))}
        for n, key in (("1", "dyly"), ("2", "dely")):
            if key in use:
                lines += xml("LINE", {"n": n, "old": two(use[key].get("yyrl")), "new": two(use[key]["sqrl"])})
    else:
        conn |= {"vol": "LV", "cap": two(use["sqrl"]), "unit": "kW", "supply": {"交流220V": "220", "交流380V": "380"}[use["gdfs"]]}
    invoice = {"need": "0"}
    if inv["xy"] == "是":
        invoice = {"need": "1", "title": inv["hm"], "taxno": inv.get("nszh"), "taxaddr": inv.get("nsdz"), "bank": inv.get("khyh"), "acct": inv.get("yhzh")}
    body = xml("CUST", cust) + xml("CONN", conn, lines) + leaf("ADDR", form.address) + xml("INV", invoice)
    return document(xml("ORDER", {"no": form.number("power"), "reg": "410222", "org": "4140222"}, body))


def water(form: Form) -> bytes:
    use = form.raw["ys"]
    papers = {"ZTZM": form.papers(IDENTITY if form.person else COMPANY), "CQZM": form.papers(TITLE)}
    listed = "".join(
        f"<{name}>" + leaf("CLBS", m["clid"]) + leaf("CLMC", m["clmc"]) + leaf("CLXS", m.get("clxs")) + leaf("ZY", m.get("sm3")) + f"</{name}>"
        for name, group in papers.items() for m in group)
    customers = ["房地产", "工商业", "绿化", "公厕", "学校", "医院", "其他"]
    pairs = [
        ("BJBH", form.case), ("YHLX", "1" if form.person else "2"), ("YHMC", form.name),
        ("XYDM", None if form.person else form.cert), ("SFZH", form.cert if form.person else None),
        ("DZ", form.address), ("XZQY", form.raw["yhxx"]["xzqy"]), ("SQSX", "用水报装"),
        ("YSXZ", {"居民用水": "1", "非居民用水": "2", "特种行业用水": "3"}[use["ysxz"]]),
        ("BZFL", {"新装": "1", "变更口径": "2", "水表迁移": "3", "一户一表改造": "4", "基建（施工用水）": "5"}[use["bzfl"]]),
        ("GSFS", None if form.person else {"市政直供": "1", "二次供水": "2"}[use["gsfs"]]),
        ("YHLB", None if form.person else str(customers.index(use["yhlb"]) + 1)),
        ("JBR", form.handler), ("JBRDH", form.handler_phone),
    ]
    return document("<BZ>" + "".join(leaf(k, v) for k, v in pairs) + f"<CLLB>{listed}</CLLB></BZ>")


def gas(form: Form) -> bytes:
    use = form.raw["yq"]
    kinds = form.owner_paper() if form.person else {"法定代表人身份证", "营业执照"}
    return compact({
        "caseNo": form.case, "city": "通许县", "userKind": "P" if form.person else "E", "userName": form.name, "certNo": form.cert,
        "ownerIdNo": (form.owner or form.cert) if form.person else None,
        "address": form.address, "households": use["yqhs"], "hourlyFlow": use["xshql"], "projectDesc": use.get("xmnr"),
        "attachments": [{"id": m["clid"], "name": m["clmc"], "sm3": m.get("sm3")} for m in form.papers(kinds, {"不动产权证书"})],
    }).encode()


def heat(form: Form) -> bytes:
    use = form.raw["yr"]
    rows = [["办件编号", "行号", "用户名称", "房主证号", "地址", "用热日期", "系统类型", "性质", "用途", "面积", "热媒参数", "负荷KW"]]
    for line, row in enumerate(use["mx"], 1):
        rows.append([form.case, str(line), form.name, form.owner or form.cert, form.address, use["yrsj"], use["cnxt"], row["xz"],
                     row.get("yt"), two(row["jzmj"]), row.get("rmcs"), two(row.get("yrfh"))])
    return "".join(",".join(map(cell, row)) + "\r\n" for row in rows).encode("gb18030")


def cell(text: str | None) -> str:
    text = text or ""
    return '"' + text.replace('"', '""') + '"' if re.search('[",\r\n]', text) else text


def telecom(form: Form) -> bytes:
    kinds = {"通信个性材料"} if form.person else {"信用代码证", "委托书", "通信个性材料"}
    papers = form.papers(kinds)
    done = {m["cllx"] for m in papers} == kinds
    pairs = {"ID": form.number("telecom"), "NAME": form.name, "TEL": form.phone, "ADDR": form.address, "SVC": "通信",
             "MATERIALS": ";".join(f"{m['clmc']}:{m['clid']}" for m in papers) if done else "DEFERRED"}
    return ("".join(f"{k}={v}\r\n" for k, v in pairs.items()) + "\r\n").encode("gb18030")


# The papers of those whose order has no room for them

def power_papers(form: Form) -> bytes:
    papers = form.papers(IDENTITY if form.person else {"营业执照", "法定代表人身份证"}, POWER_TITLE)
    files = "".join(xml("FILE", {"id": m["clid"], "name": m["clmc"], "form": m.get("clxs"), "sm3": m.get("sm3")}) for m in papers)
    return document(xml("MATERIALS", {"no": form.number("power")}, files))


def heat_papers(form: Form) -> bytes:
    rows = [["办件编号", "材料标识", "材料名称", "材料形式", "SM3摘要"]]
    rows += [[form.case, m["clid"], m["clmc"], m.get("clxs"), m.get("sm3")] for m in form.papers(form.owner_paper() if form.person else COMPANY, TITLE)]
    return "".join(",".join(map(cell, row)) + "\r\n" for row in rows).encode("gb18030")


PAPERS = {"power": power_papers, "heat": heat_papers}
ORDERS = {"power": power, "water": water, "gas": gas, "heat": heat, "telecom": telecom}


# The stories

def load(path: pathlib.Path) -> dict:
    return json.loads(path.read_bytes(), parse_float=Number, parse_int=Number)


def corrected(raw: dict, update: dict) -> dict:
    """Papers are added, one with a known id is replaced; the fields that an update may carry take the place of the form's"""
    raw = json.loads(json.dumps(raw))
    papers = {m["clid"]: m for m in raw.get("cl", [])} | {m["clid"]: m for m in update.get("cl", [])}
    raw["cl"] = list(papers.values())
    if "bzdz" in update:
        place = raw["yhxx"] if raw["bwlx"] == "GRSB" else raw["xm"]
        place["bzdz" if raw["bwlx"] == "GRSB" else "xmdz"] = update["bzdz"]
    if "sqrl" in update:
        raw["yd"]["sqrl"] = update["sqrl"]
    if "xshql" in update:
        raw["yq"]["xshql"] = update["xshql"]
    return raw


def numbers(value):
    """After the copy: the members that are numbers on the form"""
    if isinstance(value, dict):
        return {k: Number(v) if k in ("yqhs", "xshql") else numbers(v) for k, v in value.items()}
    return [numbers(v) for v in value] if isinstance(value, list) else value


def field(step: str, name: str) -> str | None:
    found = re.search(rf'\b{name}: "?([^",}}]+)"?', step)
    return found and found[1].strip()


def check(story: pathlib.Path) -> tuple[int, list[str]]:
    seen, wrong, forms, case, sent, at = 0, [], {}, None, {}, None
    for step in story.read_text().splitlines():
        at = field(step, "at") or at
        if field(step, "send") and field(step, "case"):
            raw, case = load(story.parent / field(step, "send")), field(step, "case")
            if raw["bwlx"] in ("GRSB", "QYSB"):
                forms[case] = raw
            elif raw["bwlx"] in ("GRGX", "QYGX"):
                forms[case] = numbers(corrected(forms[case], raw))
        if field(step, "notice") == "materialForward":
            seen, wrong = seen + 1, wrong + differing(story.parent / field(step, "file"), field(step, "item"), PAPERS[field(step, "item")](Form(forms[case], case)))
        if field(step, "expect") != "order":
            continue
        item, name = field(step, "item"), field(step, "file")
        sent[case, item] = sent.get((case, item), 0) + 1
        ident = message_id(case, "order", item, item, sent[case, item])
        expected = ORDERS[item](Form(forms[case], case))
        if item == "gas":
            expected = seal(expected, ident, int(datetime.fromisoformat(at).timestamp() * 1000))
        seen += 1
        wrong += differing(story.parent / name, item, expected)
        if field(step, "message") not in (None, ident):
            wrong.append(f"message id of {name}: {ident}")
    return seen, wrong


def differing(file: pathlib.Path, item: str, expected: bytes) -> list[str]:
    if not file.is_file():
        return [f"missing: {file.relative_to(ROOT)}"]
    if file.read_bytes() == expected:
        return []
    return [f"differs: {file.relative_to(ROOT)}", f"  oracle {readable(item, expected)}", f"  file   {readable(item, file.read_bytes())}"]


def readable(item: str, data: bytes) -> str:
    return opened(data).decode() if item == "gas" else data.decode("gb18030")


def opened(data: bytes) -> bytes:
    sealed = json.loads(data)
    plain = decipher(base64.b64decode(sealed["cipher"]))
    assert sm3(plain) == sealed["digest"], "the digest is of another text"
    return plain


def main() -> int:
    if sys.argv[1:2] == ["--open"]:
        print(opened(pathlib.Path(sys.argv[2]).read_bytes()).decode())
        return 0
    if sys.argv[1:2] == ["--seal"]:
        sys.stdout.buffer.write(seal(sys.argv[2].encode(), sys.argv[3], int(sys.argv[4])))
        return 0
    seen, wrong = 0, []
    for story in sorted(ROOT.rglob("story.yaml")):
        count, found = check(story)
        seen, wrong = seen + count, wrong + found
    print(f"{seen} messages compared")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
