#!/bin/sh
# Makes this machine ready for "run", "check" or "test": Debian packages where they are missing, the
# virtual environment, our package. Does nothing, quickly, where everything is there already.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

case "${1:-run}" in
    # libgl1: OpenGL for Kivy; libmtdev1: touch panels; espeak-ng and alsa-utils: the voice, and the microphone for a
    # better one; the rest plays and photographs the trip without a screen
    run) packages="libgl1 libmtdev1 espeak-ng alsa-utils xvfb xauth xdotool imagemagick" ;;
    # zbar reads the printed QR, Chromium and Firefox show the pages and the board, openssl reads the certificate, a CUPS server of
    # the tests' own delivers papers, poppler reads the registers' PDF back, systemd reads our units, npm brings a decoder of papers that we did not write
    test) packages="libgl1 libmtdev1 espeak-ng alsa-utils xvfb xauth xdotool imagemagick zbar-tools chromium firefox-esr openssl cups poppler-utils systemd"
          command -v npm >/dev/null || packages="$packages nodejs npm" ;;
    check) packages="" ;;
    *) say "usage: prepare.sh run|check|test"; exit 2 ;;
esac

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

find_python() {
    for name in python3.11 python3.12 python3.13 python3; do
        if "$name" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            printf '%s' "$name"
            return
        fi
    done
    say "Antrean memerlukan Python 3.11 sampai 3.13. (Antrean needs Python 3.11 to 3.13.)"
    exit 1
}

python=$(find_python)
"$python" -c 'import ensurepip' 2>/dev/null || packages="$packages $(basename "$("$python" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}")')")-venv"

missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null; then
        say "Silakan pasang dulu (please install first):$missing"
        exit 1
    fi
    say "Memasang (installing):$missing"
    as_root apt-get update -qq
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

stamp=.venv/.prepared
if [ ! -f "$stamp" ] || [ setup.cfg -nt "$stamp" ] || [ pyproject.toml -nt "$stamp" ]; then
    say "Menyiapkan .venv (preparing .venv)"
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[all,dev]'
    touch "$stamp"
fi

decoder=tests/decoder
if [ "${1:-run}" = test ] && [ ! -f "$decoder/node_modules/.package-lock.json" ]; then
    say "Menyiapkan (preparing) $decoder"
    (cd "$decoder" && npm ci --silent)
fi
