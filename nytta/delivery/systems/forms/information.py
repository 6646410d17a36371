"""Forms of information: types, concept models, masters and copies, and the seven principles."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import owners
from nytta.kit.fields import DateField, TextField, term_choices

from ..commands.information import Answer
from ..models import ConceptModel, Holding, InformationType, System
from ..queries.information import answers_of, current_models, types
from ..terms import DataHeld, Fulfilment, OpenData, Principle
from .systems import UNKNOWN, OwnerField

MOST_CONCEPTS = 500


def _owner_field(label: Any, on: date, may_for: list[int] | None, now: Body | None) -> OwnerField:
    """The committees and boards that the person may keep information for; None for all."""
    rows = owners(on) if may_for is None else owners(on).filter(pk__in=[*may_for, *([now.pk] if now else [])])
    return OwnerField(label=label, queryset=rows.order_by("sort"), empty_label=_("Välj"))


class InformationForm(forms.Form):
    """A type of information. Only name and owner must be filled in: what is not known is not made up."""

    name = TextField(
        label=_("Namn"), lines=1, max_length=120, help_text=_("Som verksamheten säger, i singular eller plural: Bygglovsbeslut.")
    )
    definition = TextField(label=_("Definition"), required=False, help_text=_("Vad informationen betyder och var gränsen går."))
    model = forms.ModelChoiceField(label=_("Begreppsmodell"), required=False, queryset=ConceptModel.objects.none(), empty_label=_("Ingen"))
    personal_data = forms.ChoiceField(label=_("Personuppgifter"), required=False, choices=term_choices(DataHeld, empty=UNKNOWN))
    open_data = forms.ChoiceField(label=_("Öppna data"), required=False, choices=term_choices(OpenData, empty=UNKNOWN))
    open_address = forms.URLField(
        label=_("Var öppna data finns"), required=False, max_length=400, assume_scheme="https",
        help_text=_("Adressen till datamängden, när den är publicerad."),
    )  # fmt: skip
    field_order = ("name", "owner", "definition", "model", "personal_data", "open_data", "open_address")

    def __init__(self, *, on: date, may_for: list[int] | None, now: InformationType | None = None, **data: Any) -> None:
        if now is not None:
            data.setdefault("initial", {f: getattr(now, f) for f in self.field_order})
        super().__init__(**data)
        self.fields["owner"] = _owner_field(_("Informationsägare"), on, may_for, now.owner if now else None)
        chosen: Any = self.fields["model"]
        chosen.queryset = current_models()
        self.order_fields(self.field_order)


class ConceptModelForm(forms.Form):
    """A concept model, one concept a line."""

    title = TextField(label=_("Titel"), lines=1, max_length=160)
    version = TextField(label=_("Version"), lines=1, max_length=20)
    concepts = TextField(
        label=_("Begrepp"), lines=12, required=False,
        help_text=_("Ett begrepp per rad: ordet, kolon och vad det betyder. Till exempel Bygglov: tillstånd att bygga."),
    )  # fmt: skip
    address = forms.URLField(label=_("Var modellen finns"), required=False, max_length=400, assume_scheme="https")
    decided = TextField(
        label=_("Beslut"), lines=1, required=False, max_length=200,
        help_text=_("Styrelsens beslut, när modellen är gemensam för hela kommunen. Till exempel KS 2026-02-02 § 12."),
    )  # fmt: skip
    valid_from = DateField(label=_("Gäller från"))
    field_order = ("title", "version", "owner", "valid_from", "concepts", "address", "decided")

    def __init__(self, *, on: date, may_for: list[int] | None, now: ConceptModel | None = None, **data: Any) -> None:
        if now is not None:
            held = {f: getattr(now, f) for f in ("title", "owner", "address")}
            data.setdefault("initial", held | {"concepts": "\n".join(f"{word}: {meaning}" for word, meaning in now.concepts)})
        super().__init__(**data)
        self.fields["owner"] = _owner_field(_("Ägare"), on, may_for, now.owner if now else None)
        self.order_fields(self.field_order)

    def clean_concepts(self) -> list[tuple[str, str]]:
        """(word, meaning) of each line."""
        found = []
        for number, line in enumerate(self.cleaned_data["concepts"].splitlines(), 1):
            if not line.strip():
                continue
            word, colon, meaning = (part.strip() for part in line.partition(":"))
            if not colon or not word or not meaning:
                raise ValidationError(gettext("Rad %(n)s: skriv ordet, kolon och vad det betyder.") % {"n": number})
            found.append((word, meaning))
        if len(found) > MOST_CONCEPTS:
            raise ValidationError(gettext("Högst %(most)s begrepp får plats i en modell.") % {"most": MOST_CONCEPTS})
        return found


class _HolderField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, one: Any) -> str:
        return f"{one.code} {one.name} ({one.owner.name})"


class MasterForm(forms.Form):
    """Which of the systems that hold the information is its master."""

    system = _HolderField(
        label=_("Huvuddatakälla"), queryset=System.objects.none(), empty_label=_("Välj"),
        help_text=_("Ett av de system som har informationen. Saknas systemet anger dess ägare först på systemets sida att det har den."),
    )  # fmt: skip
    paragraph = TextField(
        label=_("Styrelsens beslut"), lines=1, required=False, max_length=200,
        help_text=_("Fyll i när kommunens styrelse har beslutat, till exempel KS 2026-02-02 § 12. Sedan gäller det tills styrelsen beslutar något annat."),
    )  # fmt: skip
    reasons = TextField(label=_("Skäl"), required=False, max_length=2000, help_text=_("Krävs när styrelsens beslut förs in."))

    def __init__(self, *, information: InformationType, **data: Any) -> None:
        super().__init__(**data)
        chosen: Any = self.fields["system"]
        held = Holding.objects.filter(information=information).values("system")
        chosen.queryset = System.objects.filter(pk__in=held, retired_on=None).select_related("owner").order_by("sort")


class _TypeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, one: Any) -> str:
        return f"{one.name} ({one.code})"


class HoldForm(forms.Form):
    """A type of information that a system holds a copy of."""

    information = _TypeField(label=_("Informationstyp"), queryset=InformationType.objects.none(), empty_label=_("Välj"))
    note = TextField(
        label=_("Hur kopian hålls aktuell"), lines=1, required=False, max_length=200, help_text=_("Till exempel Filöverföring varje natt.")
    )

    def __init__(self, **data: Any) -> None:
        super().__init__(**data)
        chosen: Any = self.fields["information"]
        chosen.queryset = types()


class EndInformationForm(forms.Form):
    """Why a type of information is ended."""

    reason = TextField(label=_("Skäl"), max_length=400, lines=2)


class PrinciplesForm(forms.Form):
    """The seven principles, each with answer, evidence, where that lies, and the day. What is left unanswered stays as it is."""

    def __init__(self, *, system: System, on: date, **data: Any) -> None:
        stood = answers_of(system)
        initial: dict[str, Any] = {}
        for p in Principle:
            now = stood.get(p)
            initial |= {f"day_{p}": now.answered_on if now else on} | (
                {f"answer_{p}": now.answer, f"evidence_{p}": now.evidence, f"address_{p}": now.address} if now else {}
            )  # fmt: skip
        data.setdefault("initial", initial)
        super().__init__(**data)
        for p in Principle:
            self.fields[f"answer_{p}"] = forms.ChoiceField(
                label=_("Svar"), required=False, choices=term_choices(Fulfilment, empty=_("Inte besvarad"))
            )
            self.fields[f"evidence_{p}"] = TextField(label=_("Underlag"), lines=2, required=False, max_length=4000)
            self.fields[f"address_{p}"] = forms.URLField(
                label=_("Var underlaget finns"), required=False, max_length=400, assume_scheme="https"
            )
            self.fields[f"day_{p}"] = DateField(label=_("Dag"), required=False)

    @property
    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """Each principle with its fields."""
        parts = ("answer", "evidence", "address", "day")
        return [(f"{p}. {gettext(p.sv)}", "", [self[f"{part}_{p}"] for part in parts]) for p in Principle]

    def clean(self) -> dict[str, Any]:
        """Each answer has evidence and a day."""
        cleaned = super().clean() or {}
        for p in Principle:
            if not cleaned.get(f"answer_{p}"):
                if cleaned.get(f"evidence_{p}"):
                    self.add_error(f"answer_{p}", _("Välj ett svar som underlaget visar."))
                continue
            if f"evidence_{p}" in cleaned and not cleaned[f"evidence_{p}"]:
                self.add_error(f"evidence_{p}", _("Ett svar behöver underlag: vad visar att det är så?"))
            if f"day_{p}" in cleaned and not cleaned[f"day_{p}"]:
                self.add_error(f"day_{p}", _("Skriv vilken dag svaret gavs."))
        return cleaned

    @staticmethod
    def said_of(cleaned: dict[str, Any]) -> dict[Principle, Answer]:
        """The answers that are given."""
        return {
            p: Answer(Fulfilment(cleaned[f"answer_{p}"]), cleaned[f"evidence_{p}"], cleaned[f"day_{p}"], cleaned[f"address_{p}"])
            for p in Principle if cleaned.get(f"answer_{p}")
        }  # fmt: skip
