"""The register of meetings."""

from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

from .flow import APPROVERS, CHAIR, MEETING, MEMBERS, SECRETARY
from .models import Group, Meeting
from .queries.meetings import meetings_for
from .terms import MeetingState

TAGS = {"draft": "neutral", "called": "info", "open": "accent", "minutes": "warning", "approved": "success", "cancelled": "danger"}
WAITS_TEXTS = {MEMBERS: _("ledamöterna"), CHAIR: _("ordföranden"), SECRETARY: _("sekreteraren"), APPROVERS: _("justerarna"), "": _("ingen")}


def _meetings(person: Any) -> QuerySet[Meeting]:
    on = getattr(person, "remembered", {}).get("on")
    return meetings_for(person, on) if on else Meeting.objects.none()


def _waiting(rows: QuerySet[Any]) -> QuerySet[Any]:
    whens = [When(state=state.value, then=Value(gettext(WAITS_TEXTS[who]))) for state, who in MEETING.waits_on.items()]
    found: QuerySet[Any] = rows.annotate(waits=Case(*whens, default=Value(""), output_field=CharField()))
    return found


def _groups(person: Any) -> list[tuple[str, str]]:
    return list(Group.objects.filter(meetings__isnull=False).distinct().order_by("name").values_list("code", "name"))


MEETINGS = Listing(
    name="meetings:list",
    title=_("Möten"),
    one=_("möte"),
    many=_("möten"),
    rows=_meetings,
    columns=(
        Column("code", _("Kod"), "code", sort="code", link=True),
        Column("group", _("Grupp"), "group__name", sort="group__name"),
        Column("starts", _("Dag"), "starts_at", kind="day", sort="starts_at"),
        Column("place", _("Plats"), "place"),
        Column("state", _("Läge"), "state", kind="term", terms=MeetingState, tags=TAGS),
        Column("waits", _("Väntar på"), "waits"),
    ),
    url=lambda code: reverse("meetings:detail", args=[code]),
    order=("-starts_at",),
    filters=(
        Filter("grupp", _("Grupp"), "group__code", _groups),
        Filter("lage", _("Läge"), "state", lambda person: term_choices(MeetingState)),
    ),
    extra=_waiting,
    empty=_(
        "Här kommer beredningsgruppernas och utvecklingsrådets möten. Den som sitter i en grupp eller arbetar på projektkontoret planerar ett."
    ),
    help=_(
        "Kallelse med handlingar, närvaro, utfall och protokoll. Ett ärende behöver inte vänta på ett möte: gruppen kan också svara genom cirkulation."
    ),
)
