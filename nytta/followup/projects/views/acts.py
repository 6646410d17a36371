"""What the acts on a project share."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit.pages import ActPage
from nytta.plain.money import sek

from .. import queries
from ..models import Project
from .pages import found_at, trail

Fields = dict[str, Any]


class OfProject(ActPage):
    """An act on a project: found by code, and back to its page afterwards."""

    def thing(self, **address: Any) -> Project:
        return found_at(address["code"])

    def context(self, thing: Project) -> Fields:
        here = reverse("projects:detail", args=[thing.code])
        return {
            "cancel_url": here, "crumbs": trail((thing.code, here), (gettext(self.title), "")), "facts": self.facts(thing),
            "lead": f"{thing.code} {thing.application.title}",
        }  # fmt: skip

    def facts(self, thing: Project) -> list[tuple[str, Any]]:
        """What holds for the project, beside the form."""
        return [
            (gettext("Beviljat"), sek(queries.granted_sek(thing))), (gettext("Start"), thing.started_on),
            (gettext("Planerat slut"), thing.planned_end_on), (gettext("Systemägare"), thing.owner_body),
        ]  # fmt: skip

    def went_to(self, thing: Project, result: Any) -> str:
        return reverse("projects:detail", args=[thing.code])
