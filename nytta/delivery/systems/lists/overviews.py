"""The overviews' tables: what a chief information officer asks of the register of systems."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import with_those_below
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

from ..models import Capability, CommonSolution, System
from ..queries.capabilities import choices
from ..queries.overviews import UNKNOWN, Heat, bodies_with_systems, costs_of_owners, left_behind, with_life, with_quadrant
from ..terms import Category, Ending, Left, LifePhase, Quadrant, SystemField
from .systems import MISSING


def body_filter(path: str) -> Filter:
    """Narrow to a body and those below it, as they belong together on the day that is told of."""

    def narrowed(rows: QuerySet[Any], value: str, on: date) -> QuerySet[Any]:
        return rows.filter(**{f"{path}__in": with_those_below(value, on)})

    return Filter("organ", _("Organ, med dem under"), "", lambda person: bodies_with_systems(), narrowed)


COSTS = Listing(
    name="systems:costs",
    title=_("Kostnad per kategori och ägare"),
    one=_("ägare"),
    many=_("ägare"),
    rows=lambda person: Body.objects.all(),
    as_on=costs_of_owners,
    columns=(
        Column("name", _("Systemägare"), "name", sort="sort", link=True),
        Column("systems", _("System"), "systems_count", kind="number", sort="systems_count"),
        *(Column(c.value, c.sv, c.value, kind="money", sort=c.value) for c in Category),
        Column(UNKNOWN, _("Kategori saknas"), UNKNOWN, kind="money", sort=UNKNOWN),
        Column("total", _("Kostnad per år"), "total", kind="money", sort="weight"),
        Column("without", _("Kostnad saknas"), "without_cost", kind="number", sort="without_cost"),
    ),
    url=lambda code: f"{reverse('systems:list')}?owner={code}",
    order=("-weight", "sort"),
    filters=(body_filter("pk"),),
    help=_(
        "Vad systemen kostar per år enligt registret, för de system som finns den valda dagen. Kostnad, kategori och ägare är de som registret har i dag. En kostnad som saknas räknas inte som noll: den är inte med i summan, och antalet visas."
    ),
    empty=_("När någon nämnd eller styrelse äger ett system i registret visas här vad systemen kostar."),
)


def _as_it_is(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """For a filter that narrows what is counted in each row, and not the rows."""
    return rows


_COUNTED_OF = Filter("organ", _("Organ, med dem under"), _as_it_is, lambda person: bodies_with_systems())


def _system(code: str) -> str:
    return reverse("systems:detail", args=[code])


def _rows(person: Any) -> QuerySet[System]:
    return System.objects.all()


_NAME = (Column("name", SystemField.NAME.sv, "name", sort="sort", link=True), Column("code", _("Kod"), "code", kind="code", under="name"))
_OWNER = Column("owner", SystemField.OWNER.sv, "owner__name", sort="owner__sort")
ENDING_TAGS = {Ending.PASSED.value: "danger", Ending.THIS_YEAR.value: "warning", Ending.NEXT_YEAR.value: "warning",
               Ending.OPEN.value: "warning", Ending.LATER.value: "info"}  # fmt: skip

LIFE = Listing(
    name="systems:life",
    title=_("Livscykelkarta"),
    one=_("system"),
    many=_("system"),
    rows=_rows,
    as_on=with_life,
    columns=(
        *_NAME,
        _OWNER,
        Column("ending", _("Slut"), "ending", kind="term", terms=Ending, tags=ENDING_TAGS),
        Column("phase", _("Fas nu"), "phase_on", kind="term", terms=LifePhase, under="ending"),
        Column("introduced", SystemField.PHASE_INTRODUCED.sv, "introduced_from", kind="day", sort="introduced_from"),
        Column("planned", SystemField.PHASE_PLANNED.sv, "planned_from", kind="day", under="introduced"),
        Column("in_use", SystemField.PHASE_IN_USE.sv, "in_use_from", kind="day", sort="in_use_from"),
        Column("phase_out", SystemField.PHASE_PHASE_OUT.sv, "phase_out_from", kind="day", sort="phase_out_from"),
        Column("retired", SystemField.PHASE_RETIRED.sv, "retired_from", kind="day", sort="end_first"),
    ),
    url=_system,
    order=("end_first", "sort"),
    filters=(body_filter("owner"), Filter("slut", _("Slut"), "ending", lambda person: term_choices(Ending))),
    help=_(
        "Vad som avvecklas när, efter de faser som ägarna har skrivit in. Överst står det som slutar först. Välj en dag för att se kartan från den dagen; faserna är de som registret har i dag."
    ),
    empty=_("När system med sina faser står i registret visas här vad som avvecklas när."),
)

QUADRANT_TAGS = {
    Quadrant.INVEST.value: "success", Quadrant.MIGRATE.value: "warning", Quadrant.TOLERATE.value: "info", Quadrant.ELIMINATE.value: "danger",
}  # fmt: skip

QUADRANTS = Listing(
    name="systems:quadrants",
    title=_("Värde och teknik"),
    one=_("system"),
    many=_("system"),
    rows=_rows,
    as_on=with_quadrant,
    columns=(
        *_NAME,
        _OWNER,
        Column("quadrant", _("Talar för"), "quadrant", kind="term", terms=Quadrant, tags=QUADRANT_TAGS),
        Column("value", SystemField.BUSINESS_VALUE.sv, "business_value", kind="number", sort="business_value"),
        Column("fitness", SystemField.TECHNICAL_FITNESS.sv, "technical_fitness", kind="number", sort="technical_fitness"),
        Column("cost", SystemField.COST.sv, "cost_per_year_sek", kind="money", sort="cost_per_year_sek"),
    ),
    url=_system,
    order=("sort",),
    filters=(
        body_filter("owner"),
        Filter(
            "talar_for", _("Talar för"), lambda rows, value: rows.filter(quadrant=None if value == MISSING else value),
            lambda person: [*term_choices(Quadrant), (MISSING, gettext("Betyg saknas"))],
        ),
    ),
    help=_(
        "Ägarnas två betyg på varje system, från 1 till 5: vad det är värt för verksamheten och hur lämplig tekniken är. Betygen är de som registret har i dag."
    ),
    empty=_("När system står i registret visas här vad deras värde och teknik talar för."),
)  # fmt: skip

LEFT_TAGS = {Left.OWNER.value: "warning", Left.REPRESENTATIVE.value: "warning", Left.BOTH.value: "danger"}

LEFT = Listing(
    name="systems:left",
    title=_("System som har lämnats"),
    one=_("system"),
    many=_("system"),
    rows=_rows,
    as_on=left_behind,
    columns=(
        *_NAME,
        Column("left", _("Vad som har hänt"), "left", kind="term", terms=Left, tags=LEFT_TAGS),
        _OWNER,
        Column("ended", _("Upphörde efter"), "owner__valid_until", kind="day", under="owner"),
        Column("representative", SystemField.REPRESENTATIVE.sv, "representative__name", sort="representative__name"),
        Column("answers", _("Svarar i ägarens ställe"), "answers"),
        Column("persons", _("Företräder den som svarar"), "persons"),
    ),
    url=_system,
    order=("sort",),
    filters=(body_filter("owner"), Filter("handelse", _("Vad som har hänt"), "left", lambda person: term_choices(Left))),
    help=_(
        "System vars ägare har upphört eller vars företrädare inte längre har uppdraget, och vem som svarar i stället den valda dagen. Välj en dag längre fram för att se vad som då har lämnats."
    ),
    empty=_("Alla system har en ägare som finns, och ingen företrädare har lämnat sitt uppdrag."),
)


_CARRIED = (
    Column("name", _("Förmåga"), "shown", link=True),
    Column("code", _("Kod"), "code", kind="code", under="name"),
    Column("systems", _("System"), "systems_count", kind="number"),
    Column("bodies", _("Antal organ"), "bodies_count", kind="number"),
)

HEAT = Listing(
    name="systems:heat",
    title=_("Förmågor och organ"),
    one=_("förmåga"),
    many=_("förmågor"),
    rows=lambda person: Capability.objects.all(),
    as_on=lambda rows, on: rows,
    columns=_CARRIED,
    url=lambda code: f"{reverse('systems:heat')}?formaga={code}",
    order=("code",),
    filters=(
        _COUNTED_OF,
        Filter("formaga", _("Inom förmåga"), _as_it_is, choices),
    ),
    help=_(
        "Hur många system som bär varje förmåga, organ för organ. Välj en förmåga för att se dem som ligger under den, eller systemen där inget ligger under. Ett system räknas en gång under en förmåga, hur många delar av den det än bär."
    ),
    empty=_("När kommunens förmågor står i registret visas här vilka organ som har system för dem."),
)


def columns_of(found: Heat) -> tuple[Column, ...]:
    """The columns of the heat map: one for each body that has a system in it."""
    return (*_CARRIED, *(Column(f"b{pk}", name, f"b{pk}", kind="number") for pk, name in found.bodies))


UPTAKE = Listing(
    name="systems:uptake",
    title=_("Gemensamma lösningar och hur de används"),
    one=_("gemensam lösning"),
    many=_("gemensamma lösningar"),
    rows=lambda person: CommonSolution.objects.all(),
    as_on=lambda rows, on: rows,
    columns=(
        Column("name", _("Lösning"), "name", sort="name", link=True),
        Column("systems", _("System som ingår"), "systems_count", kind="number", sort="systems_count"),
        Column("bodies", _("Ägare som använder den"), "bodies_count", kind="number", sort="bodies_count"),
        Column("share", _("Andel av ägarna, procent"), "share", kind="number"),
        Column("beside", _("Andra system med samma funktion"), "beside", kind="number"),
        Column("cost", _("Kostnad per år"), "cost", kind="money"),
        Column("without", _("Kostnad saknas"), "without_cost", kind="number"),
    ),
    url=lambda code: reverse("systems:solution", args=[code]),
    order=("-systems_count", "name"),
    filters=(_COUNTED_OF,),
    help=_(
        "Vilka system som ingår i eller använder varje gemensam lösning, och hur många som står vid sidan av fast de har en funktion som lösningen täcker. Funktioner räknas som samma när de är skrivna likadant."
    ),
    empty=_("När gemensamma lösningar står i registret visas här hur de används."),
)
