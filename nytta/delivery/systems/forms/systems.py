"""Forms of the application portfolio: a system, its confirmation, its retirement and its documents."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import bodies, owners
from nytta.city.records.models import Appointment, Exemption, in_period
from nytta.city.records.terms import Role
from nytta.kit.fields import DateField, NumberField, SekField, TextField, UploadField, term_choices

from ..models import Capability, CommonSolution, System
from ..queries import solutions
from ..queries.capabilities import standing_capabilities
from ..queries.overlaps import exemptions_in_force
from ..rules.systems import LEVELS, PHASE_FIELDS, WRITTEN
from ..terms import AccessibilityLevel, Category, ClassLabels, DataHeld, Hosting, SystemField, TechnicalCheck

F = SystemField
UNKNOWN = _("Uppgift saknas")
CLASSED = (F.CONFIDENTIALITY, F.INTEGRITY, F.AVAILABILITY)
MOST_LINES = 40


class LinesField(TextField):
    """Several short texts, one a line; empty lines and the same text again are left out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=4_000, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = list(dict.fromkeys(" ".join(line.split()) for line in super().clean(value).splitlines() if line.strip()))
        if len(lines) > MOST_LINES or any(len(line) > 120 for line in lines):
            raise ValidationError(gettext("Högst %(lines)s rader med högst 120 tecken var.") % {"lines": MOST_LINES})
        return lines


def _choice(terms: Any, label: str, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=_(label), required=False, choices=term_choices(terms, empty=UNKNOWN), help_text=help_text)


def _level(field: SystemField, help_text: Any = "") -> forms.TypedChoiceField:
    levels = [("", UNKNOWN), *((str(n), format_lazy("{} – {}", n, _(harm.sv))) for n, harm in LEVELS[ClassLabels.KLASSA].items())]
    return forms.TypedChoiceField(label=_(field.sv), required=False, choices=levels, coerce=int, empty_value=None, help_text=help_text)


def _scale(field: SystemField, low: Any, high: Any) -> forms.TypedChoiceField:
    said = {1: low, 5: high}
    every = [("", UNKNOWN), *((str(n), format_lazy("{} – {}", n, said[n]) if n in said else str(n)) for n in range(1, 6))]
    return forms.TypedChoiceField(label=_(field.sv), required=False, choices=every, coerce=int, empty_value=None)


def _number(field: SystemField) -> NumberField:
    return NumberField(label=_(field.sv), required=False, places=0, most=2_000_000_000)


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Offers the committees and boards; another body that somebody sends is let through to the rule, which says why it cannot own."""

    def label_from_instance(self, body: Any) -> str:
        return str(body.name)


class CapabilityField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The city's capabilities by name, in the reader's language where the map has it."""

    def label_from_instance(self, capability: Any) -> str:
        return str(capability.name_en if get_language() == "en" and capability.name_en else capability.name)


class RepresentativeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Whoever is appointed to represent an owner, with the owners."""

    owners: Mapping[int, list[str]] = {}

    def label_from_instance(self, person: Any) -> str:
        of = ", ".join(self.owners.get(person.pk, []))
        return f"{person} – {of}" if of else str(person)


class ExemptionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Exemptions that hold, with what from and for whom."""

    def label_from_instance(self, one: Any) -> str:
        return f"{one.code} {one.against_name} – {one.body.name if one.body else one.subject}"


