"""Forms of the acts on a case beside writing it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import BodyThen, applicants
from nytta.kit.fields import TextField, term_choices

from ..models import Application
from ..terms import Check, SecurityClass
from .sections import FIELD_LABELS, SECTIONS

QUESTION_ROWS = 4
_MOVE_TEXTS = {"applicant_body": _("Sökande"), "owner_body": _("Systemägare"), "process_body": _("Ägare av processen")}


class NothingForm(forms.Form):
    """An act that only asks to be confirmed."""


class NewForm(forms.Form):
    """A new draft: a heading and in whose name; all else comes later."""

    title = TextField(label=_("Rubrik"), lines=1, max_length=200, help_text=_("Till exempel ”E-tjänst för bygglov”. Den går att ändra."))
    applicant_body = forms.ModelChoiceField(
        label=_("Sökande"), queryset=Body.objects.none(), empty_label=_("Välj nämnd eller bolag"),
        help_text=_("Den nämnd eller bolagsstyrelse i vars namn ni söker."),
    )  # fmt: skip

    def __init__(self, on: date, **options: Any) -> None:
        super().__init__(**options)
        self.fields["applicant_body"].queryset = applicants(on)  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why the case is taken back."""

    reasons = TextField(label=_("Skäl"), required=False, help_text=_("Skälen syns i ärendets historik."))


class DismissForm(forms.Form):
    """A dismissal names the rule and the reasons."""

    rule = TextField(
        label=_("Regel"), lines=1, max_length=300, help_text=_("Den bestämmelse som avvisningen vilar på, till exempel ”P5; O1”.")
    )
    reasons = TextField(label=_("Skäl"), help_text=_("Skälen står i beslutet och visas för sökanden."))


class MoveForm(forms.Form):
    """Who takes over each body of the case that has ended, and why."""

    reason = TextField(
        label=_("Skäl"),
        lines=2,
        max_length=300,
        help_text=_("Till exempel fullmäktiges beslut om sammanslagningen. Skälet syns i ärendets historik."),
    )

    def __init__(self, ended: Mapping[str, BodyThen], **options: Any) -> None:
        super().__init__(**options)
        self.asked = list(ended)
        for name, one in ended.items():
            field = forms.ModelChoiceField(
                label=_MOVE_TEXTS[name], queryset=Body.objects.filter(pk__in=[b.pk for b in one.heirs]).order_by("sort"),
                help_text=gettext("Efter %(name)s, som upphörde %(day)s.") % {"name": one.name, "day": one.last.isoformat() if one.last else ""},
            )  # fmt: skip
            field.empty_label = gettext("Välj") if len(one.heirs) > 1 else None
            self.fields[name] = field
        self.order_fields([*self.asked, "reason"])

    def into(self) -> dict[str, Body]:
        """Who takes over, by field."""
        return {name: self.cleaned_data[name] for name in self.asked}


class InviteForm(forms.Form):
    """Somebody who is to write too."""

    person = forms.ModelChoiceField(label=_("Vem ska skriva med?"), queryset=Person.objects.none(), empty_label=_("Välj person"))

    def __init__(self, application: Application, **options: Any) -> None:
        super().__init__(**options)
        have = {application.created_by_id, *(w.person_id for w in application.writers.all())}
        self.fields["person"].queryset = Person.objects.filter(is_active=True).exclude(pk__in=have)  # type: ignore[attr-defined]


class AnswersForm(forms.Form):
    """The open questions, each with room for an answer."""

    def __init__(self, application: Application, **options: Any) -> None:
        super().__init__(**options)
        self.open = [q for q in application.questions.all() if q.answered_on is None]
        for question in self.open:
            about = FIELD_LABELS.get(question.field)
            self.fields[f"answer_{question.pk}"] = TextField(
                label=question.text, required=False, help_text=gettext("Gäller: %(field)s") % {"field": about} if about else ""
            )

    def answers(self) -> list[tuple[Any, str]]:
        """(question, answer) for those that were answered."""
        pairs = [(q, self.cleaned_data.get(f"answer_{q.pk}", "")) for q in self.open]
        return [(q, text) for q, text in pairs if text]


class AskForm(forms.Form):
    """Questions to the applicant, each beside the field that it concerns."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        groups: list[Any] = [("", _("Hela ansökan"))]
        for section in SECTIONS:
            names = [(n, FIELD_LABELS[n]) for n in section.form.base_fields if n in FIELD_LABELS and section.slug != "handlingar"]
            extra = {"mal": "goals", "kalkyl": "figures"}.get(section.slug)
            if extra:
                names.insert(0, (extra, FIELD_LABELS[extra]))
            if names:
                groups.append((section.title, names))
        for n in range(1, QUESTION_ROWS + 1):
            self.fields[f"field_{n}"] = forms.ChoiceField(label=_("Fält"), choices=groups, required=False)
            self.fields[f"text_{n}"] = TextField(label=_("Fråga"), required=False, lines=3)

    @property
    def sections(self) -> list[tuple[Any, Any, Any]]:
        """One group for each question."""
        return [
            (gettext("Fråga %(number)s") % {"number": n}, "", [self[f"field_{n}"], self[f"text_{n}"]])
            for n in range(1, QUESTION_ROWS + 1)
        ]  # fmt: skip

    def questions_asked(self) -> list[tuple[str, str]]:
        """(field, text) of the rows that hold a question."""
        rows = [(self.cleaned_data[f"field_{n}"], self.cleaned_data[f"text_{n}"]) for n in range(1, QUESTION_ROWS + 1)]
        return [(name, text) for name, text in rows if text]


class CheckForm(forms.Form):
    """What the office found."""

    kind = forms.ChoiceField(label=_("Kontroll"), choices=term_choices(Check), widget=forms.RadioSelect)
    passed = forms.ChoiceField(
        label=_("Utfall"), choices=[("yes", _("Godkänd")), ("no", _("Inte godkänd"))], widget=forms.RadioSelect
    )  # fmt: skip
    value = forms.ChoiceField(
        label=_("Informationssäkerhetsklass"), required=False, choices=term_choices(SecurityClass, empty=_("Inte aktuellt")),
        help_text=_("Anges när kontrollen gäller informationssäkerhetsklass."),
    )  # fmt: skip
    note = TextField(label=_("Anteckning"), required=False, help_text=_("Krävs när något inte är godkänt: skriv vad som brister."))

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.cleaned_data.get("kind") == Check.SECURITY.value and not self.cleaned_data.get("value"):
            self.add_error("value", _("Välj vilken klass som är satt."))
        return cleaned


class AcceptForm(forms.Form):
    """The body's own decision, where no delegation is recorded."""

    paragraph = TextField(
        label=_("Nämndens eller styrelsens beslut"), required=False, lines=1, max_length=200,
        help_text=_("Paragraf och datum, till exempel ”§ 14, 2026-02-12”. Behövs inte när en delegation är registrerad."),
    )  # fmt: skip
