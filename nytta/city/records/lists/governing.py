"""The register of governing documents, as it was on any day."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Filter, Listing

from ..models import GoverningDocument
from ..queries import governing
from ..terms import Force, GoverningKind, Level

FORCE_TAGS = {
    Force.IN_FORCE.value: "success", Force.COMING.value: "info", Force.REPEALED.value: "danger", Force.ENDED.value: "neutral",
    Force.UNKNOWN.value: "warning",
}  # fmt: skip


def _rows(person: Any) -> QuerySet[GoverningDocument]:
    return GoverningDocument.objects.all()


def _levels(person: Any) -> Sequence[tuple[str, str]]:
    return [*((t.value, gettext(t.sv)) for t in Level), ("missing", gettext("Uppgift saknas"))]


def _at_level(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(level="" if value == "missing" else value)


def _lacking(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(lacks__gt=0) if value == "yes" else rows.filter(lacks=0)


GOVERNING = Listing(
    name="records:governing",
    title=_("Styrdokument"),
    one=_("styrdokument"),
    many=_("styrdokument"),
    rows=_rows,
    as_on=governing.governing_on,
    columns=(
        Column("title", _("Titel"), "title", sort="sort", link=True, swedish=True),
        Column("force", _("Läge"), "force", kind="term", terms=Force, tags=FORCE_TAGS, sort="force"),
        Column("kind", _("Slag"), "kind", kind="term", terms=GoverningKind, sort="kind"),
        Column("level", _("Beslutande nivå"), "level", kind="term", terms=Level, sort="level"),
        Column("registry_number", _("Diarienummer"), "registry_number", under="title"),
        Column("edition", _("Version"), "edition_number", kind="number"),
        Column("since", _("Gäller från"), "since", kind="day", sort="since"),
        Column("until", _("Gäller till"), "until", kind="day", sort="until"),
        Column("repealed_from", _("Upphävt från"), "repealed_from", kind="day", sort="repealed_from", under="force"),
        Column("lacks", _("Saknade uppgifter"), "lacks", kind="number"),
    ),
    url=lambda code: reverse("records:document", args=[code]),
    order=("sort",),
    filters=(
        Filter("lage", _("Läge"), "force", lambda person: [(t.value, gettext(t.sv)) for t in Force]),
        Filter("slag", _("Slag"), "kind", lambda person: [(t.value, gettext(t.sv)) for t in GoverningKind]),
        Filter("niva", _("Beslutande nivå"), _at_level, _levels),
        Filter("saknas", _("Saknar uppgifter"), _lacking, lambda person: [("yes", gettext("Ja")), ("no", gettext("Nej"))]),
    ),
    search_kind=governing.KIND,
    answers=governing.KIND,
    help=_(
        "Välj en dag för att se vad som gällde då. Sök på ord i titlar och i punkternas text. En uppgift som ingen källa ger visas som ett streck och räknas som saknad."
    ),
    empty=_("Läs in programmets styrdokument, eller registrera det första."),
    public=True,
)
