"""Registers of the records: decisions, lists to boards, appointments, delegations, items in and out, rule sets; exemptions beside."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Filter, Listing
from nytta.plain.words import Term

from .. import queries
from ..models import Appointment, Decision, Delegation, RegistryEntry, RuleSet, Seal
from ..rules import LEADS
from ..terms import DecisionKind, DelegatedAct, Direction, Genuine, Role, Standing

KIND_TAGS = {
    DecisionKind.GRANT.value: "success", DecisionKind.REFUSAL.value: "danger", DecisionKind.SCREENING.value: "danger",
    DecisionKind.EXEMPTION.value: "warning", DecisionKind.EXEMPTION_REFUSED.value: "danger", DecisionKind.FRAME.value: "info",
}  # fmt: skip
GENUINE_TAGS = {
    Genuine.GENUINE.value: "success", Genuine.ALTERED.value: "danger", Genuine.UNKNOWN.value: "warning", Genuine.DOUBTFUL.value: "danger",
}  # fmt: skip
STANDING_TAGS = {Standing.IN_FORCE.value: "success", Standing.SUPERSEDED.value: "warning", Standing.ENDED.value: "neutral"}


def _of(terms: type[Term]) -> Any:
    return lambda person: [(t.value, gettext(t.sv)) for t in terms]


def _years_of(model: Any, field: str) -> Any:
    def years(person: Any) -> Sequence[tuple[str, str]]:
        return [(str(d.year), str(d.year)) for d in model.objects.dates(field, "year", order="DESC")]

    return years


def _periods(person: Any) -> Sequence[tuple[str, str]]:
    """Years, and under each its months, with decisions that the person may see."""
    months = queries.decisions_for(person).dates("decided_on", "month", order="DESC")
    found: dict[str, list[str]] = {}
    for day in months:
        found.setdefault(str(day.year), []).append(f"{day:%Y-%m}")
    return [(key, key) for year, inside in found.items() for key in (year, *inside)]


def _in_period(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    year, _, month = value.partition("-")
    rows = rows.filter(decided_on__year=int(year))
    return rows.filter(decided_on__month=int(month)) if month else rows


def _bodies(person: Any) -> Sequence[tuple[str, str]]:
    names = queries.decisions_for(person).order_by("body_name").values_list("body_name", flat=True).distinct()
    return [(name, name) for name in names]


def _yes_no(yes: str, nay: str) -> Any:
    return lambda person: [("yes", gettext(yes)), ("no", gettext(nay))]


def _still_standing(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(superseded_by=None) if value == "yes" else rows.filter(pk__in=queries.superseded())


DECISIONS = Listing(
    name="records:decisions",
    title=_("Besluten"),
    one=_("beslut"),
    many=_("beslut"),
    rows=queries.decisions_for,
    extra=queries.with_what_replaced,
    narrow=queries.decisions_found,
    columns=(
        Column("number", _("Nr"), "number", sort="number", link=True, below="own_number"),
        Column("decided_on", _("Dag"), "decided_on", kind="day", sort="decided_on"),
        Column("kind", _("Beslut"), "kind", kind="term", terms=DecisionKind, tags=KIND_TAGS, sort="kind"),
        Column("subject", _("Gäller"), "subject", sort="subject", below="registry_number"),
        Column("decider", _("Beslutsfattare"), "decider", sort="decider", below="mandate"),
        Column("amount_sek", _("Belopp"), "content__amount_sek", kind="money"),
        Column("replaced", _("Ersatt av"), "replaced_by"),
    ),
    url=lambda number: reverse("records:decision", args=[number]),
    order=("-number",),
    filters=(
        Filter("kind", _("Slag"), "kind", _of(DecisionKind)),
        Filter("body", _("Organ"), "body_name", _bodies),
        Filter("period", _("Period"), _in_period, _periods),
        Filter("delegated", _("På delegation"), lambda rows, value: rows.filter(on_delegation=value == "yes"), _yes_no("Ja", "Nej")),
        Filter("standing", _("Gäller än"), _still_standing, _yes_no("Inte ersatt", "Ersatt")),
    ),
    search_kind="decision",
    answers="decision",
    called="subject",
    code="number",
    help=_(
        "Varje beslut står kvar som det fattades. Det kan ersättas av ett nytt men inte ändras eller tas bort. Sök på ord, nummer eller det som beslutet gäller."
    ),
    public=True,
)


def _seals(person: Any) -> QuerySet[Seal]:
    return Seal.objects.all()


SEALS = Listing(
    name="records:seals",
    title=_("Sigill"),
    one=_("sigill"),
    many=_("sigill"),
    rows=_seals,
    columns=(
        Column("number", _("Nr"), "number", sort="number", link=True),
        Column("sealed_on", _("Dag"), "sealed_on", kind="day", sort="sealed_on"),
        Column("sha256", _("Kontrollsumma"), "sha256", kind="code"),
    ),
    url=lambda number: reverse("records:seal", args=[number]),
    order=("-number",),
    filters=(Filter("year", _("År"), "sealed_on__year", _years_of(Seal, "sealed_on")),),
    code="number",
    help=_(
        "Varje natt låses dagens beslut med ett sigill: en kontrollsumma av allt nytt och av sigillet före. Den som har sparat ett sigill kan visa vad registret innehöll den dagen."
    ),
    empty=_("Det första sigillet sätts natten efter det första beslutet."),
    public=True,
)


def _on_delegation(person: Any) -> QuerySet[Decision]:
    return Decision.objects.filter(on_delegation=True)


def _board_lists(person: Any) -> Sequence[tuple[str, str]]:
    return [("none", gettext("Inte anmälda")), *((str(r.pk), f"{r.reported_on} {r.body}") for r in queries.reports()[:100])]


def _on_list(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(reports=int(value)) if value.isdecimal() else rows.filter(reports=None)


REPORTED = Listing(
    name="records:report",
    title=_("Beslut på delegation"),
    one=_("beslut på delegation"),
    many=_("beslut på delegation"),
    rows=_on_delegation,
    columns=(
        Column("number", _("Nr"), "number", sort="number", link=True, below="own_number"),
        Column("decided_on", _("Dag"), "decided_on", kind="day", sort="decided_on"),
        Column("kind", _("Beslut"), "kind", kind="term", terms=DecisionKind, tags=KIND_TAGS, sort="kind"),
        Column("subject", _("Gäller"), "subject", sort="subject", below="registry_number"),
        Column("body", _("Delegation från"), "body_name", sort="body_name", below="mandate"),
        Column("amount_sek", _("Belopp"), "content__amount_sek", kind="money"),
        Column("reported", _("Anmält"), "reports__reported_on", kind="day"),
    ),
    url=lambda number: reverse("records:decision", args=[number]),
    order=("-number",),
    filters=(Filter("list", _("Lista"), _on_list, _board_lists), Filter("kind", _("Slag"), "kind", _of(DecisionKind))),
    code="number",
    empty=_("Beslut som fattas på delegation samlas här tills de anmäls till den styrelse eller nämnd som äger rätten."),
    help=_("Den styrelse eller nämnd som har delegerat en rätt får en lista över de beslut som har fattats i dess ställe."),
)


def _appointments(person: Any) -> QuerySet[Appointment]:
    return Appointment.objects.all()


_TERM_TEXTS = {
    "now": _("Gäller i dag"), "ending": _("Tar slut inom tre månader"), "ended": _("Har upphört"), "coming": _("Har inte börjat"),
}  # fmt: skip


def _in_term(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Appointments by where today falls in their term; today is the database's own."""
    today = TruncDate(Now())
    begun = Q(valid_from__lte=today)
    lasts = Q(valid_until=None) | Q(valid_until__gte=today)
    return {
        "now": rows.filter(begun & lasts), "ended": rows.filter(valid_until__lt=today), "coming": rows.filter(valid_from__gt=today),
        "ending": rows.filter(begun, valid_until__gte=today, valid_until__lte=TruncDate(Now() + timedelta(days=max(LEADS)))),
    }[value]  # fmt: skip


