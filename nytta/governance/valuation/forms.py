"""Forms of the valuation: who values, and the assessed figures beside the claimed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.governance.benefits.models import Item
from nytta.governance.benefits.terms import Ledger, Side
from nytta.kit.fields import SekField, TextField
from nytta.needs.goals.models import CouncilGoal
from nytta.plain.verdicts import Verdict

from .models import Valuation


class AppointForm(forms.Form):
    """Choose one of the appointed assessors; those who are not independent can be tried, and are refused in words."""

    assessor = forms.ChoiceField(
        label=_("Värderare"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj den som ska värdera ansökan.")},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[Person, Verdict]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = people
        self.fields["assessor"].choices = [(str(p.pk), str(p)) for p, _verdict in people]  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each assessor with the field's option and whether they are independent."""
        chosen = str(self["assessor"].value() or "")
        return [{"person": p, "verdict": v, "chosen": chosen == str(p.pk)} for p, v in self.people]

    def clean_assessor(self) -> Person:
        return next(p for p, _verdict in self.people if str(p.pk) == self.cleaned_data["assessor"])


@dataclass(frozen=True)
class YearRow:
    """One year of an item: what is claimed, and the field of what is assessed."""

    year: int
    claimed_sek: int
    field: BoundField


@dataclass(frozen=True)
class ItemRow:
    """One item with its years and the field of the reason."""

    item: Item
    ledger: Ledger
    years: list[YearRow]
    reason: BoundField


class ValueForm(forms.Form):
    """Assessed kronor by item and year, a reason by item, points by goal, a summary. Nothing is required: it is a draft."""

    def __init__(
        self, *args: Any, items: Iterable[Item], goals: Iterable[CouncilGoal], valuation: Valuation | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.items, self.goals = list(items), list(goals)
        self.claimed: dict[tuple[int, int], int] = {}
        for item in self.items:
            self._add_item(item)
        points = {s.goal_id: s.points for s in valuation.scores.all()} if valuation else {}
        for goal in self.goals:
            self.fields[f"points_{goal.code}"] = forms.IntegerField(
                label=f"{goal.code} {goal.said}",
                min_value=0,
                max_value=100,
                required=False,
                initial=points.get(goal.pk),
                help_text=_("0 = som i dag, 50 = tydlig förbättring för många, 100 = det mesta som går att tänka sig."),
                widget=forms.NumberInput(attrs={"class": "w-points", "inputmode": "numeric", "step": 1}),
            )
        self.fields["summary"] = TextField(
            label=_("Sammanfattning"),
            required=False,
            initial=valuation.summary if valuation else "",
            help_text=_(
                "Skriv kort hur du har värderat och hur säkra siffrorna är. Exempel: ”Bygger på ärendestatistik 2024; volymen är osäker.”"
            ),
        )

    def _add_item(self, item: Item) -> None:
        claimed = {f.year: f.amount_sek for f in item.figures.all() if f.side == Side.CLAIMED.value}
        assessed = {f.year: f for f in item.figures.all() if f.side == Side.ASSESSED.value}
        for year in sorted({*claimed, *assessed}):
            self.claimed[item.pk, year] = claimed.get(year, 0)
            self.fields[f"a_{item.pk}_{year}"] = SekField(
                label=gettext("Värderat belopp för %(item)s %(year)s") % {"item": item.label, "year": year},
                required=False,
                initial=assessed[year].amount_sek if year in assessed else claimed.get(year, 0),
            )
        self.fields[f"reason_{item.pk}"] = TextField(
            label=_("Skäl, om du ändrar"),
            lines=2,
            max_length=6000,
            required=False,
            initial=next((f.reason for f in assessed.values() if f.reason), ""),
        )

    @property
    def rows(self) -> list[ItemRow]:
        """The items as the page shows them."""
        return [
            ItemRow(
                item,
                Ledger(item.ledger),
                [YearRow(y, amount, self[f"a_{i}_{y}"]) for (i, y), amount in self.claimed.items() if i == item.pk],
                self[f"reason_{item.pk}"],
            )
            for item in self.items
        ]

    @property
    def point_fields(self) -> list[BoundField]:
        """The fields of points, by goal."""
        return [self[f"points_{g.code}"] for g in self.goals]

    def clean(self) -> dict[str, Any]:
        """Gather the fields: kronor by (item, year) where an empty one is 0, reasons by item, points given by goal."""
        cleaned = super().clean() or {}
        points = {g: cleaned.get(f"points_{g.code}") for g in self.goals}
        return {
            "amounts": {(i, y): cleaned.get(f"a_{i}_{y}") or 0 for i, y in self.claimed},
            "reasons": {item.pk: cleaned.get(f"reason_{item.pk}", "") for item in self.items},
            "points": {g: p for g, p in points.items() if p is not None},
            "summary": cleaned.get("summary", ""),
        }
