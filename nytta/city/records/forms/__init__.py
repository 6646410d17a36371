"""Forms of the records."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.forms import parents_of
from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import applicants
from nytta.city.organisation.queries.municipalities import by_region
from nytta.city.organisation.terms import BodyKind
from nytta.kit.fields import DateField, SekField, TextField, term_choices
from nytta.kit.words import label

from ..models import Appointment
from ..queries import ordinary_members
from ..terms import Competence, DelegatedAct, Openness, Population, Position, Role

Sections = list[tuple[str, str, list[forms.BoundField]]]


class _Person(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(str(part) for part in (obj.name, obj.title, obj.body) if part)


class _Seat(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(str(part) for part in (obj.person, label(Role(obj.role)), obj.body, obj.portfolio) if part)


def _term_or_none(terms: Any) -> Callable[[str], Any]:
    return lambda code: terms(code) if code else None


def _people() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True).select_related("body").order_by("name")


class AppointmentForm(forms.Form):
    """Who is appointed to what, for whom, how long, by which decision."""

    person = _Person(label=_("Person"), queryset=Person.objects.none(), empty_label=_("Välj"))
    role = forms.TypedChoiceField(label=_("Uppdrag"), choices=[], coerce=Role)
    body = forms.ModelChoiceField(
        label=_("Nämnd eller styrelse"), queryset=Body.objects.none(), required=False,
        help_text=_("Behövs för den som söker, företräder systemägaren, äger en process, beslutar som chef eller sitter i en ägar- eller användargrupp."),
    )  # fmt: skip
    portfolio = forms.ChoiceField(
        label=_("Portfölj"), choices=[], required=False, help_text=_("Behövs för ledamöter i en beredningsgrupp.")
    )
    chair = forms.BooleanField(label=_("Ordförande i gruppen"), required=False)
    substitute = forms.BooleanField(
        label=_("Ersättare"), required=False, help_text=_("En ersättare tjänstgör när en ordinarie ledamot är frånvarande eller jävig.")
    )
    substitutes_for = _Seat(
        label=_("Ersätter"), queryset=Appointment.objects.none(), required=False, empty_label=_("Vem som helst i gruppen"),
    )  # fmt: skip
    position = forms.TypedChoiceField(
        label=_("Befattning"), choices=[], coerce=_term_or_none(Position), empty_value=None, required=False,
        help_text=_("Bara för utvecklingsrådet. Lämna tomt om personens titel är förvaltningschef, bolagschef eller verkställande direktör."),
    )  # fmt: skip
    position_reason = TextField(
        label=_("Skäl till att gå utanför kretsen"), lines=1, max_length=300, required=False,
        help_text=_("Bara om någon annan än en chef utses till utvecklingsrådet. Skälet står kvar vid uppdraget."),
    )  # fmt: skip
    competence = forms.TypedChoiceField(
        label=_("Kompetens"), choices=[], coerce=_term_or_none(Competence), empty_value=None, required=False,
        help_text=_("Vad ledamoten tillför beredningsgruppen. Verksamheten ska alltid finnas med."),
    )  # fmt: skip
    supplier = TextField(
        label=_("Leverantör"),
        lines=1,
        max_length=120,
        required=False,
        help_text=_("Bara för en licensadministratör: vem som är upphandlad."),
    )
    contract = TextField(label=_("Avtal"), lines=1, max_length=80, required=False, help_text=_("Avtalets nummer."))
    valid_from = DateField(label=_("Första dag"))
    valid_until = DateField(
        label=_("Sista dag"),
        required=False,
        help_text=_("Uppdraget gäller till och med den dagen. Lämna tomt för ett uppdrag tills vidare."),
    )
    mandate = TextField(
        label=_("Beslut"), lines=1, max_length=300, help_text=_("Paragraf och dag, till exempel Byggnadsnämnden 2026-01-15 § 14.")
    )

    def __init__(self, *args: Any, on: date, portfolios: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["person"].queryset = _people()
        fields["role"].choices = term_choices(Role, empty=gettext("Välj"))
        fields["body"].queryset = applicants(on)
        fields["body"].empty_label = gettext("Ingen särskild")
        fields["portfolio"].choices = [("", gettext("Ingen")), *portfolios]
        fields["substitutes_for"].queryset = ordinary_members(on)
        fields["position"].choices = term_choices(Position, empty=gettext("Efter titeln"))
        fields["competence"].choices = term_choices(Competence, empty=gettext("Inte angiven"))

    @property
    def sections(self) -> Sections:
        """Who and what first, then the place in a group, what some roles ask for, and how long and by what right."""
        return [
            (gettext("Vem och vad"), "", [self[n] for n in ("person", "role", "body", "portfolio")]),
            (gettext("Plats i gruppen"), "", [self[n] for n in ("chair", "substitute", "substitutes_for")]),
            (gettext("Det som vissa uppdrag kräver"), "", [self[n] for n in ("position", "position_reason", "competence", "supplier", "contract")]),
            (gettext("Tid och beslut"), gettext("Rättigheterna gäller bara under uppdragets tid."), [self[n] for n in ("valid_from", "valid_until", "mandate")]),
        ]  # fmt: skip


class EndForm(forms.Form):
    """The last day of an appointment, and the decision to end it."""

    last_day = DateField(label=_("Sista dag"), help_text=_("Rättigheterna upphör efter den dagen."))
    mandate = TextField(
        label=_("Beslut"), lines=1, max_length=300, help_text=_("Paragraf och dag, till exempel Byggnadsnämnden 2026-01-15 § 14.")
    )


class AbsenceForm(forms.Form):
    """From when to when a member is away."""

    first = DateField(label=_("Första frånvarodag"))
    last = DateField(label=_("Sista frånvarodag"), help_text=_("Till och med den dagen tjänstgör ersättaren."))


class RenewForm(forms.Form):
    """A new term for many at once; each choice says what will happen to it."""

    seats = forms.MultipleChoiceField(label=_("Uppdrag att förnya"), choices=[], widget=forms.CheckboxSelectMultiple)

    valid_until = DateField(label=_("Ny sista dag"), help_text=_("Varje uppdrag fortsätter dagen efter sin förra sista dag."))
    mandate = TextField(
        label=_("Beslut"), lines=1, max_length=300, help_text=_("Paragraf och dag, till exempel Byggnadsnämnden 2026-01-15 § 14.")
    )

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seats"].choices = [(str(a.pk), _goes_on(a)) for a in seats]  # type: ignore[attr-defined]


def _goes_on(seat: Appointment) -> str:
    """Person, role, and from which day the new term would run."""
    last = seat.valid_until or seat.valid_from
    who = ", ".join(str(part) for part in (seat.person, label(Role(seat.role)), seat.body, seat.portfolio) if part)
    return gettext("%(who)s: slutar %(last)s, fortsätter %(next)s") % {"who": who, "last": last, "next": last + timedelta(days=1)}


class DesignationForm(forms.Form):
    """Which body owns an e-service that no system carries."""

    subject = forms.SlugField(label=_("E-tjänstens kod"), max_length=40, help_text=_("Små bokstäver a–z, siffror och bindestreck."))
    body = forms.ModelChoiceField(label=_("Ägare"), queryset=Body.objects.none(), empty_label=_("Välj"))
    valid_from = DateField(label=_("Från dag"), help_text=_("Den förra ägarens ansvar slutar dagen före."))
    mandate = TextField(label=_("Beslut"), lines=1, max_length=300, help_text=_("Till exempel kommundirektörens beslut 2026-03-02 nr 14."))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = applicants(on)  # type: ignore[attr-defined]


class SampleForm(forms.Form):
    """What a sample is drawn from, how large, and with which seed."""

    population = forms.TypedChoiceField(label=_("Dra ur"), choices=[], coerce=Population)
    first = DateField(label=_("Från och med"))
    last = DateField(label=_("Till och med"))
    size = forms.IntegerField(label=_("Antal"), min_value=1, max_value=1000)
    seed = TextField(
        label=_("Frö"), lines=1, max_length=60,
        help_text=_("Valfri text, gärna bestämd innan perioden är slut. Den som har fröet kan dra samma urval igen."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["population"].choices = term_choices(Population)  # type: ignore[attr-defined]

    def said(self, population: int) -> str:
        """What was drawn, in one line for the export."""
        c = self.cleaned_data
        return gettext("%(what)s %(first)s–%(last)s: %(size)s av %(population)s, frö %(seed)s, SHA-256") % {
            "what": label(c["population"]), "first": c["first"], "last": c["last"], "size": c["size"], "population": population, "seed": c["seed"],
        }  # fmt: skip


class DelegationForm(forms.Form):
    """What a board or committee has put in whose hands."""

    body = forms.ModelChoiceField(label=_("Vem som delegerar"), queryset=Body.objects.none(), empty_label=_("Välj"))
    delegated = forms.TypedChoiceField(label=_("Rätten att"), choices=[], coerce=DelegatedAct)
    role = forms.TypedChoiceField(
        label=_("Till den som är"), choices=[], coerce=Role,
        help_text=_("Den som delegerar når bara egna anställda: styrelsen sitt kontor, en nämnd sin förvaltning."),
    )  # fmt: skip
    clause = TextField(
        label=_("Bestämmelse"),
        lines=1,
        max_length=200,
        help_text=_("Till exempel Delegationsordningen 4.2, kommunstyrelsen 2026-01-15 § 7."),
    )
    limit_sek = SekField(
        label=_("Högsta belopp"), required=False, help_text=_("Behövs när rätten gäller pengar, om den inte är utan gräns.")
    )
    unlimited = forms.BooleanField(label=_("Utan beloppsgräns"), required=False)
    valid_from = DateField(label=_("Från dag"))
    valid_until = DateField(label=_("Till dag"), help_text=_("En delegation har alltid en sista dag, till exempel mandatperiodens."))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["body"].queryset = applicants(on)
        fields["delegated"].choices = term_choices(DelegatedAct, empty=gettext("Välj"))
        fields["role"].choices = term_choices(Role, empty=gettext("Välj"))


class ReportForm(forms.Form):
    """A note on the list to the board."""

    note = TextField(
        label=_("Anteckning"), lines=1, max_length=200, required=False, help_text=_("Till exempel sammanträdet som listan går till.")
    )


class ExamineForm(forms.Form):
    """Whether something may be shown to anybody."""

    openness = forms.TypedChoiceField(label=_("Bedömning"), choices=[], coerce=Openness, widget=forms.RadioSelect)
    clause = TextField(
        label=_("Bestämmelse"), lines=1, max_length=120, required=False,
        help_text=_("Behövs när uppgiften stängs, till exempel OSL 18 kap. 8 §."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["openness"].choices = term_choices(Openness)  # type: ignore[attr-defined]


class AdoptionForm(forms.Form):
    """A company board's own decision to adopt the programme."""

    adopted_on = DateField(label=_("Styrelsen antog programmet"))
    paragraph = TextField(label=_("Beslut"), lines=1, max_length=300, help_text=_("Till exempel styrelsens protokoll 2026-02-11 § 9."))