APPOINTMENTS = Listing(
    name="records:appointments",
    title=_("Alla uppdrag"),
    one=_("uppdrag"),
    many=_("uppdrag"),
    rows=_appointments,
    columns=(
        Column("person", _("Person"), "person__name", sort="person__name", link=True, below="person__title"),
        Column("role", _("Uppdrag"), "role", kind="term", terms=Role, sort="role"),
        Column("body", _("För"), "body__name", sort="body__sort"),
        Column("portfolio", _("Portfölj"), "portfolio", sort="portfolio"),
        Column("valid_from", _("Från"), "valid_from", kind="day", sort="valid_from"),
        Column("valid_until", _("Till"), "valid_until", kind="day", sort="valid_until"),
    ),
    url=lambda key: reverse("records:appointment", args=[key]),
    order=("person__name", "role"),
    filters=(
        Filter("role", _("Uppdrag"), "role", _of(Role)),
        Filter("term", _("Tid"), _in_term, lambda person: [(key, gettext(text)) for key, text in _TERM_TEXTS.items()]),
    ),
    code="id",
    help=_("Rätten att göra något följer uppdraget och upphör med det."),
    empty=_("Här står vem som är utsedd till vad, från när och till när."),
)


def _delegations(person: Any) -> QuerySet[Delegation]:
    return Delegation.objects.all()


