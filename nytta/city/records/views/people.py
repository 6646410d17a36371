"""Bodies are recorded by those who keep the city's records."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit.pages import ActPage
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms import BodyForm


class _Recorded(ActPage):
    """What both have in common: who may, and the way back to the organisation."""

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def context(self, thing: Any) -> dict[str, Any]:
        back = reverse("organisation:list")
        return {"cancel_url": back, "crumbs": [(gettext("Organisation"), back), (gettext(self.title), "")]}


class NewBody(_Recorded):
    """Record a body. Source: O1."""

    title = _("Ny nämnd, styrelse eller förvaltning")
    button = _("För in")
    done = _("Organet är infört.")
    help = _("Programmet binder nämnder genast, och ett bolag från den dag dess styrelse har antagit det.")

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return BodyForm(on=self.on.date(), **given)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Body:
        return commands.record_body(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Body) -> str:
        return reverse("organisation:detail", args=[result.code])
