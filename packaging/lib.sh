# shellcheck shell=bash
# Shared by bootstrap, run, test and check: installs what is missing and builds the release preset. A step prints its log
# only if it fails. The caller sets `program` (its name in messages) before sourcing this file.
#
# Environment: ISONET_DEPS    a folder that already holds torch/ and nvidia/ (default build/deps/python, filled here)
#              ISONET_APT     off: never call apt-get; the listed packages are installed by other means
#              ISONET_JOBS    compilers to run in parallel (default: one per processor, fewer if memory is short)
#              ISONET_WERROR  ON: the release build treats warnings as errors (.ci/run)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
packaging=$root/packaging
# shellcheck disable=SC2034  # of run and test
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

# failed STATUS LOG WHAT: prints the relevant part of the log and its path, and exits with STATUS.
failed() {
    local status=$1 log=$2 what=$3 excerpt
    say "$what failed (exit code $status):"
    # A compiler's message follows the first FAILED line; later lines come from jobs that were still running.
    excerpt=$(grep -m 1 -A 40 -E '^FAILED: |^CMake Error' "$log" || tail -n 25 "$log")
    printf '%s\n' "$excerpt" | sed 's/^/    /' >&2
    say "full log: $log"
    exit "$status"
}

# step WHAT LOG COMMAND...: prints WHAT and runs COMMAND with its output in the log.
step() {
    local what=$1 log=$logs/$2 status=0
    shift 2
    say "$what"
    "$@" </dev/null >"$log" 2>&1 9>&- || status=$?
    [ "$status" -eq 0 ] || failed "$status" "$log" "$what"
}

# counted WHAT LOG COMMAND...: like step, for commands that number their lines (ninja, ctest): a progress line on a
# terminal, a line every 30 seconds elsewhere, nothing if there was nothing to do.
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

# One setup or build at a time in this tree; a second caller waits.
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

# missingPackages LIST: NAME=VERSION of the packages in packaging/LIST that are not installed.
missingPackages() {
    local list=$1 names installed name version
    names=$(listed "$list" | awk '{print $1}')
    # dpkg-query exits with 1 if it does not know a name, which is a valid answer here.
    # shellcheck disable=SC2086  # one word per package
    installed=$({ dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' $names 2>/dev/null || true; } |
        awk '$1 == "ii" {print $2}')
    while read -r name version; do
        grep -qxF "$name" <<<"$installed" || printf '%s=%s\n' "$name" "$version"
    done < <(listed "$list")
}

listed() { grep -vE '^[[:space:]]*(#|$)' "$packaging/$1"; }

# installPackages LIST: installs what is missing of the packages in packaging/LIST.
installPackages() {
    local file=$1 list missing=() prefix=() install system line
    [ "${ISONET_APT:-}" != off ] || return 0
    if ! command -v dpkg-query >/dev/null; then
        system=$(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-unknown}")
        die 1 "packages are installed on Debian 12 only; this system is \"$system\". Install the packages in" \
            "packaging/$file (or their equivalents), then run again with ISONET_APT=off."
    fi
    list=$(missingPackages "$file")
    [ -n "$list" ] || return 0
    mapfile -t missing <<<"$list"

    system=$(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-}")
    if [ "$system" != "debian 12" ]; then
        say "missing packages: ${missing[*]%%=*}"
        die 1 "packages are installed on Debian 12 only; this system is \"$system\". Install them (or their" \
            "equivalents), then run again with ISONET_APT=off."
    fi
    install=(apt-get install -y -q --no-install-recommends "${missing[@]}")
    if [ "$(id -u)" -ne 0 ]; then
        printf -v line ' %q' "${install[@]}"
        if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
            die 1 "${#missing[@]} Debian packages are missing, and installing them requires root. Run this line as" \
                "root, then try again:"$'\n'"    apt-get update &&$line"
        fi
        prefix=(sudo)
    fi
    step "updating the package lists" apt-update.log "${prefix[@]}" apt-get update -q
    step "installing ${#missing[@]} Debian packages and their dependencies" apt-install.log \
        "${prefix[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"
}

# --- LibTorch and the CUDA compiler, from PyPI ------------------------------------------------------------------------

# The folder is built under a temporary name and renamed when complete; the stamp inside holds the list's checksum.
# Wheels are kept until then, so an interrupted download continues.
installTorch() {
    local stamp wheels new
    if [ -n "${ISONET_DEPS:-}" ]; then
        [ -e "$deps/torch/include/torch/csrc/api/include/torch/torch.h" ] ||
            die 1 "ISONET_DEPS=$deps has no torch/include. Unset ISONET_DEPS to install LibTorch into build/deps/python."
        return 0
    fi
    stamp=$(listed requirements.txt | sha256sum | cut -d ' ' -f 1)
    [ "$(cat "$deps/.requirements" 2>/dev/null)" != "$stamp" ] || return 0
    [ "$(uname -m)" = x86_64 ] || die 1 "the pinned LibTorch packages are for x86_64; this machine is $(uname -m)."

    wheels=$root/build/deps/wheels
    mkdir -p "$wheels"
    rm -rf "$root"/build/deps/.new.* "$root"/build/deps/.old.*
    needSpace 8
    new=$(mktemp -d "$root/build/deps/.new.XXXXXX")
    counted "downloading LibTorch and the CUDA compiler (2.5 GB)" pip-download.log fetchWheels "$wheels" "$new" ||
        failed $? "$logs/pip-download.log" "downloading LibTorch and the CUDA compiler"
    step "unpacking LibTorch and the CUDA compiler" pip-install.log pinned "$new" install \
        --no-index --find-links "$wheels" --no-compile --target "$new/python" -r "$packaging/requirements.txt"
    printf '%s\n' "$stamp" >"$new/python/.requirements"
    if [ -e "$deps" ]; then
        mv "$deps" "$root/build/deps/.old.$$"
    fi
    mv "$new/python" "$deps"
    rm -rf "$new" "$root/build/deps/.old.$$" "$wheels"
}

# pinned TMPDIR download|install ...: pip unpacks in TMPDIR, on the target's file system so that a move is a rename.
pinned() {
    local temporary=$1 verb=$2
    shift 2
    env "TMPDIR=$temporary" /usr/bin/python3 -m pip --disable-pip-version-check --no-input --no-cache-dir \
        "$verb" -q --no-deps --require-hashes --only-binary=:all: "$@" </dev/null
}

# One package per call: pip keeps a complete wheel from an earlier call, and progress can be shown.
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
    [ "$free" -ge "$1" ] || die 1 "LibTorch and CUDA need $1 GB of free space in $root/build; $free GB are free."
}

