"""The base kit: after every migration it installs the guards, the search index and the cache table."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


def _after_migrate(sender: Any, using: str = "default", **kwargs: Any) -> None:
    from . import guards, search  # models are not loaded when this module is

    guards.install(using)
    search.install(using)
    call_command("createcachetable", database=using, verbosity=0)


class KitConfig(AppConfig):
    name = "nytta.kit"
    label = "kit"

    def ready(self) -> None:
        post_migrate.connect(_after_migrate, dispatch_uid="kit.after_migrate")
