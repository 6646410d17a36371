"""Forms of experiences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.kit.fields import TextField, term_choices

from ..terms import LessonSubject


class _Contact(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(str(part) for part in (obj.name, obj.title) if part)


class LessonForm(forms.Form):
    """What was tried, what worked, what would be done differently, for whom, and whom one asks."""

    title = TextField(
        label=_("Rubrik"), lines=1, max_length=160, required=False, help_text=_("Det viktigaste i en mening, så att andra känner igen sig.")
    )
    subject = forms.TypedChoiceField(label=_("Ämne"), choices=term_choices(LessonSubject, empty=_("Välj")), coerce=LessonSubject)
    tried = TextField(
        label=_("Vad vi prövade"), lines=4, max_length=4000, required=False, help_text=_("Skriv så att den som inte var med förstår.")
    )
    worked = TextField(label=_("Vad som fungerade"), lines=4, max_length=4000, required=False)
    otherwise = TextField(
        label=_("Vad vi hade gjort annorlunda"),
        lines=4,
        max_length=4000,
        required=False,
        help_text=_("Vad hade ni velat veta från början?"),
    )
    for_whom = TextField(
        label=_("Vem som har nytta av det"),
        lines=1,
        max_length=300,
        required=False,
        help_text=_("Till exempel den som upphandlar, inför eller förvaltar något liknande."),
    )
    contact = _Contact(label=_("Vem man kan fråga"), queryset=Person.objects.none(), empty_label=_("Välj"),
                       help_text=_("När personen har slutat visas i stället den som företräder systemägaren."))  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = Person.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
        for name in ("title", "tried", "worked", "otherwise", "for_whom"):
            self.fields[name].must = True  # type: ignore[attr-defined]  # the rule itself says why, with its source


class UseForm(forms.Form):
    """In which case or idea it was used, if in any."""

    about = TextField(
        label=_("Ärende eller idé"),
        lines=1,
        max_length=20,
        required=False,
        help_text=_("Koden, till exempel A-2026-014. Lämna tomt om det gäller något annat."),
    )
