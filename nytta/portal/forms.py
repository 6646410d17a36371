"""Forms of the portal."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from nytta.city.records.terms import Openness
from nytta.governance.applications.terms import WaitsOn
from nytta.governance.portfolios.models import Portfolio
from nytta.kit.fields import DateField, TextField, term_choices
from nytta.kit.words import label

from .models import Escalation
from .queries.parties import RUNNING
from .terms import Moves, Recipient


class AdoptForm(forms.Form):
    """What differs between the template and the city's own copy."""

    name = TextField(label=_("Programmets namn"), lines=1, max_length=200)
    code = TextField(label=_("Beteckning"), lines=1, max_length=20, help_text=_("Kort och oföränderlig, till exempel 2026-2031."))
    registry = TextField(label=_("Diarienummer"), lines=1, max_length=40, help_text=_("Till exempel KS 2025/0412."))
    decided_on = DateField(label=_("Fullmäktige beslutade den"))
    paragraph = TextField(label=_("Paragraf"), lines=1, max_length=300, help_text=_("Till exempel Kommunfullmäktige 2025-11-24 § 14."))
    valid_from = DateField(label=_("Gäller från och med"))
    valid_until = DateField(label=_("Gäller till och med"))
    rule_set_version = TextField(label=_("Regelverkets beteckning"), lines=1, max_length=20, help_text=_("Till exempel 2026:1."))
    mandate = TextField(
        label=_("Beslut om regelverket"), lines=1, max_length=300,
        help_text=_("Vem som har beslutat riktlinjerna för ansökan, beredning och beslut, och när."),
    )  # fmt: skip

    def __init__(self, content: Mapping[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.goals = [g["code"] for g in content["council_goal"]]
        self.fields["name"].initial = content["programme"]["name"]
        for goal in content["council_goal"]:
            self.fields[f"goal_{goal['code']}"] = TextField(
                label=say("Mål %(code)s") % {"code": goal["code"]}, lines=2, max_length=200, initial=goal["sv"]
            )

    @property
    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """The fields in groups."""
        return [
            (_("Beslutet"), "", [self[n] for n in ("name", "code", "registry", "decided_on", "paragraph")]),
            (_("Giltighetstid"), "", [self["valid_from"], self["valid_until"]]),
            (_("Fullmäktiges mål"), _("Ändra så att orden är era egna."), [self[f"goal_{c}"] for c in self.goals]),
            (_("Regelverket"), _("Reglerna gäller från programmets första dag."), [self["rule_set_version"], self["mandate"]]),
        ]

    def clean(self) -> dict[str, Any]:
        """The goals as one value by code."""
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("valid_from"), values.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", say("Sista dagen ligger före första dagen."))
        values["goals"] = {c: values.pop(f"goal_{c}", "") for c in self.goals}
        return values


class BarrierForm(forms.Form):
    """A shortcoming, in one's own words."""

    problem = TextField(
        label=_("Vad gick inte?"), max_length=4000, help_text=_("Till exempel: Jag kom inte förbi filtret med tangentbordet.")
    )
    page = TextField(label=_("På vilken sida?"), lines=1, max_length=300, required=False, help_text=_("Adress eller rubrik, om du minns."))
    contact = TextField(
        label=_("Hur når vi dig?"), lines=1, max_length=200, required=False,
        help_text=_("Frivilligt. Det du skriver används bara för att svara och tas bort efter ett år."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What the office answers."""

    answer = TextField(label=_("Svar"), max_length=4000, help_text=_("Skriv vad som är rättat, eller när det blir rättat."))


class ChoicesForm(forms.Form):
    """A person's own choices."""

    digest = forms.BooleanField(
        label=_("Skicka ett brev varje morgon när något väntar på mig"), required=False,
        help_text=_("Högst ett brev om dagen, bara de dagar då något väntar."),
    )  # fmt: skip
    moves = forms.ChoiceField(
        label=_("Så får jag veta vad som händer"), choices=term_choices(Moves), widget=forms.RadioSelect, required=False,
        help_text=_(
            "När ett ärende som jag skriver, svarar för eller följer går vidare, när en cirkulation börjar eller avslutas i en grupp där "
            "jag sitter, och när ett protokoll väntar på att jag justerar det."
        ),
    )  # fmt: skip
    letter_language = forms.ChoiceField(label=_("Brevets språk"), choices=settings.LANGUAGES)

    def clean_moves(self) -> Moves | None:
        """The choice as a term; None leaves it as it was."""
        return Moves(self.cleaned_data["moves"]) if self.cleaned_data["moves"] else None


class ExamineForm(forms.Form):
    """For each part of a case: open, closed with its clause, or still to be examined."""

    def __init__(self, parts: Sequence[Any], **options: Any) -> None:
        super().__init__(**options)
        self.parts = parts
        for part in parts:
            choices = [(o.value, label(o)) for o in Openness]
            self.fields[part.code] = forms.ChoiceField(
                label=say("Får visas?"), choices=choices, initial=part.openness.value, required=False
            )
            self.fields[f"{part.code}-clause"] = TextField(
                label=say("Bestämmelse, om det stängs"), lines=1, max_length=120, required=False, initial=part.clause
            )

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """One group for each part, with its text above the choice."""
        return [(say(p.label), p.text[:1500], [self[p.code], self[f"{p.code}-clause"]]) for p in self.parts]

    def clean(self) -> dict[str, Any]:
        """What was found, by part; a closed part names its clause."""
        values: dict[str, Any] = super().clean() or {}
        found = {}
        rest_is_open = self.data.get("rest") == Openness.OPEN.value  # the second button
        for part in self.parts:
            openness, clause = values.get(part.code), values.get(f"{part.code}-clause", "")
            if openness == Openness.CLOSED.value and not clause:
                self.add_error(f"{part.code}-clause", say("Skriv kapitel och paragraf."))
            elif openness:
                openness = Openness.OPEN.value if rest_is_open and openness == Openness.TO_EXAMINE.value else openness
                found[part.code] = (Openness(openness), clause)
        return {"found": found}


class RemindForm(forms.Form):
    """A word of one's own to those who are reminded."""

    note = TextField(label=_("Hälsning i brevet"), lines=3, max_length=1000, required=False, help_text=_("Frivillig."))


class EscalationForm(forms.Form):
    """After how many days of waiting on whom, who is reminded."""

    portfolio = forms.ChoiceField(label=_("Portfölj"), required=False)
    waits_on = forms.ChoiceField(label=_("När ärendet väntar på"))
    after_days = TextField(
        label=_("Efter så många dagar"), lines=1, max_length=60, help_text=_("Ett eller flera antal dagar, till exempel 14, 30, 60.")
    )  # fmt: skip
    to = forms.ChoiceField(label=_("Får påminnelsen"), choices=term_choices(Recipient), widget=forms.RadioSelect)
    by_mail = forms.BooleanField(
        label=_("Skicka också ett brev"), required=False, initial=True, help_text=_("Annars syns den bara på bordet.")
    )

    def __init__(self, *args: Any, rule: Escalation | None, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Portfolio.objects.filter(programme__valid_from__lte=on, programme__valid_until__gte=on).select_related("focus_area")
        every = [("", say("Alla portföljer")), *((p.code, f"{p.code} {p.focus_area.said}") for p in rows.order_by("code"))]
        self.fields["portfolio"].choices = every  # type: ignore[attr-defined]
        self.fields["waits_on"].choices = [(w.value, label(w)) for w in WaitsOn if w.value not in RUNNING]  # type: ignore[attr-defined]
        if rule:
            days = ", ".join(str(d) for d in rule.after_days)
            self.initial = {
                "portfolio": rule.portfolio,
                "waits_on": rule.waits_on,
                "after_days": days,
                "to": rule.to,
                "by_mail": rule.by_mail,
            }

    def clean_waits_on(self) -> WaitsOn:
        """The party as a term."""
        return WaitsOn(self.cleaned_data["waits_on"])

    def clean_to(self) -> Recipient:
        """The recipient as a term."""
        return Recipient(self.cleaned_data["to"])

    def clean_after_days(self) -> list[int]:
        """The lead times as numbers."""
        parts = self.cleaned_data["after_days"].replace(";", ",").replace(" ", ",").split(",")
        found = [p for p in parts if p]
        if not all(p.isdecimal() and len(p) <= 4 for p in found):
            raise forms.ValidationError(say("Skriv bara tal, till exempel 14, 30, 60."))
        return [int(p) for p in found]
