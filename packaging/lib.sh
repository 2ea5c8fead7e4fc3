# shellcheck shell=bash
# Shared by bootstrap, run and test: what is missing is installed, the release preset is built, each step quiet when it
# succeeds. The caller sets `program` (its name in messages) before it sources this.
#
# Environment: ISONET_DEPS  a folder that already holds torch/ and nvidia/ (default build/deps/python, filled here)
#              ISONET_APT   off: never call apt-get; the packages of debian-packages.txt are there by other means
#              ISONET_JOBS  compilers at a time (default: the processors, fewer where memory is short)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
packaging=$root/packaging
build=$root/build/release
logs=$root/build/log
deps=${ISONET_DEPS:-$root/build/deps/python}
: "${program:=packaging}"

say() { printf '%s: %s\n' "$program" "$*" >&2; }
die() { # die STATUS MESSAGE...
    local status=$1
    shift
    say "$@"
    exit "$status"
}

# failed STATUS LOG WHAT: the part of the log that tells why, where the whole log is, and the command's own exit code.
failed() {
    local status=$1 log=$2 what=$3 excerpt
    say "$what failed (exit code $status):"
    # A compiler's message stands at the first FAILED line, before whatever else was still running.
    excerpt=$(grep -m 1 -A 40 -E '^FAILED: |^CMake Error' "$log" || tail -n 25 "$log")
    printf '%s\n' "$excerpt" | sed 's/^/    /' >&2
    say "whole log: $log"
    exit "$status"
}

# step WHAT LOG COMMAND...: says WHAT, runs COMMAND into the log.
step() {
    local what=$1 log=$logs/$2 status=0
    shift 2
    say "$what"
    "$@" </dev/null >"$log" 2>&1 9>&- || status=$?
    [ "$status" -eq 0 ] || failed "$status" "$log" "$what"
}

# counted WHAT LOG COMMAND...: as step, for commands that number their lines (ninja, ctest): one moving line on a
# terminal, a line every half minute elsewhere, nothing at all where there was nothing to do.
counted() {
    local what=$1 log=$logs/$2 status
    shift 2
    set +e
    "$@" </dev/null 2>&1 9>&- | tee "$log" 9>&- | showCount "$what" 9>&-
    status=${PIPESTATUS[0]}
    set -e
    return "$status"
}

showCount() {
    local what=$1 line last=-1 terminal=0
    [ -t 2 ] && terminal=1
    while IFS= read -r line; do
        [[ $line =~ ^\ *\[?([0-9]+)/([0-9]+)[]\ ] ]] || continue
        if [ "$terminal" = 1 ]; then
            printf '\r\033[K%s: %s: %s of %s' "$program" "$what" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" >&2
        elif [ "$last" -lt 0 ] || [ $((SECONDS - last)) -ge 30 ]; then
            say "$what: ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
        else
            continue
        fi
        last=$SECONDS
    done
    if [ "$terminal" = 1 ] && [ "$last" -ge 0 ]; then
        printf '\r\033[K' >&2
    fi
}

# One set-up or build at a time in this tree; the second caller waits for the first.
takeLock() {
    mkdir -p "$logs"
    exec 9>"$root/build/.lock"
    if ! flock -n 9; then
        say "waiting for another packaging command in $root"
        flock 9
    fi
}
releaseLock() { exec 9>&-; }

# --- Debian packages ------------------------------------------------------------------------------------------------

