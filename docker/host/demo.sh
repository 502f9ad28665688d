#!/bin/bash
# The whole story on this machine: a private RabbitMQ, the hub on SQLite, partners that answer by their own
# contracts, and the example applications of one region, or of all, from submission to their outcomes.
#
#   REGION=jiaozuo   which region's examples (a folder of contracts/), or all: a rich one for each program
#   KEEP=1           leave everything running afterwards, to look around
#   LIANBAN=FILE     the program (default: .build/release/lianban)
#
# Everything is in one temporary directory and is stopped by its pid, however this script ends.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
root=$(realpath "$here/../..")
cd "$root"
export LIANBAN=${LIANBAN:-$root/.build/release/lianban}
region=${REGION:-jiaozuo}
keep=${KEEP:-}
follow_seconds=120
simulator=
submissions=()
finished=

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[[ -t 1 && -z ${NO_COLOR:-} ]] || say() { printf '\n%s\n' "$*"; }

hub() { "$LIANBAN" "$@" --config "$config"; }

# shellcheck disable=SC2317,SC2329 # called by the trap
stop_everything() {
    local code=$?
    trap '' INT TERM HUP
    trap - EXIT
    if [[ -n $keep && -n $finished ]]; then exit "$code"; fi
    for pid in "${submissions[@]}" $simulator; do
        if kill "$pid" 2>/dev/null; then wait "$pid" 2>/dev/null || true; fi
    done
    [[ ! -d $work/hub ]] || "$here/hub.sh" stop "$work/hub" || true
    [[ ! -e $work/rabbitmq/env ]] || "$here/rabbitmq.sh" stop "$work/rabbitmq" || true
    if ((code == 0 || code == 130 || code == 143)); then
        rm -rf "$work"
    else
        printf '\nThe demo failed (exit %s); the logs are in %s\n' "$code" "$work" >&2
    fi
    exit "$code"
}

# What the stories that say `demo: true` send first, a rich one for each program: region, party, file.
list_examples() {
    local story step
    for region in "${regions[@]}"; do
        for story in "contracts/$region"/*/examples/*/story.yaml; do
            grep -q '^demo: true' "$story" || continue
            step=$(grep -m 1 -E '[{ ]send: ' "$story")
            sed -E "s|.*[{ ]from: *([^,} ]*).*[{ ]send: *([^,} ]*).*|$region \\1 ${story%/*}/\\2|" <<<"$step"
        done
    done
}

# Every party sends its own, all at the same time, and follows them to their outcomes.
submit_examples() {
    local region party file sender
    declare -A files=()
    while read -r region party file; do files[$region $party]+="$file "; done < <(printf '%s\n' "${examples[@]}")
    for sender in "${!files[@]}"; do
        read -r region party <<<"$sender"
        # shellcheck disable=SC2086 # a list of files without blanks
        "${tied[@]}" timeout "$follow_seconds" "$LIANBAN" submit --config "$config" --region "$region" --party "$party" \
            --follow --renumber ${files[$sender]} </dev/null &
        submissions+=("$!")
    done
}

# A random value for every secret that the contracts name and the doctor misses; hub and partners share the folder.
make_secrets() {
    local name
    { hub doctor --json || true; } | sed -n 's/.*"missing: \([^"]*\)".*/\1/p' | tr -d ' ' | tr ',' '\n' |
        while read -r name; do
            [[ -n $name ]] || continue
            (umask 077 && od -An -tx1 -N16 /dev/urandom | tr -d ' \n' >"$work/hub/secrets/$name")
        done
}

start_partners() {
    # Not by the function: the pid must be the program's own.
    "${tied[@]}" "$LIANBAN" simulate --config "$config" "${simulated[@]}" --seed 1 --delay 100ms..1500ms --duplicate 0.2 --reorder 0.2 \
        >"$work/partners.log" 2>&1 </dev/null &
    simulator=$!
}

look_around() {
    say 'Where to look next'
    cat <<TEXT
  lianban explain ${examples[0]##* }
      what would be sent to whom, when and why, with the exact bytes; needs no broker
  lianban check contracts
      compiles every contract, as it is done before a message flows
  lianban --help
      all commands; each has --help
  contracts/${regions[0]}       a region's policy and partners
  contracts/README.md     how to add a partner
  Sources/README.md       how the hub works
  (lianban is $LIANBAN)
TEXT
    if [[ -z $keep ]]; then
        echo '  KEEP=1 make demo leaves broker, hub and partners running.'
        return
    fi
    cat <<TEXT

Still running, with everything in $work:
  export LIANBAN_CONFIG=$config LIANBAN_BROKER='$LIANBAN_BROKER'
Stop it with:
  kill $simulator; docker/host/hub.sh stop $work/hub; docker/host/rabbitmq.sh stop $work/rabbitmq
TEXT
}

if [[ $region == all ]]; then
    mapfile -t regions < <(cd contracts && for folder in */region.yaml; do dirname "$folder"; done)
    simulated=()
else
    [[ -f contracts/$region/region.yaml ]] || { echo "demo: no such region: contracts/$region" >&2; exit 2; }
    regions=("$region")
    simulated=(--region "$region")
fi
mapfile -t examples < <(list_examples)
((${#examples[@]})) || { echo "demo: no story of ${regions[*]} says demo: true" >&2; exit 2; }
[[ -x $LIANBAN ]] || { echo "demo: no program at $LIANBAN; run: make demo" >&2; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/lianban-demo-XXXXXX")
config=$work/hub/lianban.yaml
tied=()
trap stop_everything EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
# Even when this script is killed, what it started ends.
if [[ -z $keep ]]; then
    export LIANBAN_OWNER=$$
    tied=(setpriv --pdeathsig TERM)
fi

say "1. A private RabbitMQ"
LIANBAN_RABBITMQ_CONF=$root/docker/rabbitmq/rabbitmq.conf "$here/rabbitmq.sh" start "$work/rabbitmq"
# shellcheck disable=SC1091 # written by rabbitmq.sh
. "$work/rabbitmq/env"
export LIANBAN_BROKER=$AMQP_URL

say "2. Exchanges and queues of every region"
"$here/hub.sh" configure "$work/hub"
make_secrets
hub topology apply

say "3. The hub"
"$here/hub.sh" start "$work/hub"

say "4. The partners of ${regions[*]} begin to listen (seed 1: late, twice and out of order)"
start_partners

say "5. ${#examples[@]} application(s): orders as sent, replies as they come, one outcome each"
# In the background, because only a waiting shell takes a signal at once.
submit_examples
code=0
for pid in "${submissions[@]}"; do wait "$pid" || code=$?; done
submissions=()
if ((code == 124)); then echo "demo: not finished after $follow_seconds s" >&2; fi
if ! kill -0 "$simulator" 2>/dev/null; then
    echo 'demo: the partners ended early:' >&2
    tail -n 20 "$work/partners.log" >&2
    ((code)) || code=1
fi
((code == 0)) || exit "$code"

say "6. The cases"
hub cases list
case_number=$(hub cases list --json | grep -oE '"case" ?: ?"[^"]+"' | head -n 1 | cut -d '"' -f 4 || true)
if [[ -n $case_number ]]; then
    say "7. One case from beginning to end: $case_number"
    hub cases show "$case_number"
fi

say "8. Do the sums agree: is every message accounted for?"
hub doctor

say "9. Totals"
hub report

look_around
finished=yes
