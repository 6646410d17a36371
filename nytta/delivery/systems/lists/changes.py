"""The register of change notices, and the planned outages that owners have made public."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.terms import APPLICANTS
from nytta.kit.lists import Column, Filter, Listing

from ..models import ChangeNotice
from ..queries.changes import TOLD, concerning, seen_by
from ..terms import ChangeKind, Impact, NoticeState

TAGS = {"draft": "neutral", "announced": "warning", "going_ahead": "info", "done": "success", "cancelled": "danger"}
ANSWER_TAGS = {"waiting": "warning", "asked": "info", "yes": "success", "no": "danger"}


def _states(person: Any) -> Sequence[tuple[str, str]]:
    return [(s.value, gettext(s.sv)) for s in NoticeState]


def _kinds(person: Any) -> Sequence[tuple[str, str]]:
    return [(k.value, gettext(k.sv)) for k in ChangeKind]


def _bodies(person: Any) -> Sequence[tuple[str, str]]:
    return list(Body.objects.filter(kind__in=[k.value for k in APPLICANTS]).order_by("sort").values_list("code", "name"))


def _of_body(rows: QuerySet[ChangeNotice], code: str) -> QuerySet[ChangeNotice]:
    return rows.filter(concerning(list(Body.objects.filter(code=code).values_list("pk", flat=True))))


CHANGES = Listing(
    name="changes:list",
    title=_("Ändringar"),
    one=_("ändring"),
    many=_("ändringar"),
    rows=seen_by,
    columns=(
        Column("title", _("Ändring"), "title", link=True, below="code", swedish=True),
        Column("code", _("Kod"), "code", sort="code", under="none"),
        Column("system", _("System"), "system__name", sort="system__sort", below="system__code"),
        Column("owner", _("Ägare"), "system__owner__name", under="system"),
        Column("kind", _("Slag"), "kind", kind="term", terms=ChangeKind),
        Column("impact", _("Under tiden"), "impact", kind="term", terms=Impact, under="kind"),
        Column("starts_at", _("Börjar"), "starts_at", kind="moment", sort="starts_at"),
        Column("ends_at", _("Slutar"), "ends_at", kind="moment", sort="ends_at"),
        Column("state", _("Läge"), "state", kind="term", terms=NoticeState, tags=TAGS),
    ),
    url=lambda code: reverse("changes:detail", args=[code]),
    order=("-starts_at",),
    filters=(
        Filter("lage", _("Läge"), "state", _states),
        Filter("slag", _("Slag"), "kind", _kinds),
        Filter("organ", _("Gäller"), _of_body, _bodies),
    ),
    help=_("Vad ägarna ska göra med sina system, vem det når och vad de har svarat."),
    empty=_("Innan ett system ändras anmäler ägaren det här, och de som påverkas svarar."),
)


def _public_rows(person: Any) -> QuerySet[ChangeNotice]:
    return ChangeNotice.objects.filter(is_public=True, kind=ChangeKind.OUTAGE.value, state__in=[s.value for s in TOLD])


def _from_day(rows: QuerySet[ChangeNotice], day: date) -> QuerySet[ChangeNotice]:
    return rows.filter(ends_at__gte=datetime.combine(day, time(), tzinfo=timezone.get_current_timezone()))


OUTAGES = Listing(
    name="changes:outages",
    title=_("Planerade driftstopp"),
    one=_("planerat driftstopp"),
    many=_("planerade driftstopp"),
    rows=_public_rows,
    columns=(
        Column("public_text", _("Det här går inte att använda"), "public_text", link=True, swedish=True),
        Column("system", _("System"), "system__name", sort="system__sort"),
        Column("starts_at", _("Från"), "starts_at", kind="moment", sort="starts_at"),
        Column("ends_at", _("Till"), "ends_at", kind="moment", sort="ends_at"),
    ),
    url=lambda code: reverse("changes:outage", args=[code]),
    order=("starts_at",),
    as_on=_from_day,
    help=_("Driftstopp som ägarna till kommunens system har planerat. De flesta läggs på kvällar och helger."),
    empty=_("Just nu är inget driftstopp planerat."),
    public=True,
)
