#!/bin/bash
# Checks Swift and installs what is missing of the Debian packages that the hub is built from and runs on.
#
# Installing rabbitmq-server would start a broker for the whole system: it is kept from that, and a broker that is
# installed already is left alone. With nothing missing it does nothing, and needs no root.
set -euo pipefail

swift_needed=6.2
packages=(
    g++ pkg-config sqlite3 rabbitmq-server
    librabbitmq-dev libssl-dev libsimdjson-dev libxml2-dev libyaml-dev libsqlite3-dev libmicrohttpd-dev
    libre2-dev libcurl4-openssl-dev
)
policy=/usr/sbin/policy-rc.d
work=

fail() {
    printf 'setup: %s\n' "$1" >&2
    shift
    if (($#)); then printf '  %s\n' "$@" >&2; fi
    exit 1
}

check_swift() {
    local version
    command -v swift >/dev/null || fail "Swift $swift_needed or newer is needed, and there is no swift in PATH." \
        'Install it from https://www.swift.org/install/linux/, for example to /opt/swift, where it is found.'
    version=$(swift --version 2>&1 | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [[ -n $version ]] || fail 'swift does not say its version:' "$(swift --version 2>&1 | head -n 3)"
    if [[ $(printf '%s\n' "$swift_needed" "$version" | sort -V | head -n 1) != "$swift_needed" ]]; then
        fail "Swift $swift_needed or newer is needed; $(command -v swift) is $version." \
            'Install a newer one from https://www.swift.org/install/linux/.'
    fi
}

# Those of the packages that are not installed, one a line.
list_missing() {
    local installed package
    installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true)
    for package in "${packages[@]}"; do
        grep -qxF "$package installed" <<<"$installed" || echo "$package"
    done
}

as_root() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# Puts back what decided about services before; runs on every exit.
# shellcheck disable=SC2317,SC2329 # called by the trap
put_back() {
    [[ -n $work ]] || return 0
    if [[ -e $work/policy ]]; then
        as_root cp -a --remove-destination "$work/policy" "$policy"
    elif [[ -e $work/no-policy ]]; then
        as_root rm -f "$policy"
    fi
    rm -rf "$work"
}

# For as long as the installation takes, no package may start a service (policy-rc.d, exit 101).
forbid_services() {
    if [[ -e $policy ]]; then as_root cp -a "$policy" "$work/policy"; else touch "$work/no-policy"; fi
    printf '#!/bin/sh\nexit 101\n' >"$work/forbid"
    as_root install -m 755 "$work/forbid" "$policy"
}

# Runs a command with its output in a file and a dot now and then; shows the end of the output when it fails.
quietly() {
    local title=$1 pid
    shift
    printf 'setup: %s ' "$title" >&2
    "$@" >"$work/log" 2>&1 </dev/null &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        printf . >&2
        sleep 2
    done
    if wait "$pid"; then
        printf ' done\n' >&2
    else
        printf ' failed\n' >&2
        tail -n 30 "$work/log" >&2
        exit 1
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@"
}

# What was installed here must not start with the machine either: the hub's own nodes are private ones.
disable_service() {
    if command -v systemctl >/dev/null; then
        as_root systemctl disable rabbitmq-server >/dev/null 2>&1 || true
    elif command -v update-rc.d >/dev/null; then
        as_root update-rc.d rabbitmq-server disable >/dev/null 2>&1 || true
    fi
    echo 'setup: the rabbitmq-server service is installed, stopped and disabled' >&2
}

check_swift
mapfile -t missing < <(list_missing)
((${#missing[@]})) || exit 0

command -v apt-get >/dev/null || fail 'these packages are missing, and this is not Debian (no apt-get):' "${missing[*]}"
if ((EUID != 0)) && ! sudo -n true 2>/dev/null; then
    if [[ ! -t 0 ]] || ! command -v sudo >/dev/null; then
        fail 'these packages are missing:' "${missing[*]}" "install them with: apt-get install ${missing[*]}"
    fi
    echo "setup: sudo is needed to install ${missing[*]}" >&2
    sudo true
fi
work=$(mktemp -d)
trap put_back EXIT
trap 'exit 130' INT TERM
quietly 'reading the lists of packages' apt update
forbid_services
quietly "installing ${missing[*]}" apt install -y --no-install-recommends "${missing[@]}"
if [[ " ${missing[*]} " == *' rabbitmq-server '* ]]; then disable_service; fi
