#!/bin/bash
# A private RabbitMQ node on loopback, for tests and for trying things out. No root, no service, nothing
# outside DIR: several nodes may run side by side.
#
#   rabbitmq.sh start   DIR [PORT]   start (or start again, with the data and ports of before)
#   rabbitmq.sh stop    DIR          stop in order; the data stay
#   rabbitmq.sh restart DIR          stop, start
#   rabbitmq.sh crash   DIR          kill -9, as a power cut would; `start` brings it back
#   rabbitmq.sh status  DIR          exit 0 running, 3 stopped
#   rabbitmq.sh flush   DIR          write the names of new quorum queues to disk: RabbitMQ 3.10 does so only
#                                    every 3 minutes, and after a crash before that such a queue is empty
#   rabbitmq.sh ctl     DIR ARG…     rabbitmqctl on this node
#
# DIR/env then says AMQP_URL, PORT and PID (source it). The vhost is `lianban`, the user `hub`; its password
# comes from LIANBAN_BROKER_PASSWORD or is made up and kept in DIR/password.
# LIANBAN_OWNER=PID: when that process has ended, the node is stopped and DIR (if `start` made it) removed.
# LIANBAN_RABBITMQ_CONF=FILE: lines added to rabbitmq.conf at every start.
set -euo pipefail

server=${LIANBAN_RABBITMQ_SERVER:-/usr/lib/rabbitmq/bin/rabbitmq-server}
wait_seconds=60

fail() {
    printf 'rabbitmq.sh: %s\n' "$*" >&2
    exit 1
}

usage() {
    sed -n '2,18s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

# True when something listens on the loopback port.
listening() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# A port below the ephemeral range that nobody listens on and that is not one of the arguments.
free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        [[ " $* " == *" $port "* ]] && continue
        listening "$port" || { echo "$port"; return; }
    done
    fail 'no free port found'
}

# True when the process is alive and its command line carries the word: a pid may have been given to another.
is_process() {
    [[ -n $1 && -r /proc/$1/cmdline ]] && tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$2"
}

node_runs() { is_process "${PID:-}" "-lianban_node $NODE "; }
epmd_runs() { is_process "${EPMD_PID:-}" "-port $EPMD_PORT"; }

load() {
    # shellcheck disable=SC1091
    [[ -r $dir/env ]] && . "$dir/env"
}

# Written as a whole, so that a reader never meets half a file.
save() {
    {
        echo "AMQP_URL='amqp://hub:$(<"$dir/password")@127.0.0.1:$PORT/lianban'"
        echo "PORT=$PORT"
        echo "PID=${PID:-}"
        echo "NODE=$NODE"
        echo "DIST_PORT=$DIST_PORT"
        echo "EPMD_PORT=$EPMD_PORT"
        echo "EPMD_PID=${EPMD_PID:-}"
    } >"$dir/env.new"
    mv "$dir/env.new" "$dir/env"
}

export_node() {
    export HOME=$dir
    export RABBITMQ_CONF_ENV_FILE=/dev/null
    export RABBITMQ_NODENAME=$NODE
    export RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
    export RABBITMQ_NODE_PORT=$PORT
    export RABBITMQ_DIST_PORT=$DIST_PORT
    export RABBITMQ_CONFIG_FILE=$dir/rabbitmq.conf
    export RABBITMQ_ADVANCED_CONFIG_FILE=$dir/advanced.config
    export RABBITMQ_GENERATED_CONFIG_DIR=$dir/generated
    export RABBITMQ_MNESIA_BASE=$dir/data
    export RABBITMQ_LOG_BASE=$dir/log
    export RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins
    export ERL_EPMD_PORT=$EPMD_PORT
    export ERL_EPMD_ADDRESS=127.0.0.1
    export ERL_CRASH_DUMP=$dir/log/erl_crash.dump
    export ERL_CRASH_DUMP_SECONDS=0
}

write_settings() {
    if [[ -n ${LIANBAN_BROKER_PASSWORD:-} ]]; then
        printf '%s\n' "$LIANBAN_BROKER_PASSWORD" >"$dir/password"
    elif [[ ! -s $dir/password ]]; then
        od -An -tx1 -N16 /dev/urandom | tr -d ' \n' >"$dir/password"
    fi
    [[ $(<"$dir/password") =~ ^[A-Za-z0-9._~-]+$ ]] || fail 'the password may hold letters, digits and . _ ~ - only'
    echo '[].' >"$dir/enabled_plugins"
    echo '[].' >"$dir/advanced.config"
    {
        echo 'default_vhost = lianban'
        echo 'default_user = hub'
        echo "default_pass = $(<"$dir/password")"
        echo 'default_user_tags.administrator = true'
        echo 'disk_free_limit.absolute = 50MB'
        if [[ -n ${LIANBAN_RABBITMQ_CONF:-} ]]; then cat "$LIANBAN_RABBITMQ_CONF"; fi
    } >"$dir/rabbitmq.conf"
}

# Runs a program with no signal blocked: a caller with threads may hand down a mask in which SIGTERM
# would never reach the node.
unblocked() {
    # shellcheck disable=SC2016
    exec setsid perl -MPOSIX -e 'sigprocmask(SIG_SETMASK, POSIX::SigSet->new) && exec @ARGV' "$@"
}

