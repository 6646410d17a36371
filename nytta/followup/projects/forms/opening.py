"""The form of an opening."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.kit.fields import DateField, TextField

from ..rules import StepText
from ..terms import PlanKind

ROWS = 4


class _Person(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(str(part) for part in (obj.name, obj.title) if part)


class OpenForm(forms.Form):
    """Who leads, answers and supports; from when to when; and both plans, one row for each step and one more to write in."""

    manager = _Person(
        label=_("Projektledare"), queryset=Person.objects.none(), empty_label=_("Välj"), help_text=_("Den som lämnar lägesrapporterna.")
    )
    owner = _Person(
        label=_("Beställare hos systemägaren"), queryset=Person.objects.none(), empty_label=_("Ingen namngiven ännu"), required=False,
        help_text=_("Den som svarar för att verksamheten ändras och att nyttan tas hem."),
    )  # fmt: skip
    coach = _Person(
        label=_("Projektcoach"), queryset=Person.objects.none(), empty_label=_("Ingen coach"), required=False,
        help_text=_("Coachen stöder projektledaren och kan bekräfta att villkor är uppfyllda."),
    )  # fmt: skip
    started_on = DateField(label=_("Start"))
    planned_end_on = DateField(label=_("Planerat slut"))

    def __init__(self, *args: Any, coaches: Any, steps: Sequence[StepText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_active=True).order_by("name")
        for name, rows in (("manager", people), ("owner", people), ("coach", coaches)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.counts: dict[PlanKind, int] = {}
        for plan in PlanKind:
            there = [s for s in steps if s.plan is plan]
            self.counts[plan] = max(ROWS, len(there) + 1)
            for n in range(self.counts[plan]):
                self._row(plan, n, there[n] if n < len(there) else None)

    def _row(self, plan: PlanKind, n: int, step: StepText | None) -> None:
        row = f"{plan.value}_{n}"
        example = {
            PlanKind.CHANGE: _("Exempel: ”Ny rutin för bygglov införs på alla enheter”."),
            PlanKind.BENEFIT: _("Exempel: ”Två tjänster flyttas från handläggning till tillsyn”."),
        }[plan]
        self.fields[f"{row}_what"] = TextField(
            label=_("Vad som ska göras"), lines=2, max_length=500, required=False, initial=step.what if step else "",
            help_text=example if n == 0 else "",
        )  # fmt: skip
        self.fields[f"{row}_who"] = TextField(
            label=_("Vem"), lines=1, max_length=200, required=False, initial=step.who if step else "",
            help_text=_("Namn eller befattning.") if n == 0 else "",
        )  # fmt: skip
        self.fields[f"{row}_due_on"] = DateField(label=_("Klart senast"), required=False, initial=step.due_on if step else None)

    @property
    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """The people and the time, then a group for each step of each plan."""
        return [(_("Vem och när"), "", [self[n] for n in ("manager", "owner", "coach", "started_on", "planned_end_on")])]

    @property
    def plans(self) -> list[tuple[PlanKind, list[list[forms.BoundField]]]]:
        """The rows of each plan."""
        return [
            (plan, [[self[f"{plan.value}_{n}_{part}"] for part in ("what", "who", "due_on")] for n in range(count)])
            for plan, count in self.counts.items()
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Gather the steps that are written; half a step is not dropped but asked about."""
        c: dict[str, Any] = super().clean() or {}
        steps = []
        for plan, count in self.counts.items():
            for n in range(count):
                names = {part: f"{plan.value}_{n}_{part}" for part in ("what", "who", "due_on")}
                given = {part: c.pop(name, None) for part, name in names.items()}
                if not any(given.values()):
                    continue
                for part, value in given.items():
                    if not value and names[part] not in self.errors:
                        self.add_error(names[part], gettext("Fyll i hela steget: vad, vem och när. Eller töm raden."))
                if all(given.values()):
                    steps.append(StepText(plan, given["what"], given["who"], given["due_on"]))
        c["steps"] = steps
        return c
