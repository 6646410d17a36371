"""The account of effects."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_noop as _

from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import EffectForm
from ..models import Project
from .acts import Fields, OfProject


class Effect(OfProject):
    """Decided against realised, explained, a year after closure. Source: P5 step 8; U6."""

    title = _("Redovisa effekten")
    button = _("Redovisa effekten")
    done = _("Effekten är redovisad.")
    help = _("Utfallet ställs mot det som beslutades. Ett lägre utfall är inget fel, men det ska förklaras.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report_effect(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        rows, on = queries.outcomes(thing), self.on.date()
        years = sorted(_years(rows, thing, on))
        due = thing.effect_due_on.year if thing.effect_due_on else on.year
        return EffectForm(rows=rows, years=years, initial={"year": due}, **given)

    def run(self, thing: Project, cleaned: Fields) -> Project:
        rows, year = queries.outcomes(thing), cleaned["year"]
        amounts = {(r.item, year): cleaned[f"item_{r.item}"] for r in rows}
        said = {"explanation": cleaned["explanation"], "cause": cleaned["cause"]}
        return commands.report_effect(project=thing, amounts=amounts, **said, by=self.person, on=self.on)


def _years(rows: list[queries.Outcome], project: Project, on: date) -> set[int]:
    """The years that can be accounted for: those decided that have begun, and the one in which the effect is due."""
    first = project.closed_on.year if project.closed_on else on.year
    due = {project.effect_due_on.year} if project.effect_due_on else {on.year}
    return due | {y for r in rows for y in r.decided if first <= y <= on.year}
