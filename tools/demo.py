"""Starts the demo city: database, web server, worker and solver on this machine; Ctrl-C ends them. Run by `make demo`."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOG = VAR / "demo.log"


def free_port(wanted: int) -> int:
    """The wanted port, or the next free one, which is said."""
    for port in range(wanted, wanted + 50):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port != wanted:
            print(f"Port {wanted} är upptagen; använder {port}. (Välj en egen: NYTTA_PORT=9000 make demo)")
        return port
    sys.exit(f"Ingen ledig port från {wanted} till {wanted + 49}. Välj en annan: NYTTA_PORT=9000 make demo")


def manage(*arguments: str) -> None:
    """A management command, which must succeed."""
    if subprocess.call([sys.executable, "manage.py", *arguments], cwd=ROOT):
        sys.exit(f"manage.py {arguments[0]} misslyckades; se ovan.")


def answers(url: str) -> bool:
    """Whether the server answers with a page."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and see that they do."""
    for one in processes:
        if one.poll() is None:
            one.terminate()
    for one in processes:
        try:
            one.wait(timeout=15)
        except subprocess.TimeoutExpired:
            one.kill()


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Set up, start, wait."""
    port_text = os.environ.get("NYTTA_PORT", "8000")
    if not port_text.isdecimal() or not 0 < int(port_text) < 65_486:
        sys.exit(f"NYTTA_PORT ska vara ett tal, till exempel 8000; det är {port_text!r}.")
    (VAR / "static").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("NYTTA_DATABASE_URL", "sqlite:///var/demo.sqlite3")
    os.environ["NYTTA_DEMO"] = "1"
    manage("migrate", "--verbosity", "0")
    port = free_port(int(port_text))
    url = f"http://127.0.0.1:{port}/"
    os.environ["NYTTA_SITE_URL"] = url.rstrip("/")
    print("Provkommunen förbereds; första gången tar det en stund …", flush=True)
    manage("demo_city")
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, _interrupted)
    with LOG.open("ab") as log:
        processes = [
            subprocess.Popen([sys.executable, "manage.py", *command], cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
            for command in (("serve", "--port", str(port)), ("work",), ("solve",))
        ]
        try:
            for _ in range(240):
                if any(p.poll() is not None for p in processes):
                    return _ended()
                if answers(url):
                    break
                time.sleep(0.25)
            else:
                print(f"Servern svarar inte. Se {LOG.relative_to(ROOT)}.")
                return 1
            print(f"\nNytta svarar på {url}\nCtrl-C avslutar. Det du gör sparas till nästa gång; make demo-reset börjar om.", flush=True)
            while all(p.poll() is None for p in processes):
                time.sleep(0.5)
            return _ended()
        except KeyboardInterrupt:
            print("\nAvslutar …")
            return 0
        finally:
            stop(processes)


def _ended() -> int:
    print(f"Servern, arbetaren eller lösaren avslutades oväntat. Sist i {LOG.relative_to(ROOT)}:")
    print("\n".join(LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]))
    return 1


if __name__ == "__main__":
    sys.exit(main())