start_epmd() {
    epmd_runs && return
    unblocked epmd -address 127.0.0.1 -port "$EPMD_PORT" <&- >"$dir/log/epmd.log" 2>&1 &
    EPMD_PID=$!
    disown
}

start_server() {
    # RABBITMQ_ALLOW_INPUT makes the script become the Erlang machine, so that its pid is the node's;
    # -noinput then keeps that machine from reading a shell's input.
    RABBITMQ_ALLOW_INPUT=1 RABBITMQ_SERVER_START_ARGS='-noinput' \
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} -lianban_node $NODE " \
        unblocked "$server" </dev/null >"$dir/log/console.log" 2>&1 &
    PID=$!
    disown
}

# True when the listener answers the AMQP header with connection.start (a frame of type 1).
answers() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$PORT" || exit 1
        printf 'AMQP\x00\x00\x09\x01' >&3
        [[ $(timeout 2 head -c 1 <&3 | od -An -tu1 | tr -d ' ') == 1 ]]
    ) 2>/dev/null
}

await_node() {
    local deadline=$((SECONDS + wait_seconds))
    printf 'rabbitmq %s on 127.0.0.1:%s ' "$NODE" "$PORT" >&2
    until answers; do
        if ! kill -0 "$PID" 2>/dev/null || ((SECONDS >= deadline)); then
            printf ' failed\n' >&2
            tail -n 40 "$dir/log/console.log" >&2
            if kill -9 "$PID" 2>/dev/null; then :; fi
            stop_epmd
            return 1
        fi
        printf . >&2
        sleep 0.5
    done
    printf ' up\n' >&2
}

# Stops the node when its owner has gone: a test process that was killed leaves nothing behind.
guard_owner() {
    [[ -n ${LIANBAN_OWNER:-} && ! -e $dir/guard ]] || return 0
    setsid "$(realpath "$0")" guard "$dir" "$LIANBAN_OWNER" "$made" </dev/null >/dev/null 2>&1 &
    echo $! >"$dir/guard"
    disown
}

# What the guard runs. It reads the pids anew while it waits, so that it can end the node even when
# somebody has removed DIR.
guard() {
    while kill -0 "$1" 2>/dev/null; do
        load || true
        sleep 1
    done
    load || true
    stop TERM
    if [[ $2 == made ]]; then rm -rf "$dir"; fi
}

choose_ports() {
    PORT=${1:-$(free_port)}
    DIST_PORT=$(free_port "$PORT")
    EPMD_PORT=$(free_port "$PORT" "$DIST_PORT")
    NODE=lianban-$PORT@localhost
    PID='' EPMD_PID=''
}

start() {
    [[ -x $server ]] || fail "no RabbitMQ at $server (apt install rabbitmq-server)"
    made=
    [[ -e $dir ]] || made=made
    mkdir -p "$dir"
    dir=$(realpath "$dir")
    mkdir -p "$dir/data" "$dir/log" "$dir/generated"
    chmod 700 "$dir"
    if load && node_runs; then
        echo "already running: $AMQP_URL" >&2
        return
    fi
    write_settings
    # A node that has data keeps its name and ports: the data belong to the name.
    local attempt fresh=
    [[ -n ${NODE:-} ]] || fresh=yes
    for attempt in 1 2 3; do
        [[ -z $fresh ]] || choose_ports "${1:-}"
        ( # the subshell keeps HOME and the rest out of this script
            export_node
            start_epmd
            start_server
            save
            await_node
        ) && break
        # Somebody may have taken a chosen port in between.
        if [[ -z $fresh || -n ${1:-} ]] || ((attempt == 3)); then fail "the node did not start; see $dir/log"; fi
    done
    guard_owner
}

stop_epmd() {
    if epmd_runs; then kill "$EPMD_PID"; fi
}

stop() {
    if node_runs; then
        kill "-$1" "$PID"
        for _ in {1..300}; do
            node_runs || break
            sleep 0.1
        done
        if node_runs; then
            echo "node $PID did not end within 30 s; it is killed" >&2
            kill -9 "$PID"
        fi
    fi
    if [[ $1 == TERM ]]; then stop_epmd; fi
}

(($# >= 2)) || usage
action=$1 dir=$2
shift 2
case $action in
start) start "${1:-}" ;;
guard) guard "$@" ;;
stop | crash | restart | status | flush | ctl)
    [[ -d $dir ]] || fail "no such directory: $dir"
    dir=$(realpath "$dir")
    load || fail "no node was started in $dir"
    case $action in
    stop) stop TERM ;;
    crash) stop KILL ;;
    restart) stop TERM && start ;;
    status) if node_runs; then echo "running $PID $AMQP_URL"; else echo stopped; exit 3; fi ;;
    flush) export_node && "${server%-server}ctl" -q eval '[ok = dets:sync(T) || T <- dets:all()], ok.' >/dev/null ;;
    ctl) export_node && exec "${server%-server}ctl" "$@" ;;
    esac
    ;;
*) usage ;;
esac
