#!/usr/bin/env python3
"""Writes the examples of contracts/jiaozuo from the partners' tables, or checks them.

    python3 Tests/Contracts/oracle/generate.py          write every example
    python3 Tests/Contracts/oracle/generate.py --check  say which committed file differs; exit 1 if any does

Needs Python 3.11 and an OpenSSL that knows SM3; nothing of the hub.
"""

import json
import pathlib
import sys

import enquiry_stories
import external_stories
import sample_stories
import stories

ROOT = pathlib.Path(__file__).resolve().parents[3] / "contracts"

# The stories whose applications `make demo` plays on a real broker.
DEMO = {"full-set", "full-line", "joint-consultation"}


def scalar(value) -> str:
    """A YAML flow scalar: plain where that is safe, else in double quotes"""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(scalar(v) for v in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k}: {scalar(v)}" for k, v in value.items()) + " }"
    plain = value and value[0].isascii() and value[0].isalpha() and all(c.isalnum() or c in "-._/" for c in value)
    return value if plain else json.dumps(value, ensure_ascii=False)


def story_text(story) -> str:
    lines = [f"title: {story.title}", f"region: {story.region}" if story.region else f"program: {story.program}"]
    if story.proves:
        lines.append(f"proves: [{', '.join(story.proves)}]")
    if story.folder in DEMO:
        lines.append("demo: true")
    if story.ignore:
        lines.append(f"ignore: [{', '.join(story.ignore)}]")
    if story.secrets:
        lines.append(f"secrets: {scalar(story.secrets)}")
    lines.append("steps:")
    lines += ["  - " + scalar(step) for step in story.steps]
    return "\n".join(lines) + "\n"


def main() -> int:
    check = "--check" in sys.argv[1:]
    wrong, wanted = [], {}
    told = [s for m in (stories, external_stories, enquiry_stories, sample_stories) for s in m.stories()]
    for story in told:
        folder = ROOT / story.program / "examples" / story.folder
        wanted[folder / "story.yaml"] = story_text(story).encode()
        for name, body in story.files.items():
            wanted[folder / name] = body
    for path in sorted(p for program in {s.program for s in told} for p in (ROOT / program / "examples").rglob("*")):
        if path.is_file() and path not in wanted:
            wrong.append(f"not expected: {path.relative_to(ROOT)}")
            if not check:
                path.unlink()
    for path, body in wanted.items():
        if check:
            if not path.is_file() or path.read_bytes() != body:
                wrong.append(f"differs: {path.relative_to(ROOT)}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
    print(f"{len(wanted)} files in {len({p.parent for p in wanted})} examples")
    if check and wrong:
        print("\n".join(wrong))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
