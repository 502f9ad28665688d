#!/bin/bash
# Times the translation of every example, then one application of 4 KB beside the same job in Python.
#
# Only the comparison needs Python: where it cannot run, this says so, and the hub's figures stand. jsonschema comes
# from the machine, or from PyPI into .build/bench-python.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/../.."
hub=.build/release/lianban
venv=.build/bench-python

"$hub" bench

without() {
    printf '\nno comparison with Python: %s\n' "$1"
    exit 0
}

can_compare() { "$1" -c 'import jsonschema, hashlib; hashlib.new("sm3")' 2>/dev/null; }

python=$(command -v python3) || without 'there is no python3 (3.11 or newer)'
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || without 'python3 is older than 3.11'
if ! can_compare "$python"; then
    [[ -x $venv/bin/python ]] || "$python" -m venv "$venv" || without 'python3 -m venv fails (apt install python3-venv)'
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'jsonschema>=4.20,<5' \
        || without "jsonschema could not be installed: $venv/bin/pip install jsonschema"
    python=$venv/bin/python
    can_compare "$python" || without 'its hashlib does not know SM3'
fi
exec "$python" Tests/Contracts/oracle/bench.py "$hub" "$@"
