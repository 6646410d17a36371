"""The web server: the program is read once, and each worker begins with what was read, so that they share its memory."""

import gc
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import get_resolver
from django.utils import translation
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server


class Command(BaseCommand):
    help = "Starts the web server. A new version of the program is taken in by a restart: workers begin with what the first process read."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address that it listens on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes that answer: one for each core")
        parser.add_argument("--threads", type=int, default=4, help="requests that each worker answers at once")

    def handle(self, *args: Any, **options: Any) -> None:
        application = import_string(settings.WSGI_APPLICATION)
        for code, _ in settings.LANGUAGES:
            with translation.override(code):
                get_resolver().reverse_dict  # noqa: B018  (reading the addresses reads every app's pages)
        connections.close_all()  # each worker opens its own
        gc.collect()
        gc.freeze()  # what the workers share is not looked through, and so not copied
        server = Server(
            settings.WSGI_APPLICATION, address=options["host"], port=options["port"], interface=Interfaces.WSGI, workers=options["workers"],
            blocking_threads=options["threads"], workers_kill_timeout=10, log_level=LogLevels.warning,
        )  # fmt: skip
        try:
            server.serve(target_loader=lambda: application, wrap_loader=False)
        except (RuntimeError, OSError) as error:  # the address is taken, or is none of this machine's
            raise CommandError(f"{options['host']}:{options['port']}: {str(error).splitlines()[0]}") from error
