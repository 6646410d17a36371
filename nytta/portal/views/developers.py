"""The page for those who write programs: how one asks, what there is, and what each problem means."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit import events
from nytta.kit.api import KINDS, Resource
from nytta.kit.pages import DetailPage
from nytta.kit.words import spoken


class Developers(DetailPage):
    """How one reads and writes with a program. Source: D14."""

    public = True
    template = "portal/developers.html"
    resources: tuple[Resource, ...] = ()

    def thing(self, **address: Any) -> None:
        return None

    def context(self, thing: None) -> dict[str, Any]:
        root = "/api/v1/"
        return {
            "root": f"{settings.SITE_URL.rstrip('/')}{root}", "document": f"{root}openapi.json",
            "rows": [(gettext(r.listing.title), f"{root}{r.name}", r.scope, r.public, gettext(r.about)) for r in self.resources],
            "problems": [(k.slug, k.status, gettext(k.title), gettext(k.means)) for k in KINDS.values()],
            "events": [(one.name, spoken(one.label)) for one in events.kinds().values()],
            "crumbs": [(gettext("Om Nytta"), reverse("portal:about")), (gettext("För utvecklare"), "")],
        }  # fmt: skip