# NAME VERSION of the listed packages that are not installed.
missingPackages() {
    local names installed name version
    names=$(listed debian-packages.txt | awk '{print $1}')
    # dpkg-query's status is 1 where it does not know a name, which is an answer here.
    # shellcheck disable=SC2086  # one word a package
    installed=$({ dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' $names 2>/dev/null || true; } |
        awk '$1 == "ii" {print $2}')
    while read -r name version; do
        grep -qxF "$name" <<<"$installed" || printf '%s=%s\n' "$name" "$version"
    done < <(listed debian-packages.txt)
}

listed() { grep -vE '^[[:space:]]*(#|$)' "$packaging/$1"; }

installPackages() {
    local list missing=() prefix=() install system line
    [ "${ISONET_APT:-}" != off ] || return 0
    if ! command -v dpkg-query >/dev/null; then
        system=$(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-unknown}")
        die 1 "this is made for Debian 12, and this system is \"$system\". Install what packaging/debian-packages.txt" \
            "lists by this system's own means, then call again with ISONET_APT=off."
    fi
    list=$(missingPackages)
    [ -n "$list" ] || return 0
    mapfile -t missing <<<"$list"

    system=$(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-}")
    if [ "$system" != "debian 12" ]; then
        say "these packages are missing: ${missing[*]%%=*}"
        die 1 "this is made for Debian 12, and this system is \"$system\". Install them (or what corresponds to them)," \
            "then call again with ISONET_APT=off."
    fi
    install=(apt-get install -y -q --no-install-recommends "${missing[@]}")
    if [ "$(id -u)" -ne 0 ]; then
        printf -v line ' %q' "${install[@]}"
        if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
            die 1 "${#missing[@]} Debian packages are missing and need the administrator. Ask for this line, then call" \
                "again:"$'\n'"    apt-get update &&$line"
        fi
        prefix=(sudo)
    fi
    step "reading Debian's package lists" apt-update.log "${prefix[@]}" apt-get update -q
    step "installing ${#missing[@]} Debian packages and what they need" apt-install.log \
        "${prefix[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"
}

# --- LibTorch and the CUDA compiler, from PyPI ------------------------------------------------------------------------

# The folder is made under another name and renamed when it is whole; the stamp inside holds the list's checksum. Wheels
# are kept until then, so that an interrupted fetch goes on where it stopped.
installTorch() {
    local stamp wheels new
    if [ -n "${ISONET_DEPS:-}" ]; then
        [ -e "$deps/torch/include/torch/csrc/api/include/torch/torch.h" ] ||
            die 1 "ISONET_DEPS=$deps holds no torch/include; unset it to have LibTorch installed into build/deps/python."
        return 0
    fi
    stamp=$(listed requirements.txt | sha256sum | cut -d ' ' -f 1)
    [ "$(cat "$deps/.requirements" 2>/dev/null)" != "$stamp" ] || return 0
    [ "$(uname -m)" = x86_64 ] || die 1 "LibTorch's pinned packages are for x86_64; this machine is $(uname -m)."

    wheels=$root/build/deps/wheels
    mkdir -p "$wheels"
    rm -rf "$root"/build/deps/.new.* "$root"/build/deps/.old.*
    needSpace 8
    new=$(mktemp -d "$root/build/deps/.new.XXXXXX")
    counted "fetching LibTorch and the CUDA compiler (2.5 GB)" pip-download.log fetchWheels "$wheels" "$new" ||
        failed $? "$logs/pip-download.log" "fetching LibTorch and the CUDA compiler"
    step "unpacking LibTorch and the CUDA compiler" pip-install.log pinned "$new" install \
        --no-index --find-links "$wheels" --no-compile --target "$new/python" -r "$packaging/requirements.txt"
    printf '%s\n' "$stamp" >"$new/python/.requirements"
    if [ -e "$deps" ]; then
        mv "$deps" "$root/build/deps/.old.$$"
    fi
    mv "$new/python" "$deps"
    rm -rf "$new" "$root/build/deps/.old.$$" "$wheels"
}

# pinned TMPDIR download|install ...: pip unpacks in TMPDIR; beside the target, a move is a rename.
pinned() {
    local temporary=$1 verb=$2
    shift 2
    env "TMPDIR=$temporary" /usr/bin/python3 -m pip --disable-pip-version-check --no-input --no-cache-dir \
        "$verb" -q --no-deps --require-hashes --only-binary=:all: "$@" </dev/null
}

# One package a call: pip keeps a whole wheel that is there already, and what is being fetched can be told.
fetchWheels() {
    local wheels=$1 temporary=$2 total i=0 requirement
    total=$(listed requirements.txt | wc -l)
    while read -r requirement; do
        i=$((i + 1))
        printf '[%s/%s] %s\n' "$i" "$total" "${requirement%% *}"
        printf '%s\n' "$requirement" >"$temporary/requirement.txt"
        pinned "$temporary" download -d "$wheels" -r "$temporary/requirement.txt" || return
    done < <(listed requirements.txt)
}

needSpace() { # needSpace GIGABYTES
    local free
    free=$(df --output=avail -B 1G "$root/build" | tail -n 1)
    [ "$free" -ge "$1" ] || die 1 "$root/build needs $1 GB of free space for LibTorch and CUDA; $free GB are free."
}

setUp() {
    installPackages
    installTorch
}

# --- Build ----------------------------------------------------------------------------------------------------------

# Compilers at a time: a file that includes LibTorch takes up to 1.6 GB.
jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable/ {print int($2 / 1600000)}' /proc/meminfo)
    [ "$memory" -ge 1 ] || memory=1
    echo "${ISONET_JOBS:-$((cores < memory ? cores : memory))}"
}

# buildTargets TARGET...: configures where that is needed (an existing build folder keeps its settings), then builds.
buildTargets() {
    local stamp status=0 fresh=()
    stamp="$(sha256sum "$root/CMakePresets.json" | cut -d ' ' -f 1) $root $deps"
    if [ ! -e "$build/build.ninja" ] || [ "$(cat "$build/.configured" 2>/dev/null)" != "$stamp" ]; then
        # A cache that was made for another place (a moved or copied clone) is of no use.
        if [ -e "$build/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
            fresh=(--fresh)
        fi
        step "configuring" configure.log \
            cmake "${fresh[@]}" -S "$root" --preset release "-DISONET_DEPS=$deps"
        printf '%s\n' "$stamp" >"$build/.configured"
    fi
    NINJA_STATUS="[%f/%t] " counted "building" build.log ninja -C "$build" -j "$(jobs)" "$@" || status=$?
    [ "$status" -eq 0 ] || failed "$status" "$logs/build.log" "building"
}
