"""Next year's part."""

from typing import Any

from django import forms
from django.utils.translation import gettext_noop as _

from nytta.governance.portfolios.models import Continuation
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import PartForm
from ..models import Project
from .acts import Fields, OfProject


class Part(OfProject):
    """Propose next year's part; it comes back to the development council. Source: P5; F13."""

    title = _("Föreslå nästa års del")
    button = _("Föreslå delen")
    done = _("Förslaget ligger hos utvecklingsrådet.")
    help = _(
        "Pengar beviljas för ett år i taget. Nästa del vägs mot andra förslag och beslutas för sig. Senaste läget, pengarna år för år och villkoren bifogas så som de står i dag."
    )

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        left = [(y.year, y.committed_sek) for y in queries.years_of(thing) if y.committed_sek and y.state is None]
        return PartForm(years=left, initial={"amount_sek": left[0][1] if left else None}, **given)

    def run(self, thing: Project, cleaned: Fields) -> Continuation:
        return commands.propose_part(project=thing, **cleaned, by=self.person, on=self.on)
