"""The registers of drafts and of what they would change."""

from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.queries import visible_to
from nytta.governance.applications.terms import Stop
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

from .models import Consequence, Draft, Trial
from .queries import changed_rows, drafts
from .terms import DraftState, Effect, Group

TAGS = {"written": "neutral", "proposed": "warning", "decided": "success", "dropped": "neutral"}
EFFECT_TAGS = {
    "stopped": "danger", "freed": "success", "one_more": "warning", "one_less": "info", "warned": "warning", "unwarned": "info",
}  # fmt: skip


def _drafts(person: Any) -> QuerySet[Draft]:
    return drafts()


DRAFTS = Listing(
    name="rulesets:list",
    title=_("Utkast till regelverk"),
    one=_("utkast"),
    many=_("utkast"),
    rows=_drafts,
    columns=(
        Column("code", _("Kod"), "code", sort="code", link=True),
        Column("title", _("Vad utkastet gäller"), "title", sort="title", swedish=True),
        Column("base", _("Kopia av version"), "base__version"),
        Column("state", _("Läge"), "state", kind="term", terms=DraftState, tags=TAGS, sort="state"),
        Column("created", _("Började skrivas"), "created_on", kind="day", sort="created_on"),
        Column("version", _("Beslutat som"), "rule_set__version"),
        Column("from", _("Gäller från"), "rule_set__in_force_from", kind="day"),
    ),
    url=lambda code: reverse("rulesets:detail", args=[code]),
    order=("-created_on",),
    filters=(Filter("lage", _("Läge"), "state", lambda person: term_choices(DraftState)),),
    empty=_("Här kommer utkast till nya versioner av regelverket. Projektkontoret börjar ett som en kopia av en version."),
    help=_("Ett utkast prövas mot ärendena innan direktören beslutar det. Från sin dag gäller det för ansökningar som lämnas in."),
)


def _tried(person: Any) -> list[tuple[str, str]]:
    rows = Trial.objects.order_by("-asked_at").values_list("draft__code", "draft__title")[:100]
    return [(code, f"{code} {title}") for code, title in rows]


def _lines(person: Any) -> list[tuple[str, str]]:
    called = "line_en" if get_language() == "en" else "line_sv"
    return sorted(set(Consequence.objects.order_by().values_list("where", called)), key=lambda pair: pair[1])[:200]


def _worded(rows: QuerySet[Any], person: Any) -> QuerySet[Any]:
    """The words in the reader's language, and of each case what the reader may see: somebody else's draft has neither title nor link."""
    english, on = get_language() == "en", person.remembered["on"]
    may = visible_to(person, on).values("pk")
    closed = Value(gettext("Utkast som inte är inlämnat"))
    found: QuerySet[Any] = rows.annotate(
        told=F("told_en" if english else "told_sv"), line=F("line_en" if english else "line_sv"),
        limit=F("limit_en" if english else "limit_sv"),
        title=Case(When(application__in=may, then=F("application__title")), default=closed, output_field=CharField()),
        open_code=Case(When(application__in=may, then=F("application__code")), default=Value(""), output_field=CharField()),
    )  # fmt: skip
    return found


CONSEQUENCES = Listing(
    name="rulesets:consequences",
    title=_("Konsekvenser av utkast"),
    one=_("ändring"),
    many=_("ändringar"),
    rows=changed_rows,
    columns=(
        Column("case", _("Ärende"), "application__code", sort="application__code", link=True),
        Column("title", _("Rubrik"), "title", under="case", swedish=True),
        Column("draft", _("Utkast"), "trial__draft__code", under="case"),
        Column("stop", _("Stopp"), "stop", kind="term", terms=Stop, sort="stop"),
        Column("line", _("Krav"), "line"),
        Column("limit", _("Ändrad gräns"), "limit", under="line"),
        Column("effect", _("Vad som ändras"), "effect", kind="term", terms=Effect, tags=EFFECT_TAGS, sort="effect"),
        Column("told", _("Det sökanden får veta, eller slipper"), "told"),
        Column("group", _("Urval"), "group", kind="term", terms=Group, sort="group"),
    ),
    url=lambda code: reverse("applications:detail", args=[code]) if code else "#closed",
    code="open_code",
    order=("application__code",),
    filters=(
        Filter("utkast", _("Utkast"), "trial__draft__code", _tried),
        Filter("stopp", _("Stopp"), "stop", lambda person: term_choices(Stop)),
        Filter("andring", _("Vad som ändras"), "effect", lambda person: term_choices(Effect)),
        Filter("urval", _("Urval"), "group", lambda person: term_choices(Group)),
        Filter("krav", _("Krav"), "where", _lines),
    ),
    dated=_worded,
    empty=_("Inget utkast ändrar något för de ärenden som det har prövats mot."),
    help=_(
        "Ärendets uppgifter så som de var när utkastet prövades, mot den version som det är en kopia av och mot utkastet. Ett krav som brister på samma sätt i båda står inte här."
    ),
)