DELEGATIONS = Listing(
    name="records:delegations",
    title=_("Delegation"),
    one=_("delegation"),
    many=_("delegationer"),
    rows=_delegations,
    columns=(
        Column("clause", _("Bestämmelse"), "clause", sort="clause", link=True),
        Column("body", _("Från"), "body__name", sort="body__sort"),
        Column("act", _("Rätt att"), "act", kind="term", terms=DelegatedAct, sort="act"),
        Column("role", _("Till"), "role", kind="term", terms=Role, sort="role"),
        Column("limit_sek", _("Gräns"), "limit_sek", kind="money", sort="limit_sek"),
        Column("valid_from", _("Från dag"), "valid_from", kind="day", sort="valid_from"),
        Column("valid_until", _("Till dag"), "valid_until", kind="day", sort="valid_until"),
    ),
    url=lambda number: reverse("records:decision", args=[number]),
    order=("body__sort", "act"),
    filters=(Filter("act", _("Rätt"), "act", _of(DelegatedAct)),),
    code="decision__number",
    help=_("En styrelse eller nämnd kan lägga en rätt i någons händer. Utan registrerad delegation går det inte att besluta."),
    empty=_("Inga delegationer är registrerade, och då kan ingen besluta om medel eller undantag."),
    public=True,
)


def _entries(person: Any) -> QuerySet[RegistryEntry]:
    return RegistryEntry.objects.all()


REGISTRY = Listing(
    name="records:registry",
    title=_("Diarium"),
    one=_("registrerad handling"),
    many=_("registrerade handlingar"),
    rows=_entries,
    columns=(
        Column("registry_number", _("Diarienummer"), "registry_number", sort="registry_number", link=True, below="subject"),
        Column("number", _("Handling"), "number", kind="number"),
        Column("on", _("Dag"), "on", kind="day", sort="on"),
        Column("direction", _("In eller ut"), "direction", kind="term", terms=Direction, sort="direction"),
        Column("counterpart", _("Avsändare eller mottagare"), "counterpart", sort="counterpart", swedish=True),
        Column("what", _("Handlingen"), "what", swedish=True),
    ),
    url=lambda subject: reverse("records:case_registry", args=[subject]),
    order=("-on", "-id"),
    filters=(
        Filter("direction", _("In eller ut"), "direction", _of(Direction)),
        Filter("year", _("År"), "on__year", _years_of(RegistryEntry, "on")),
    ),
    code="subject",
    help=_("Allt som kommer in till och går ut från ett ärende registreras, med dag och från eller till vem."),
    empty=_("Den första handlingen registreras när en ansökan lämnas in."),
    public=True,
)


def _rule_sets(person: Any) -> QuerySet[RuleSet]:
    return RuleSet.objects.all()


RULE_SETS = Listing(
    name="records:rules",
    title=_("Regelverk"),
    one=_("regelverk"),
    many=_("regelverk"),
    rows=_rule_sets,
    columns=(
        Column("version", _("Version"), "version", sort="version", link=True),
        Column("in_force_from", _("Gäller från"), "in_force_from", kind="day", sort="in_force_from"),
        Column("mandate", _("Beslutat genom"), "decision__mandate"),
    ),
    url=lambda version: reverse("records:rule_set", args=[version]),
    order=("-in_force_from",),
    code="version",
    help=_(
        "Regelverket säger vad en ansökan prövas mot vid varje stopp, och enligt vilken bestämmelse. Ett ärende behåller den version som det lämnades in under."
    ),
    empty=_("Regelverket förs in tillsammans med programmet."),
    public=True,
)
