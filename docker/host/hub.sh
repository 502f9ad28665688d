#!/bin/bash
# A hub of its own on this machine, next to any other: everything it has is in DIR.
#
#   hub.sh configure DIR   make DIR and write DIR/lianban.yaml when there is none
#   hub.sh start     DIR   the same, then start it and wait until it is ready
#   hub.sh stop      DIR   stop it in order (TERM; KILL after 10 s)
#   hub.sh status    DIR   exit 0 running, 3 stopped
#
# LIANBAN_BROKER=URL      the broker, with its password; goes to the hub by its environment only
# LIANBAN_CONTRACTS=DIR   the contracts for a new DIR/lianban.yaml (default: those of this repository)
# LIANBAN=FILE            the program (default: .build/release/lianban of this repository)
# LIANBAN_OWNER=PID       when that process has ended, the hub is stopped
set -euo pipefail

root=$(realpath "$(dirname "$(realpath "$0")")/../..")
lianban=${LIANBAN:-$root/.build/release/lianban}
ready_seconds=30
stop_seconds=10

fail() {
    printf 'hub.sh: %s\n' "$*" >&2
    exit 1
}

usage() {
    sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

# The hub's pid while it runs: the number in the file may by now be another process's.
running_pid() {
    local pid
    [[ -r $dir/hub.pid ]] || return 1
    pid=$(<"$dir/hub.pid")
    [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || return 1
    tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "serve --config $dir/lianban.yaml" || return 1
    echo "$pid"
}

configure() {
    mkdir -p "$dir"
    dir=$(realpath "$dir")
    (umask 077 && mkdir -p "$dir/data" "$dir/log" "$dir/secrets")
    [[ -e $dir/lianban.yaml ]] && return
    cat >"$dir/lianban.yaml" <<YAML
# Written by hub.sh; the broker's URL comes from LIANBAN_BROKER.
contracts: $(realpath "${LIANBAN_CONTRACTS:-$root/contracts}")
data: $dir/data
secrets: $dir/secrets
log: info
prefetch: 500
YAML
}

# Ready means: its socket is there, and it answers (doctor: 3 is "cannot reach").
is_ready() {
    local code=0
    [[ -S $dir/data/hub.sock ]] || return 1
    timeout 10 "$lianban" doctor --config "$dir/lianban.yaml" >"$dir/log/doctor.log" 2>&1 </dev/null || code=$?
    ((code == 0 || code == 1))
}

guard_owner() {
    [[ -n ${LIANBAN_OWNER:-} ]] || return 0
    # shellcheck disable=SC2016 # expanded by the inner shell
    setsid bash -c '
        while kill -0 "$1" 2>/dev/null; do sleep 1; [[ -d $3 ]] || exit 0; done
        "$2" stop "$3"
    ' guard "$LIANBAN_OWNER" "$(realpath "$0")" "$dir" </dev/null >/dev/null 2>&1 &
    disown
}

start() {
    local pid deadline
    [[ -x $lianban ]] || fail "no program at $lianban (make demo builds it)"
    configure
    if pid=$(running_pid); then
        echo "already running: $pid" >&2
        return
    fi
    # A session of its own, so that Ctrl-C in the terminal reaches whoever started it, and that one stops it in order.
    setsid "$lianban" serve --config "$dir/lianban.yaml" </dev/null >>"$dir/log/hub.log" 2>&1 &
    pid=$!
    disown
    echo "$pid" >"$dir/hub.pid"
    deadline=$((SECONDS + ready_seconds))
    printf 'hub ' >&2
    until kill -0 "$pid" 2>/dev/null && is_ready; do
        if ! kill -0 "$pid" 2>/dev/null || ((SECONDS >= deadline)); then
            printf ' failed; the end of %s:\n' "$dir/log/hub.log" >&2
            tail -n 30 "$dir/log/hub.log" >&2
            stop
            return 1
        fi
        printf . >&2
        sleep 0.2
    done
    printf ' ready (pid %s)\n' "$pid" >&2
    guard_owner
}

stop() {
    local pid deadline=$((SECONDS + stop_seconds))
    pid=$(running_pid) || return 0
    kill "$pid" 2>/dev/null || return 0
    while kill -0 "$pid" 2>/dev/null; do
        if ((SECONDS >= deadline)); then
            echo "the hub $pid did not stop within $stop_seconds s: killed" >&2
            kill -9 "$pid" 2>/dev/null || true
            break
        fi
        sleep 0.1
    done
    rm -f "$dir/hub.pid"
}

(($# == 2)) || usage
dir=$2
case $1 in
configure) configure ;;
start) start ;;
stop | status)
    [[ -d $dir ]] || fail "no such directory: $dir"
    dir=$(realpath "$dir")
    if [[ $1 == stop ]]; then
        stop
    elif pid=$(running_pid); then
        echo "running $pid"
    else
        echo stopped
        exit 3
    fi
    ;;
*) usage ;;
esac
