#!/usr/bin/env bash
# All that is checked; `tools/test.sh check` leaves the tests out. Every part runs even when one before it failed; the last
# line says the sum. NYTTA_LONG=1 adds the long ones, NYTTA_SHARED lets tests read that folder, NYTTA_PG_URL names a PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh test
mkdir -p var/static
bin=.venv/bin
export PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX="$PWD/var/bytecode" # what one has compiled, the next reads
failed=()
began=$SECONDS

part() { # name command …
    local name=$1 start=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    if "$@"; then printf '   %s: bra (%s s)\n' "$name" $((SECONDS - start)); else
        failed+=("$name")
        printf '   %s: FEL (%s s)\n' "$name" $((SECONDS - start))
    fi
}

part "stil" "$bin/ruff" check .
part "form" "$bin/ruff" format --check .
part "typer" "$bin/mypy"
part "riktningar" "$bin/lint-imports" --no-cache
part "huset" "$bin/python" tools/house.py
part "gjorda sidor" "$bin/python" tools/docs.py --check
part "migreringar" "$bin/python" manage.py makemigrations --check --dry-run
if [ "${1:-}" != check ]; then
    part "prov, SQLite" "$bin/python" -m pytest --nomigrations -n 2 --dist worksteal -r sfE
    part "prov, PostgreSQL" "$bin/python" -m tests.pg "$bin/python" -m pytest -m both -n 2 --dist worksteal -r sfE
fi

printf '\n'
[ -n "${NYTTA_SHARED:-}" ] || echo "Utelämnat: prov som läser den delade mappen (NYTTA_SHARED är inte satt)."
[ "${NYTTA_LONG:-}" = 1 ] || echo "Utelämnat: de långa proven (make test-all)."
if [ ${#failed[@]} -eq 0 ]; then
    echo "ALLT BRA på $((SECONDS - began)) s."
else
    echo "FEL i: ${failed[*]} ($((SECONDS - began)) s)."
    exit 1
fi