class CityForm(forms.Form):
    """Names of offices and the pattern of case numbers."""

    name = TextField(label=_("Kommunens namn"), lines=1, max_length=80)
    municipality_code = forms.ChoiceField(
        label=_("Kommun och region"), choices=[], required=False,
        help_text=_("Kommunens namn och kod, under regionens. Koden visas där kommunen visas."),
        error_messages={"invalid_choice": _("Ingen kommun har den koden. Välj kommunen i listan.")},
    )  # fmt: skip
    director_title = TextField(
        label=_("Vad den högsta tjänstemannen kallas"),
        lines=1,
        max_length=60,
        help_text=_("I bestämd form med liten bokstav, till exempel kommundirektören."),
    )
    executive_office = TextField(
        label=_("Vad styrelsens kontor kallas"),
        lines=1,
        max_length=60,
        help_text=_("I bestämd form med liten bokstav, till exempel kommunledningskontoret."),
    )
    registry_pattern = TextField(
        label=_("Mönster för diarienummer"), lines=1, max_length=40,
        help_text=_("{year} är året och {number} löpnumret; {number:04d} fyller ut till fyra siffror. Till exempel ger KS {year}/{number:04d} numret KS 2026/0014."),
    )  # fmt: skip
    decision_pattern = TextField(
        label=_("Mönster för beslutens egna nummer"), lines=1, max_length=40,
        help_text=_("{year} är året, {number} löpnumret och {letters} förkortningen för den som beslutar. Till exempel ger SD {year}-{number:03d} numret SD 2026-014."),
    )  # fmt: skip
    decision_letters = TextField(
        label=_("Förkortningar"), lines=3, max_length=2000, required=False,
        help_text=_("En på varje rad: förkortningen och vem som beslutar, till exempel KS kommunstyrelsen. Den som saknas får B."),
    )  # fmt: skip
    seal_addresses = TextField(
        label=_("E-postadresser som får dagens sigill"), lines=3, max_length=2000, required=False,
        help_text=_("En på varje rad. Den som har sparat ett sigill utanför systemet kan visa att inget före det har ändrats."),
    )  # fmt: skip
    contact = TextField(label=_("Kontakt för allmänheten"), lines=1, max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality_code"].choices = [("", gettext("Ingen vald")), *by_region()]  # type: ignore[attr-defined]

    @property
    def sections(self) -> Sections:
        """The city and its offices, then how cases are numbered."""
        return [
            (gettext("Kommunen"), "", [self[n] for n in ("name", "municipality_code", "contact")]),
            (gettext("Vad tjänster och kontor kallas"), gettext("Orden används på alla sidor och i alla beslut."), [self[n] for n in ("director_title", "executive_office")]),
            (gettext("Nummer"), "", [self[n] for n in ("registry_pattern", "decision_pattern", "decision_letters")]),
            (gettext("Sigill"), "", [self["seal_addresses"]]),
        ]  # fmt: skip


class BodyForm(forms.Form):
    """A committee, company board or administration, from a day."""

    name = TextField(label=_("Namn"), lines=1, max_length=120, help_text=_("Till exempel Byggnadsnämnden."))
    code = forms.SlugField(
        label=_("Kod"), max_length=40, help_text=_("Kort namn i adresser och filer: små bokstäver a–z, siffror och bindestreck.")
    )
    kind = forms.TypedChoiceField(label=_("Slag"), choices=[], coerce=BodyKind)
    parent = forms.ModelChoiceField(
        label=_("Hör till"),
        queryset=Body.objects.none(),
        required=False,
        help_text=_("För en förvaltning: vilken nämnd eller styrelse. För ett bolag: det bolag som äger det, om något."),
    )
    valid_from = DateField(label=_("Finns från"), required=False, help_text=_("Lämna tomt om det alltid har funnits."))
    paragraph = TextField(label=_("Beslut"), lines=1, max_length=200, help_text=_("Paragraf och dag, till exempel KF § 9, 2026-01-29."))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = term_choices(BodyKind, empty=gettext("Välj"))
        fields["parent"].queryset = parents_of(BodyKind.ADMINISTRATION).exclude(valid_until__lt=on)
        fields["parent"].empty_label = gettext("Ingen")


class PlanForm(forms.Form):
    """A plan for the archive that the city decided, with its lines in a sheet."""

    name = TextField(
        label=_("Planens namn"), lines=1, max_length=160, help_text=_("Till exempel Informationshanteringsplan för kommunstyrelsen.")
    )
    structure = TextField(
        label=_("Klassificeringsstruktur"), lines=1, max_length=160,
        help_text=_("Namn och version på strukturen som klasserna är tagna ur."),
    )  # fmt: skip
    decider = TextField(label=_("Beslutad av"), lines=1, max_length=160, help_text=_("Till exempel Kommunstyrelsen."))
    paragraph = TextField(label=_("Beslut"), lines=1, max_length=300, help_text=_("Paragraf och dag, till exempel KS § 41, 2026-02-11."))
    registry = TextField(label=_("Diarienummer"), lines=1, max_length=40, required=False)
    valid_from = DateField(label=_("Gäller från"))
    sheet = forms.FileField(label=_("Fil"), help_text=_("Xlsx eller CSV med mallens rubriker på första raden."))
