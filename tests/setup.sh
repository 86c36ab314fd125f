#!/bin/sh
# setup.sh - installs the Debian packages that building and testing need, those that are missing.
set -eu

needed="gcc libc6-dev make flex bison libgmp-dev libyajl-dev libutf8proc-dev nettle-dev uthash-dev libcmocka-dev python3 pkg-config binutils"

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "setup: this is not a Debian system; provide what these packages hold: $needed" >&2
    exit 0
fi

missing=""
for package in $needed; do
    [ "$package" = pkg-config ] && command -v pkg-config >/dev/null && continue
    # shellcheck disable=SC2016 # the format is dpkg-query's
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "setup: installing$missing" >&2
root=""
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null || ! sudo -v; then
        echo "setup: cannot become root; install by hand: apt-get install$missing" >&2
        exit 1
    fi
    root="sudo"
fi
install() {
    # shellcheck disable=SC2086 # words are packages
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2
}
install || { $root apt-get update -q >&2 && install; } || {
    echo "setup: apt-get could not install$missing; see its message above" >&2
    exit 1
}
