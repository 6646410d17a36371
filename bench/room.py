"""Measure the development council's room in a browser: what a press costs until the ranked list answers, and until the proof comes.

    python bench/room.py [--proposals 100,300] [--presses 12] [--seed 31]

Starts Nytta, its solver and Chromium on this machine, with a room made of `cities.py`'s problems. Exit code 0 when the bar holds:
at 100 proposals the list's answer stands within 0.3 s (median) and the proof comes; at 300 the list's within 2 s and the best so far with its gap within 5.
Seconds of the wall clock: look at them on a machine that has nothing else to do.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
sys.path[:0] = [str(ROOT), str(BENCH)]
LIST_S, LARGE_S, INTERIM_S, MOST_S = 0.3, 2.0, 5.0, 20.0

PRESS = """([button, most]) => new Promise((done) => {
  const room = document.getElementById('room'), began = performance.now(), seen = {};
  const look = () => {
    const piece = room.firstElementChild, now = performance.now() - began;
    if (piece && !('stale' in piece.dataset) && piece.dataset.mark !== before) {
      seen.list = seen.list ?? now;
      const text = (document.querySelector('[data-state-text]') || {}).textContent || '';
      if (/\\d\\s?%/.test(text)) { seen.interim = seen.interim ?? now; seen.gap = text; }
      const state = document.querySelector('[data-state]').textContent;
      if (!/Inaktuellt|Räknas|hittills/.test(state)) { seen.end = now; seen.state = state; }
    }
    seen.text = (document.querySelector('[data-state]') || {}).textContent + ': ' + ((document.querySelector('[data-state-text]') || {}).textContent || '');
    if (seen.end || now > most) { observer.disconnect(); done(seen); }
  };
  const before = room.firstElementChild.dataset.mark, observer = new MutationObserver(look);
  observer.observe(room, { childList: true });
  setInterval(look, 200);
  document.getElementById(button).click();
})"""


def seeded(count: int, seed: int) -> tuple[str, str]:
    """A city with an open room of so many proposals in the database of the environment; the session of a member and the room's address."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from tests.factories.city import make_city

    call_command("migrate", verbosity=0)
    made = make_city()
    code = open_room(made, count, seed)
    client = Client()
    client.force_login(made.people["council_member"], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies["sessionid"].value, f"/vagningar/{code}/rummet/"


def open_room(made: Any, count: int, seed: int) -> str:
    """An open room of so many proposals in a city; its code."""
    from cities import city
    from django.utils import timezone

    from nytta.governance.weighing import commands
    from nytta.governance.weighing.models import Criterion, Round, Scenario

    member, problem, now = made.people["council_member"], city(count, seed), timezone.now()
    one = Round.objects.create(
        code=f"V-{count}", programme=made.programme, year=2026, title=f"{count} förslag", held_on=now.date(), created_by=member, created_on=now.date(), state="open"
    )  # fmt: skip
    for place, c in enumerate(problem["criteria"]):
        rate = {"sek_per_point": c["sek_per_point"], "paragraph": "§ 1", "decided_by": "Rådet"} if c.get("sek_per_point") else {}
        Criterion.objects.create(round=one, code=c["id"], title=f"Mål {c['id']}", weight=c["weight"], place=place, **rate)
    one.figures = commands.figures(problem=problem, by=None, on=now)
    one.names = {
        p["id"]: {"title": f"Förslag om {p['id']}", "code": p["id"], "body": p["body"], "category": "differentiating", "application": n}
        for n, p in enumerate(problem["proposals"])
    }
    one.save()
    Scenario.objects.create(round=one, number=1, name="Rummet", is_screen=True, by=member, at=now)
    return str(one.code)


def measured(count: int, seed: int, presses: int) -> list[dict[str, Any]]:
    """What so many presses cost, each with its times in milliseconds."""
    from playwright.sync_api import sync_playwright

    from tests import browser

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NYTTA_DATABASE_URL": f"sqlite:///{folder}/room.sqlite3", "DJANGO_SETTINGS_MODULE": "config.settings"}
        told = subprocess.run(
            [sys.executable, __file__, "--prepare", str(count), str(seed)], env=environment, capture_output=True, text=True, check=True
        )
        session, path = told.stdout.split()[-2:]
        serve = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"]
        started = [subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                   for command in (serve, [sys.executable, "manage.py", "solve"])]  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(120):
                try:
                    urllib.request.urlopen(url + "/", timeout=2)
                    break
                except OSError:
                    time.sleep(0.25)
            executable, extra = browser.find()
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=executable, env={**os.environ, **extra}, chromium_sandbox=False)
                context = chromium.new_context(base_url=url, bypass_csp=True, locale="sv-SE")
                context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
                page = context.new_page()
                page.goto(path)
                page.wait_for_function("/Bevisad|hittills/.test(document.querySelector('[data-state]').textContent)", timeout=MOST_S * 1000)
                found = []
                for number in range(presses):
                    buttons = page.locator("button[id^=b-]").evaluate_all("all => all.map(b => b.id)")
                    button = buttons[(number * 37) % len(buttons)]
                    found.append(page.evaluate(PRESS, [button, MOST_S * 1000]))
                    page.click("#do-undo")
                    page.wait_for_selector("#do-undo", state="detached")
                chromium.close()
                return found
        finally:
            for one in started:
                one.terminate()
            for one in started:
                one.wait(timeout=20)


def said(values: list[float]) -> str:
    """Median and worst, in seconds."""
    return f"median {statistics.median(values) / 1000:.2f} s, worst {max(values) / 1000:.2f} s" if values else "never"


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--proposals", default="100,300")
    parser.add_argument("--presses", type=int, default=12)
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--prepare", nargs=2, type=int, metavar=("COUNT", "SEED"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.prepare:
        print(*seeded(*asked.prepare))
        return 0
    short = 0
    for count in map(int, asked.proposals.split(",")):
        presses = asked.presses if count <= 100 else max(3, asked.presses // 4)
        found = measured(count, asked.seed, presses)
        lists, ends = [x["list"] for x in found if "list" in x], [x["end"] for x in found if "end" in x]
        interims = [x["interim"] for x in found if "interim" in x]
        print(f"{count} proposals, {presses} presses")
        print(f"  list's answer: {said(lists)}")
        print(f"  best so far with its gap: {said(interims)}   {next((x['gap'] for x in found if 'gap' in x), '')}")
        print(f"  proved: {said(ends)} in {len(ends)} of {presses}")
        print("  as it stood at the end: " + "; ".join(sorted({x.get("text", "") for x in found})))
        held = bool(lists) and statistics.median(lists) <= (LIST_S if count <= 100 else LARGE_S) * 1000
        if count <= 100:
            held = held and len(ends) == presses
        else:
            early = [min(x.get("interim", 1e9), x.get("end", 1e9)) for x in found]
            held = held and bool(early) and statistics.median(early) <= INTERIM_S * 1000
        print(f"  {'OK' if held else 'SHORT'}")
        short += not held
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
