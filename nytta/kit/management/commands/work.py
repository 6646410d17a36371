"""The worker process: runs jobs until it is told to stop."""

import signal
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.urls import get_resolver

from nytta.kit import clock, jobs


class Command(BaseCommand):
    help = "Runs waiting jobs (digests, mail, imports). --once: until none is left."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        get_resolver().url_patterns  # noqa: B018  (reading the addresses loads every app's jobs, notices and worklists)
        self.going = True
        if not options["once"]:
            signal.signal(signal.SIGTERM, self.stop)
            signal.signal(signal.SIGINT, self.stop)
        while self.going:
            jobs.tick(clock.now())
            while self.going and jobs.run_one(clock.now()):
                pass
            if options["once"]:
                return
            close_old_connections()
            time.sleep(2)

    def stop(self, *_: Any) -> None:
        self.going = False