class SystemForm(forms.Form):
    """All that is written of a system. Every field but name and owner may be left out: what is not known is not made up."""

    groups = (
        (_("Vad systemet är"), "", (F.NAME, F.ALIASES, F.PURPOSE, F.FUNCTIONS, F.CATEGORY, F.CAPABILITIES, F.SOLUTION)),
        (_("Vem som svarar"), "", (F.OWNER, F.REPRESENTATIVE, F.MAINTENANCE_OBJECT, F.SUPPLIER, F.CONTRACT)),
        (_("Livscykel"), _("Dagen då varje fas började eller planeras börja. Lämna tomt det som inte är känt."), tuple(PHASE_FIELDS)),
        (_("Kostnad och användning"), "", (F.COST, F.USERS, F.HOSTING)),
        (
            _("Skydd och krav"), _("Klassningen läses med etiketterna i KLASSA, värdelista 2.0.0."),
            (F.PERSONAL_DATA, *CLASSED, F.ACCESSIBILITY, F.TECHNICAL_CHECK, F.TECHNICAL_CHECKED_ON),
        ),
        (_("Värdering"), _("Så som ägaren ser på systemet i dag, från 1 till 5."), (F.BUSINESS_VALUE, F.TECHNICAL_FITNESS)),
    )  # fmt: skip
    name = TextField(label=_(F.NAME.sv), lines=1, max_length=120, help_text=_("Det som systemet kallas i dagligt tal."))
    aliases = LinesField(
        label=_(F.ALIASES.sv), lines=2, help_text=_("Ett namn per rad: produktens namn, gamla namn, förkortningar. De går att söka på.")
    )
    purpose = TextField(label=_(F.PURPOSE.sv), required=False, lines=3, max_length=2_000, help_text=_("Vad verksamheten har det till."))
    functions = LinesField(
        label=_(F.FUNCTIONS.sv), lines=3, help_text=_("En funktion per rad, till exempel inloggning för invånare eller tidsbokning.")
    )
    category = _choice(Category, F.CATEGORY.sv)
    capabilities = CapabilityField(
        label=_(F.CAPABILITIES.sv), required=False, queryset=Capability.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    solution = forms.ModelChoiceField(
        label=_(F.SOLUTION.sv), required=False, queryset=CommonSolution.objects.none(), empty_label=_("Ingen"),
        help_text=_("Den gemensamma lösning som systemet är en del av eller bygger på."),
    )  # fmt: skip
    exemption = ExemptionField(
        label=_("Undantag som systemet står på"), required=False, queryset=Exemption.objects.none(), empty_label=_("Inget"), to_field_name="code",
        help_text=_("Behövs när systemet gör det som en gemensam lösning täcker utan att bygga på den. När undantaget går ut stoppas systemet."),
    )  # fmt: skip
    owner = OwnerField(
        label=_(F.OWNER.sv), queryset=Body.objects.none(), empty_label=_("Välj ägare"), help_text=_("Alltid en nämnd eller en styrelse.")
    )
    representative = RepresentativeField(
        label=_(F.REPRESENTATIVE.sv), required=False, queryset=Person.objects.none(), empty_label=UNKNOWN,
        help_text=_("Den som ägaren har utsett till systemägarrepresentant."),
    )  # fmt: skip
    maintenance_object = TextField(label=_(F.MAINTENANCE_OBJECT.sv), required=False, lines=1, max_length=120)
    supplier = TextField(label=_(F.SUPPLIER.sv), required=False, lines=1, max_length=120)
    contract = TextField(
        label=_(F.CONTRACT.sv),
        required=False,
        lines=1,
        max_length=200,
        help_text=_("Avtalets namn eller diarienummer, och när det går ut."),
    )
    phase_planned = DateField(label=_(F.PHASE_PLANNED.sv), required=False)
    phase_introduced = DateField(label=_(F.PHASE_INTRODUCED.sv), required=False)
    phase_in_use = DateField(label=_(F.PHASE_IN_USE.sv), required=False)
    phase_phase_out = DateField(label=_(F.PHASE_PHASE_OUT.sv), required=False)
    phase_retired = DateField(label=_(F.PHASE_RETIRED.sv), required=False)
    cost_per_year_sek = SekField(label=_(F.COST.sv), required=False, help_text=_("Licenser, drift, support och förvaltning."))
    users = _number(F.USERS)
    hosting = _choice(Hosting, F.HOSTING.sv)
    personal_data = _choice(DataHeld, F.PERSONAL_DATA.sv)
    confidentiality = _level(F.CONFIDENTIALITY, _("Skadan om någon obehörig får del av informationen."))
    integrity = _level(F.INTEGRITY, _("Skadan om informationen är fel."))
    availability = _level(F.AVAILABILITY, _("Skadan om informationen inte går att nå."))
    accessibility = _choice(AccessibilityLevel, F.ACCESSIBILITY.sv, _("Den nivå som systemets gränssnitt har visats nå."))
    technical_check = _choice(TechnicalCheck, F.TECHNICAL_CHECK.sv, _("Vad kontrollen mot de tekniska anvisningarna kom fram till."))
    technical_checked_on = DateField(label=_(F.TECHNICAL_CHECKED_ON.sv), required=False)
    business_value = _scale(F.BUSINESS_VALUE, _("litet"), _("mycket stort"))
    technical_fitness = _scale(F.TECHNICAL_FITNESS, _("dålig"), _("mycket god"))

    def __init__(self, *, on: date, system: System | None = None, may_for: Iterable[int] | None = None, **options: Any) -> None:
        """`may_for` are the owners (keys) that the person may write for; None for all of them."""
        super().__init__(initial={**_held(system), **options.pop("initial", {})}, **options)
        owner, representative, solution = self.fields["owner"], self.fields["representative"], self.fields["solution"]
        assert (
            isinstance(owner, OwnerField)
            and isinstance(representative, RepresentativeField)
            and isinstance(solution, forms.ModelChoiceField)
        )
        offered = [b for b in owners(on) if may_for is None or b.pk in may_for or (system and b.pk == system.owner_id)]
        owner.queryset = bodies(on)
        owner.choices = [("", owner.empty_label), *((b.pk, b.name) for b in offered)]
        if len(offered) == 1 and system is None:
            owner.initial = offered[0].pk
        for name in ("name", "aliases", "functions"):  # what it resembles is shown while one writes
            self.fields[name].widget.attrs.update({"data-live": reverse("systems:similar"), "data-live-to": "similar"})
        seats = Appointment.objects.filter(in_period(on), role=Role.OWNER_REPRESENTATIVE.value).values_list("person", "body__name")
        serving: dict[int, list[str]] = {}
        for person, body in seats:
            serving.setdefault(person, []).extend([body] if body else [])
        keep = {system.representative_id} if system and system.representative_id else set()
        representative.owners = serving
        representative.queryset = Person.objects.filter(pk__in={*serving, *keep}, is_active=True).order_by("name")
        solution.queryset = solutions(on)
        self.fields["exemption"].queryset = exemptions_in_force(may_for, on)  # type: ignore[attr-defined]
        capabilities = standing_capabilities()
        if capabilities.exists():
            self.fields["capabilities"].queryset = capabilities  # type: ignore[attr-defined]
        else:
            del self.fields["capabilities"]

    @property
    def sections(self) -> list[tuple[Any, Any, Any]]:
        """The groups with their fields."""
        found = [(heading, text, [self[f.value] for f in fields if f.value in self.fields]) for heading, text, fields in self.groups]
        found[0][2].append(self["exemption"])
        return found


def written(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What the command takes of a form that is in order: values, phases, capabilities (None where the city has no map of them)."""
    values = {name: cleaned[name] for name in WRITTEN if name in cleaned}
    values["users"] = int(cleaned["users"]) if cleaned["users"] is not None else None
    values["class_labels"] = ClassLabels.KLASSA.value if any(cleaned[f.value] is not None for f in CLASSED) else ""
    phases = {phase: cleaned[field.value] for field, phase in PHASE_FIELDS.items() if cleaned[field.value]}
    return {"values": values, "phases": phases, "capabilities": cleaned.get("capabilities"), "exemption": cleaned.get("exemption")}


def _held(system: System | None) -> dict[str, Any]:
    """What a system holds now, by field."""
    if system is None:
        return {}
    held = {name: getattr(system, name) for name in WRITTEN}
    held |= {f"phase_{p.phase}": p.starts_on for p in system.phases.all()}
    return held | {"capabilities": [s.capability_id for s in system.supports.all()]}


class AttestForm(forms.Form):
    """Which entries somebody confirms, and what they want to say of it. What was shown comes with each of them."""

    systems = forms.MultipleChoiceField(
        label=_("Uppgifterna stämmer för"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kryssa för de system vars uppgifter du bekräftar.")},
    )  # fmt: skip
    note = TextField(label=_("Kommentar"), required=False, lines=2, max_length=400)

    def __init__(self, shown: Mapping[str, str], **options: Any) -> None:
        """`shown` are (code of a system, what is shown of it)."""
        super().__init__(**options)
        choices = self.fields["systems"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = list(shown.items())


class RetireForm(forms.Form):
    """From which day a system is retired, and why."""

    last = DateField(label=_("Avvecklat från"))
    reason = TextField(label=_("Skäl"), lines=2, max_length=400, help_text=_("Till exempel vad som ersatte det, och beslutet."))


class DocumentForm(forms.Form):
    """A document of a system: a file, or an address where it lies."""

    title = TextField(label=_("Rubrik"), lines=1, max_length=200, help_text=_("Till exempel ”Förvaltningsplan 2026”."))
    file = UploadField(label=_("Fil"), required=False, help_text=_("Högst 20 MB."))
    address = forms.URLField(
        label=_("Adress"), required=False, max_length=400, assume_scheme="https", help_text=_("Där dokumentet ligger, om det inte läggs in här."),
        error_messages={"invalid": _("Skriv en hel adress, till exempel https://intranat.example.org/plan.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A file or an address, and not both."""
        found = super().clean() or {}
        if not self.errors and bool(found.get("file")) == bool(found.get("address")):
            raise ValidationError(gettext("Välj en fil eller skriv en adress: det ena av dem."))
        return found


class RemoveForm(forms.Form):
    """Why a document is taken off a system's page."""

    reason = TextField(label=_("Skäl"), lines=2, max_length=400)


class SheetForm(forms.Form):
    """A file of systems, how it is read, and who owns the systems of rows that say no owner."""

    sheet = UploadField(label=_("Fil"), help_text=_("Xlsx, CSV eller JSON, högst 20 MB, med en rad eller ett objekt för varje system."))
    mapping = forms.ChoiceField(label=_("Mappning"), help_text=_("Säger hur filens kolumner blir fält i registret."))
    owner = OwnerField(
        label=_("Ägare för rader utan ägare"), required=False, queryset=Body.objects.none(), empty_label=_("Ingen: en rad utan ägare är ett fel"),
        help_text=_("Register från andra säger sällan vem som äger systemet hos er."),
    )  # fmt: skip

    def __init__(self, titles: Mapping[str, str], on: date, **options: Any) -> None:
        """`titles` are what the mappings are called, by name."""
        super().__init__(**options)
        mapping, owner = self.fields["mapping"], self.fields["owner"]
        assert isinstance(mapping, forms.ChoiceField) and isinstance(owner, OwnerField)
        mapping.choices = [(name, gettext(title)) for name, title in titles.items()]
        owner.queryset = owners(on)

    def clean_owner(self) -> str:
        """The owner's code."""
        owner = self.cleaned_data["owner"]
        return str(owner.code) if owner else ""
