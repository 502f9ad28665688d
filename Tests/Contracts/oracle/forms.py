"""The applications of the examples: form 附件1 as the acceptance system sends it.

All firms, persons and numbers are invented; the credit code is a constructed test code.
"""

from identity import sm3


def material(number: int, kind: str, name: str | None = None) -> dict:
    identifier = f"CL2024090200{number:02d}"
    return {"clid": identifier, "clmc": name or kind, "cllx": kind, "sm3": sm3(identifier.encode())}


COMMON = [
    material(1, "身份证", "法定代表人身份证"),
    material(2, "委托书", "授权委托书"),
    material(3, "营业执照"),
    material(4, "报装建筑物权属证明", "不动产权证书 豫（2024）焦作市不动产权第0012345号"),
]

WATER = {"ywlx": "新装", "yslx": "工业", "ysl": 12.5, "qwsj": "2024-10-15"}
POWER = {"ywlx": "新装", "yhfl": "高压", "sqrl": 630, "rldw": "千伏安", "qwsj": "2024-10-20"}
GAS = {"ywlx": "新装", "yqhs": 1, "yqlx": "工业", "yql": 45.5, "qwsj": "2024-10-25", "gqyl": 20}
HEAT = {"ywlx": "新装", "yrlx": "商业采暖", "yrl": 12860.5, "yrldw": "m²", "qwsj": "2024-11-15"}
TELECOM = {"ywlx": "有线宽带接入", "gxdh": "是", "ptss": "是", "wxhs": 0, "lds": 3, "zhs": 120,
           "qwsj": "2024-10-10", "zyxz": "可自由选择"}
SEWAGE = {"wslx": "生活污水", "psl": 8.75, "qwsj": "2024-10-15"}

TICKS = {"ys": "用水报装", "yd": "用电报装", "yq": "用气报装", "yr": "用热报装", "tx": "通信报装",
         "ws": "污水排入排水管网许可办理"}


def application(number: str, blocks: dict, *, kind="新建(改建、扩建)建筑配套水电气网报装", survey=("2024-09-05", "上午"),
                submitted="2024-09-02T08:58:20+08:00", firm=None, project=None, files=None, promises=None) -> dict:
    """A complete application that ticks exactly the blocks given"""
    form = {
        "bwlx": "SB",
        "sblsh": number,
        "sbqd": "2",
        "sbsj": submitted,
        "qyxx": {
            "qymc": "焦作市䶮昌新型建材有限公司",
            "tyshxydm": "91410800083123451M",
            "cqlx": "自有",
            "lxr": "𠮷海燕",
            "lxdh": "13839112233",
        } | (firm or {}),
        "xmxx": {
            "xmmc": "䶮昌绿色建材产业园一期",
            "xmdm": "2407-410802-04-01-235617",
            "bzdz": "焦作市解放区人民路中段1688号䶮昌产业园",
            "ywzl": kind,
            "bzsx": [TICKS[b] for b in blocks],
            "tkrq": survey[0],
            "tksd": survey[1],
        } | (project or {}),
        **blocks,
    }
    files = COMMON if files is None else files
    if files:
        form["cl"] = files
    if promises:
        form["cn"] = promises
    return form
