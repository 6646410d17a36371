"""The base kit: before migrations it lifts the guards, and after them it installs guards, search index and cache table; connections keep plans."""

import threading
from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import trans_real

PLANS = 400  # for each connection; the driver keeps 100, which a walk through some ten pages pushes out again (ADR 0041)


def _connected(sender: Any, connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = PLANS


def _before_migrate(sender: Any, using: str = "default", plan: Any = (), **kwargs: Any) -> None:
    from . import guards  # models are not loaded when this module is

    if plan:
        guards.lift(using)


def _after_migrate(sender: Any, using: str = "default", **kwargs: Any) -> None:
    from . import guards, search  # models are not loaded when this module is

    guards.install(using)
    search.install(using)
    call_command("createcachetable", database=using, verbosity=0)


class KitConfig(AppConfig):
    name = "nytta.kit"
    label = "kit"

    def ready(self) -> None:
        trans_real._active = threading.local()  # type: ignore[attr-defined]  # a page asks for its language 300 times, always in one thread
        connection_created.connect(_connected, dispatch_uid="kit.connected")
        pre_migrate.connect(_before_migrate, sender=self, dispatch_uid="kit.before_migrate")
        post_migrate.connect(_after_migrate, sender=self, dispatch_uid="kit.after_migrate")
