"""Forms of exemptions: the application, the review, the decision."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Person
from nytta.kit.fields import DateField, TextField, term_choices
from nytta.kit.words import label, said
from nytta.plain.verdicts import Verdict

from ..models import Clause, Exemption
from ..queries.governing import clause_ref, clause_said
from ..rules.exemptions import Thing
from ..terms import Against, Opinion
from . import Sections

_REQUIRED = gettext_lazy("Fyll i det här.")


class SeekForm(forms.Form):
    """For what, from what, why, and what was said with the central function."""

    thing = forms.ChoiceField(
        label=_("Vad undantaget ska gälla"),
        choices=[],
        help_text=_("Bara det som hör till en nämnd eller ett bolag som du söker eller svarar för."),
    )
    against = forms.TypedChoiceField(label=_("Undantag från"), choices=[], coerce=Against, widget=forms.RadioSelect)
    solution = forms.ChoiceField(
        label=_("Gemensam lösning"),
        choices=[],
        required=False,
        help_text=_("Fylls i när undantaget är från en gemensam lösning: den vars funktioner ska byggas en gång till."),
    )
    clause = forms.ChoiceField(
        label=_("Bestämmelse"),
        choices=[],
        required=False,
        help_text=_("Fylls i när undantaget är från en bestämmelse: en punkt i ett styrdokument som gäller i dag."),
    )
    clause_other = TextField(
        label=_("Annan bestämmelse"), lines=1, max_length=300, required=False,
        help_text=_("Om den inte finns i listan: styrdokument och punkt, till exempel Riktlinje för teknisk arkitektur 4.2."),
    )  # fmt: skip
    need = TextField(
        label=_("Varför undantaget behövs"), lines=5, max_length=6000,
        help_text=_("Vad den gemensamma lösningen eller bestämmelsen inte klarar, och vad som händer utan undantag."),
    )  # fmt: skip
    asked_until = DateField(label=_("Behövs till och med"), help_text=_("Ett undantag är alltid tillfälligt. Det kan förnyas."))
    local = forms.BooleanField(
        label=_("Det gäller en lokal lösning"),
        required=False,
        help_text=_("En lösning som nämnden eller bolaget bygger eller köper för sig självt."),
    )
    discussed_on = DateField(
        label=_("Diskuterat med den centrala it-funktionen"),
        required=False,
        help_text=_("Dagen då det diskuterades. Krävs för en lokal lösning."),
    )
    discussed_with = TextField(label=_("Med vem"), lines=1, max_length=160, required=False)
    discussed_outcome = TextField(
        label=_("Vad det ledde till"), lines=3, max_length=4000, required=False, help_text=_("Krävs för en lokal lösning.")
    )

    def __init__(
        self, *args: Any, things: Sequence[Thing], solutions: Sequence[tuple[str, str]], clauses: Sequence[Clause] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.things = {one.key: one for one in things}
        fields: Any = self.fields
        groups = [(label(t), [(x.key, x.name) for x in found]) for t, found in groupby(things, key=lambda one: one.target)]
        fields["thing"].choices = [("", gettext("Välj")), *groups]
        fields["solution"].choices = [("", gettext("Välj")), *solutions]
        fields["against"].choices = term_choices(Against)
        documents = groupby(clauses, key=lambda c: c.edition.document)
        said = [(d.title, [(clause_ref(c), f"{c.number} {c.heading}".strip()) for c in held]) for d, held in documents]
        fields["clause"].choices = [("", gettext("Välj")), *said]
        self.cited = {clause_ref(c): clause_said(c) for c in clauses}

    def clean(self) -> dict[str, Any]:
        """The clause as one reference or text, and what the exemption is from in words."""
        cleaned: dict[str, Any] = super().clean() or {}
        other, chosen = cleaned.pop("clause_other", ""), cleaned.get("clause", "")
        names = {str(k): str(v) for k, v in self.fields["solution"].choices}  # type: ignore[attr-defined]
        cleaned["clause"] = chosen or other
        by_solution = cleaned.get("against") is Against.SOLUTION
        cleaned["against_name"] = names.get(cleaned.get("solution", ""), "") if by_solution else self.cited.get(chosen, other)
        return cleaned

    @property
    def sections(self) -> Sections:
        """What, why, and the talk with the central function."""
        return [
            (gettext("Vad undantaget gäller"), "", [self[n] for n in ("thing", "against", "solution", "clause", "clause_other")]),
            (gettext("Skäl och tid"), gettext("Skälen läses av granskaren och den som beslutar. De är inte offentliga förrän någon har prövat det."), [self[n] for n in ("need", "asked_until")]),
            (gettext("Samråd"), "", [self[n] for n in ("local", "discussed_on", "discussed_with", "discussed_outcome")]),
        ]  # fmt: skip


class ReviewerForm(forms.Form):
    """Who reviews; those who may not are named with the reason."""

    reviewer = forms.ModelChoiceField(label=_("Granskare"), queryset=Person.objects.none(), empty_label=_("Välj"))

    def __init__(self, *args: Any, reviewers: Sequence[tuple[Person, Verdict]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reviewer"]
        field.queryset = Person.objects.filter(pk__in=[p.pk for p, _verdict in reviewers]).order_by("name")
        barred = [said(v.blocking[0]) for _person, v in reviewers if not v]
        field.help_text = " ".join([gettext("Den som granskar har inte sökt undantaget och arbetar inte för den som söker."), *barred])


class TextForm(forms.Form):
    """One text: a question or an answer."""

    text = TextField(label=_("Text"), lines=4, max_length=4000)


class ReasonForm(forms.Form):
    """Why."""

    reasons = TextField(label=_("Skäl"), lines=3, max_length=2000)


class OpinionForm(forms.Form):
    """What the technical review found."""

    opinion = forms.TypedChoiceField(label=_("Bedömning"), choices=[], coerce=Opinion, widget=forms.RadioSelect)
    opinion_text = TextField(
        label=_("Skäl"), lines=6, max_length=6000,
        help_text=_("Säg om den gemensamma lösningen kan göra det, vad avsteget kostar och vilka risker det har."),
    )  # fmt: skip
    conditions_proposed = TextField(label=_("Villkor som behövs"), lines=3, max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opinion"].choices = term_choices(Opinion)  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """Reasons, conditions and term. Conditions and term belong to a grant; `granting` says that it is one."""

    reasons = TextField(label=_("Skäl"), lines=4, max_length=4000, help_text=_("Skälen publiceras med beslutet."))
    conditions = TextField(
        label=_("Villkor"),
        lines=3,
        max_length=2000,
        required=False,
        help_text=_("Vad som ska vara uppfyllt så länge undantaget gäller. Villkoren står i det öppna registret."),
    )
    valid_from = DateField(label=_("Gäller från"), required=False)
    valid_until = DateField(
        label=_("Går ut"), required=False, help_text=_("Efter den dagen gäller förbudet igen, och det som står på undantaget stoppas.")
    )

    def __init__(self, *args: Any, exemption: Exemption, on: date, granting: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {
            "conditions": exemption.conditions_proposed, "valid_from": first_day(exemption, on), "valid_until": exemption.asked_until,
        })  # fmt: skip
        super().__init__(*args, **kwargs)
        self.granting = granting

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("valid_from", "valid_until") if self._grants(cleaned) else ():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _REQUIRED)
        return cleaned

    def _grants(self, cleaned: dict[str, Any]) -> bool:
        return self.granting


class BoardForm(DecideForm):
    """What the board itself has decided, by its paragraph."""

    field_order = ("outcome", "paragraph", "reasons", "conditions", "valid_from", "valid_until")
    outcome = forms.ChoiceField(label=_("Styrelsens beslut"), choices=[], widget=forms.RadioSelect)
    paragraph = TextField(
        label=_("Paragraf"), lines=1, max_length=300, help_text=_("Paragraf och dag, till exempel Kommunstyrelsen 2026-01-15 § 14.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("grant", gettext("Undantaget beviljas")), ("refuse", gettext("Undantaget avslås"))]  # type: ignore[attr-defined]

    def _grants(self, cleaned: dict[str, Any]) -> bool:
        return cleaned.get("outcome") == "grant"


class RevokeForm(forms.Form):
    """The last day of an exemption that is taken back, and why."""

    last_day = DateField(label=_("Sista dag"), help_text=_("Undantaget gäller till och med den dagen."))
    reasons = TextField(
        label=_("Skäl"), lines=4, max_length=4000, help_text=_("Till exempel vilket villkor som inte har hållits. Skälen publiceras.")
    )


def first_day(one: Exemption, on: date) -> date:
    """The first day that a grant would have: today, or the day after the one that it renews."""
    last = one.renews.valid_until if one.renews else None
    return max(on, last + timedelta(days=1)) if last else on
