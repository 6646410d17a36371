"""The register of systems, those that are retired, and how current each body keeps its entries."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

from ..models import System
from ..queries.capabilities import carrying, choices
from ..queries.overlaps import in_breach
from ..queries.quality import by_body, conditions, due, with_kept, with_quality
from ..queries.systems import there_on, with_phase
from ..terms import AccessibilityLevel, Category, DataHeld, Flaw, Hosting, Kept, LifePhase, SystemField

F = SystemField
PHASE_TAGS = {
    LifePhase.PLANNED.value: "info", LifePhase.INTRODUCED.value: "info", LifePhase.IN_USE.value: "success",
    LifePhase.PHASE_OUT.value: "warning", LifePhase.RETIRED.value: "neutral",
}  # fmt: skip
KEPT_TAGS = {Kept.CURRENT.value: "success", Kept.DUE.value: "warning"}
MISSING = "-"


def day_of(person: Any) -> date:
    """The day of the request that a person makes."""
    remembered: dict[str, date] = getattr(person, "remembered", {})
    return remembered.get("on", date.max)


def _rows(person: Any) -> QuerySet[System]:
    return System.objects.all()


def _on_day(rows: QuerySet[System], on: date) -> QuerySet[System]:
    return with_phase(rows.filter(there_on(on)), on)


def _kept(rows: QuerySet[Any], person: Any) -> QuerySet[Any]:
    return with_quality(with_kept(rows, day_of(person)), day_of(person)) if person is not None else rows


def _owners(person: Any) -> list[tuple[str, str]]:
    return list(Body.objects.filter(pk__in=System.objects.values("owner")).order_by("sort").values_list("code", "name"))


def _known(terms: Any) -> Callable[[Any], Sequence[tuple[str, str]]]:
    return lambda person: [*term_choices(terms), (MISSING, gettext("Uppgift saknas"))]


def _with(field: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    return lambda rows, value: rows.filter(**{field: "" if value == MISSING else value})


def _in_phase(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(phase_on=None if value == MISSING else value)


def _flawed(rows: QuerySet[Any], value: str, on: date) -> QuerySet[Any]:
    return rows.filter(conditions(on)[Flaw(value)])


def _in_keeping(rows: QuerySet[Any], value: str, on: date) -> QuerySet[Any]:
    return rows.filter(due(on)) if value == Kept.DUE.value else rows.exclude(due(on))


def _against_ban(person: Any) -> list[tuple[str, str]]:
    return [("strid", gettext("I strid med förbudet eller ett undantag som gått ut"))] if person is not None else []


def _in_breach(rows: QuerySet[Any], value: str, on: date) -> QuerySet[Any]:
    return rows.filter(in_breach(on))


SYSTEMS = Listing(
    name="systems:list",
    title=_("System"),
    one=_("system"),
    many=_("system"),
    rows=_rows,
    as_on=_on_day,
    columns=(
        Column("name", F.NAME.sv, "name", sort="sort", link=True),
        Column("code", _("Kod"), "code", kind="code", under="name"),
        Column("owner", F.OWNER.sv, "owner__name", sort="owner__sort"),
        Column("phase", _("Livscykel"), "phase_on", kind="term", terms=LifePhase, tags=PHASE_TAGS),
        Column("category", F.CATEGORY.sv, "category", kind="term", terms=Category, sort="category", under="phase"),
        Column("accessibility", F.ACCESSIBILITY.sv, "accessibility", kind="term", terms=AccessibilityLevel, sort="accessibility"),
        Column("hosting", F.HOSTING.sv, "hosting", kind="term", terms=Hosting, sort="hosting", under="owner"),
        Column("users", F.USERS.sv, "users", kind="number", sort="users"),
        Column("cost", F.COST.sv, "cost_per_year_sek", kind="money", sort="cost_per_year_sek"),
        Column("kept", _("Uppgifterna"), "kept", kind="term", terms=Kept, tags=KEPT_TAGS),
        Column("quality", _("Kvalitet av 100"), "quality", kind="number", under="kept"),
    ),
    open=frozenset({"name", "code", "owner", "phase", "category", "formaga", "accessibility"}),
    url=lambda code: reverse("systems:detail", args=[code]),
    order=("sort",),
    filters=(
        Filter("owner", F.OWNER.sv, "owner__code", _owners),
        Filter("phase", _("Livscykel"), _in_phase, _known(LifePhase)),
        Filter("category", F.CATEGORY.sv, _with("category"), _known(Category)),
        Filter("formaga", F.CAPABILITIES.sv, carrying, choices),
        Filter("accessibility", F.ACCESSIBILITY.sv, _with("accessibility"), _known(AccessibilityLevel)),
        Filter("drift", F.HOSTING.sv, _with("hosting"), _known(Hosting)),
        Filter("personuppgifter", F.PERSONAL_DATA.sv, _with("personal_data"), _known(DataHeld)),
        Filter("uppgifterna", _("Uppgifterna"), "", lambda person: term_choices(Kept), _in_keeping),
        Filter("brist", _("Att rätta"), "", lambda person: term_choices(Flaw), _flawed),
        Filter("undantag", _("Förbudet mot dubblering"), "", _against_ban, _in_breach),
    ),
    dated=_kept,
    search_kind="system",
    answers="system",
    help=_(
        "De system som kommunen har, var och ett med den nämnd eller styrelse som äger det. Välj en dag för att se vilka system som fanns då och i vilken fas de var."
    ),
    empty=_("Här står alla system med ägare och livscykel. Den som företräder en ägare för in det första."),
    public=True,
)

RETIRED = Listing(
    name="systems:retired",
    title=_("Avvecklade system"),
    one=_("avvecklat system"),
    many=_("avvecklade system"),
    rows=lambda person: System.objects.filter(retired_on__isnull=False),
    columns=(
        Column("name", F.NAME.sv, "name", sort="sort", link=True),
        Column("code", _("Kod"), "code", kind="code", under="name"),
        Column("owner", F.OWNER.sv, "owner__name", sort="owner__sort"),
        Column("retired_on", _("Avvecklat"), "retired_on", kind="day", sort="retired_on"),
        Column("reason", _("Skäl"), "retired_reason", swedish=True),
    ),
    open=frozenset({"name", "code", "owner", "retired_on"}),
    url=lambda code: reverse("systems:detail", args=[code]),
    order=("-retired_on", "sort"),
    filters=(Filter("owner", F.OWNER.sv, "owner__code", _owners),),
    search_kind="system",
    answers="system",
    help=_("Ett system som har avvecklats står kvar med allt som registret sade om det."),
    empty=_("När ett system avvecklas står det här, med dag och skäl."),
    public=True,
)

LEAGUE = Listing(
    name="systems:league",
    title=_("Så hålls systemregistret"),
    one=_("ägare"),
    many=_("ägare"),
    rows=lambda person: by_body(Body.objects.all(), day_of(person)),
    dated=lambda rows, person: by_body(rows, day_of(person)),
    columns=(
        Column("name", F.OWNER.sv, "name", sort="sort", link=True),
        Column("systems", _("System"), "systems_count", kind="number", sort="systems_count"),
        Column("confirmed", _("Bekräftade"), "confirmed", kind="number", sort="confirmed"),
        Column("share", _("Bekräftade, procent"), "share_whole", kind="number", sort="share"),
        Column("quality", _("Kvalitet i snitt av 100"), "average_whole", kind="number", sort="average"),
        Column("unrepresented", _("Utan företrädare"), "unrepresented", kind="number", sort="unrepresented"),
    ),
    url=lambda code: f"{reverse('systems:list')}?owner={code}",
    order=("-share", "-average", "sort"),
    help=_(
        "Varje ägare bekräftar sina uppgifter en gång om året, och när något har ändrats. Överst står den som har bekräftat störst del. Kvaliteten är vikten av det som är i ordning av all vikt: vem som svarar och om uppgifterna är bekräftade väger mest."
    ),
    empty=_("När någon nämnd eller styrelse äger ett system i registret visas här hur väl uppgifterna hålls."),
)