setUp() {
    installPackages debian-packages.txt
    installTorch
}

# --- Build ----------------------------------------------------------------------------------------------------------

# Parallel compilers: a file that includes LibTorch takes up to 1.6 GB of memory.
jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable/ {print int($2 / 1600000)}' /proc/meminfo)
    [ "$memory" -ge 1 ] || memory=1
    echo "${ISONET_JOBS:-$((cores < memory ? cores : memory))}"
}

# configure PRESET [CMAKE-ARGUMENT...]: configures build/PRESET if needed; an existing folder keeps its settings.
configure() {
    local preset=$1 folder=$root/build/$1 stamp fresh=()
    shift
    stamp="$(sha256sum "$root/CMakePresets.json" | cut -d ' ' -f 1) $root $deps $*"
    [ ! -e "$folder/build.ninja" ] || [ "$(cat "$folder/.configured" 2>/dev/null)" != "$stamp" ] || return 0
    # A moved or copied clone cannot use its old cache.
    if [ -e "$folder/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
        fresh=(--fresh)
    fi
    step "configuring $preset" "configure-$preset.log" \
        cmake "${fresh[@]}" -S "$root" --preset "$preset" "-DISONET_DEPS=$deps" "$@"
    printf '%s\n' "$stamp" >"$folder/.configured"
}

# buildPreset PRESET TARGET...: builds targets of a configured preset.
buildPreset() {
    local preset=$1 log=build-$1.log status=0
    shift
    NINJA_STATUS="[%f/%t] " counted "building $preset" "$log" ninja -C "$root/build/$preset" -j "$(jobs)" "$@" || status=$?
    [ "$status" -eq 0 ] || failed "$status" "$logs/$log" "building $preset"
}

# buildTargets TARGET...: of the release preset, which packaging/run and packaging/test use.
buildTargets() {
    configure release ${ISONET_WERROR:+"-DISONET_WERROR=$ISONET_WERROR"}
    buildPreset release "$@"
}
