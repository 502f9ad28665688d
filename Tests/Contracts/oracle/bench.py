#!/usr/bin/env python3
"""The job of `lianban bench`, done with a general tool, beside the hub in one run.

    python3 Tests/Contracts/oracle/bench.py .build/release/lianban [--turns 7] [--rounds 400]

One application of 4 KB comes in, six orders and the joint survey go out. Python reads it with json, checks it
with jsonschema (Draft 2020-12, compiled once; formats are annotations there), and builds every message as
partners.py does, which the examples are proved with: first both are shown to make the same bytes. Then hub and
Python take turns, so that a busy moment hits both alike. The figures are processor time, not wall clock: the
median of a turn's applications, and of the turns the median and the range.

Needs Python 3.11, an OpenSSL that knows SM3, and jsonschema.
"""

import argparse
import gc
import json
import pathlib
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

from jsonschema import Draft202012Validator

import partners
from identity import case_number

ROOT = pathlib.Path(__file__).resolve().parents[3]
CONTRACTS = ROOT / "contracts/jiaozuo"
APPLICATION = CONTRACTS / "installation/examples/benchmark/application.json"
AT = "2024-09-02T09:00:00+08:00"
CASE = case_number("20240902", 1)
STAGES = ["open", "map", "decide", "compose"]


def validator(path: pathlib.Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads(path.read_bytes()))


class Job:
    """Bytes of an application to the bytes of its messages"""

    def __init__(self, *, checks_orders: bool):
        self.application = validator(CONTRACTS / "installation/application.schema.json")
        json_orders = ["water", "telecom"] if checks_orders else []
        self.orders = {item: validator(CONTRACTS / item / "order.schema.json") for item in json_orders}

    def run(self, body: bytes) -> dict:
        form = json.loads(body)
        for error in self.application.iter_errors(form):
            raise ValueError(error.message)
        made = {item: build(form, CASE) for item, build in partners.ORDERS.items()}
        for item, schema in self.orders.items():
            for error in schema.iter_errors(json.loads(made[item])):
                raise ValueError(f"{item}: {error.message}")
        return made

    def median_micros(self, body: bytes, rounds: int) -> float:
        times = []
        gc.collect()
        for _ in range(rounds):
            start = time.process_time_ns()
            self.run(body)
            times.append(time.process_time_ns() - start)
        return statistics.median(times) / 1000


class Hub:
    def __init__(self, binary: str):
        self.binary = binary

    def ask(self, *arguments: str):
        command = [self.binary, *arguments, "--json"]
        return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE,
                                         stderr=subprocess.DEVNULL).stdout)

    def messages(self) -> list[bytes]:
        told = self.ask("explain", str(APPLICATION), "--at", AT, "--reveal", "--hex")
        return [bytes.fromhex(message["hex"]) for message in told["messages"]]

    def stages(self, rounds: int) -> list[float]:
        (row,) = self.ask("bench", str(APPLICATION), "--rounds", str(rounds))
        return [row[stage + "Microseconds"] for stage in STAGES]


def table(rows: list[tuple[str, list[float]]]) -> None:
    width = max(len(title) for title, _ in rows)
    for title, turns in rows:
        print(f"  {title:<{width}}  {statistics.median(turns):8.0f}   {min(turns):.0f}–{max(turns):.0f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("hub")
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=400, help="applications of the hub in one turn; Python a quarter")
    options = parser.parse_args()

    hub = Hub(options.hub)
    body = APPLICATION.read_bytes()
    plain, strict = Job(checks_orders=False), Job(checks_orders=True)
    made = strict.run(body)
    if sorted(made.values()) != sorted(hub.messages()):
        print("the hub and Python do not make the same bytes: there is nothing to compare", file=sys.stderr)
        return 1

    hubs, plains, stricts = [], [], []
    for _ in range(options.turns):
        hubs.append(hub.stages(options.rounds))
        plains.append(plain.median_micros(body, max(1, options.rounds // 4)))
        stricts.append(strict.median_micros(body, max(1, options.rounds // 4)))

    sizes = sum(len(message) for message in made.values())
    print(f"\n{APPLICATION.relative_to(ROOT)}: {len(body)} bytes in, {len(made)} messages of {sizes} bytes out,"
          f" the same bytes from both\nprocessor time per application in µs: median of {options.turns} turns"
          " taken alternately, and their range\n")
    stages = ["lianban: open the envelope, decode, validate", "lianban: map to the canonical application",
              "lianban: decide (checks, items, limits, notices)",
              "lianban: compose (map, validate, encode, seal) every message"]
    wholes = [sum(turn) for turn in hubs]
    tool = f"python {sys.version.split()[0]}, jsonschema {version('jsonschema')}"
    table([(title, [turn[at] for turn in hubs]) for at, title in enumerate(stages)]
          + [("lianban: all", wholes), (f"{tool}: decode, validate, map, encode", plains),
             (f"{tool}: … and validate the two JSON orders", stricts)])
    ratio = [statistics.median(p / w for p, w in zip(python, wholes)) for python in (plains, stricts)]
    print(f"\n  python takes {ratio[0]:.1f} times the hub's processor time, {ratio[1]:.1f} times with orders validated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
