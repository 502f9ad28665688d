"""Numbers and message ids, as the design states them. Knows nothing of the hub's code."""

import hashlib

EPOCH = "example"
REGION = "410800"

# The position of an item in contracts/jiaozuo/<program>/program.yaml is its number.
ITEMS = {
    "installation": ["water", "power", "gas", "heat", "telecom", "sewage", "jointSurvey", "jointAcceptance"],
    "external-line": ["planPermit", "road", "trafficSafety", "highway", "green", "tree"],
    "enquiry": ["water", "power", "gas", "heat", "telecom", "sewage", "complaint"],
}


def sm3(data: bytes) -> str:
    return hashlib.new("sm3", data).hexdigest()


def case_number(day: str, sequence: int) -> str:
    """region (6) + yyyyMMdd + sequence (6) = 20 digits"""
    return f"{REGION}{day}{sequence:06d}"


def item_number(case: str, item: str, program: str = "installation") -> str:
    """case number + position of the item in the program (2 digits) = 22 digits"""
    return f"{case}{ITEMS[program].index(item) + 1:02d}"


def message_id(case: str, kind: str, item: str, party: str, sequence: int) -> str:
    """first 32 hex digits of SM3 over epoch|case|kind|item|party|sequence; for a rejection, which has neither,
    the sender's message-id and the queue it came from stand for case and item"""
    return sm3("|".join([EPOCH, case, kind, item, party, str(sequence)]).encode())[:32]


def hmac_sm3(key: bytes, data: bytes) -> str:
    """RFC 2104 over SM3 (block of 64 bytes), written out so that no library is trusted with it"""
    if len(key) > 64:
        key = hashlib.new("sm3", key).digest()
    key = key.ljust(64, b"\0")
    inner = hashlib.new("sm3", bytes(b ^ 0x36 for b in key) + data).digest()
    return hashlib.new("sm3", bytes(b ^ 0x5C for b in key) + inner).hexdigest()


assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
assert hmac_sm3(b"secret", b'{"a":1}') == "06350a5b5fbb4acc47280748841b59d2d7472910ad3295d29ea33cc77bb6fa1d"
