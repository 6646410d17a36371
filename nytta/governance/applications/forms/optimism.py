"""What kind of project it is, and how far what makes costs be underestimated is dealt with."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.governance.benefits.commands import MitigationText
from nytta.governance.benefits.terms import ProjectType
from nytta.kit.fields import NumberField, TextField, term_choices

from ..models import Application

ROWS = 5
HUNDRED = Decimal(100)


class OptimismForm(forms.Form):
    """Project type and up to so many factors, one empty after those that stand there."""

    all_required = True
    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    project_type = forms.ChoiceField(
        label=_("Slag av projekt"),
        choices=term_choices(ProjectType),
        help_text=_("Styr hur mycket sådana projekt har underskattats förut."),
    )

    def __init__(self, application: Application, **options: Any) -> None:
        super().__init__(**options)
        calculation = application.calculation
        self.initial.update({"edition": str(application.edition), "project_type": calculation.project_type})
        there = list(calculation.mitigations.order_by("pk"))
        self.count = max(ROWS, len(there) + 1)
        for n in range(self.count):
            m = there[n] if n < len(there) else None
            self.fields[f"factor_{n}"] = TextField(
                label=_("Faktor"),
                lines=1,
                max_length=120,
                required=False,
                initial=m.factor if m else "",
                help_text=_("Exempel: ”kraven är oklara”, ”leverantören saknar erfarenhet”.") if n == 0 else "",
            )
            self.fields[f"share_{n}"] = NumberField(
                label=_("Andel av underskattningen"), required=False, most=100, suffix="%", initial=m.share * HUNDRED if m else None
            )
            self.fields[f"mitigated_{n}"] = NumberField(
                label=_("Hur mycket som är hanterat"), required=False, most=100, suffix="%", initial=m.mitigated * HUNDRED if m else None
            )
            self.fields[f"evidence_{n}"] = TextField(
                label=_("Underlag"),
                lines=2,
                max_length=4000,
                required=False,
                initial=m.evidence if m else "",
                help_text=_("Exempel: ”Kraven är prövade med 40 användare, protokoll 2026-02-10”.") if n == 0 else "",
            )

    @property
    def sections(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """The type, and a group for each factor."""
        groups = [
            (gettext("Faktor %(n)s") % {"n": n + 1}, "", [self[f"{name}_{n}"] for name in ("factor", "share", "mitigated", "evidence")])
            for n in range(self.count)
        ]
        return [(_("Projektet"), "", [self["project_type"]]), *groups]

    def clean(self) -> dict[str, Any]:
        """What is written of a factor is not dropped for want of its name."""
        c: dict[str, Any] = super().clean() or {}
        for n in range(self.count):
            rest = (c.get(f"{name}_{n}") for name in ("share", "mitigated", "evidence"))
            if not c.get(f"factor_{n}") and f"factor_{n}" not in self.errors and any(rest):
                self.add_error(f"factor_{n}", gettext("Skriv vilken faktor det gäller."))
        return c

    def texts(self) -> list[MitigationText]:
        """The factors as they are to be written."""
        c = self.cleaned_data
        return [
            MitigationText(c[f"factor_{n}"], (c[f"share_{n}"] or 0) / HUNDRED, (c[f"mitigated_{n}"] or 0) / HUNDRED, c[f"evidence_{n}"])
            for n in range(self.count)
            if c[f"factor_{n}"]
        ]  # fmt: skip
