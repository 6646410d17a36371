"""The register of weighings."""

from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.terms import WaitsOn
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

from .flow import ROUND
from .models import Round
from .terms import RoundState

TAGS = {"prepared": "neutral", "weights": "info", "open": "accent", "advised": "warning", "decided": "success"}


def _rounds(person: Any) -> QuerySet[Round]:
    return Round.objects.all()


def _waiting(rows: QuerySet[Any]) -> QuerySet[Any]:
    waits = [When(state=state.value, then=Value(who)) for state, who in ROUND.waits_on.items()]
    found: QuerySet[Any] = rows.annotate(waits=Case(*waits, default=Value(WaitsOn.NOBODY.value), output_field=CharField()))
    return found


def _years(person: Any) -> list[tuple[str, str]]:
    return [(str(y), str(y)) for y in Round.objects.order_by("-year").values_list("year", flat=True).distinct()]


ROUNDS = Listing(
    name="weighing:rounds",
    title=_("Vägningar"),
    one=_("vägning"),
    many=_("vägningar"),
    rows=_rounds,
    columns=(
        Column("code", _("Kod"), "code", sort="code", link=True),
        Column("title", _("Vägning"), "title", sort="title"),
        Column("year", _("År"), "year", kind="code", sort="year"),
        Column("held_on", _("Hålls"), "held_on", kind="day", sort="held_on"),
        Column("state", _("Läge"), "state", kind="term", terms=RoundState, tags=TAGS),
        Column("waits", _("Väntar på"), "waits", kind="term", terms=WaitsOn),
    ),
    url=lambda code: reverse("weighing:detail", args=[code]),
    order=("-held_on", "-code"),
    filters=(
        Filter("lage", _("Läge"), "state", lambda person: term_choices(RoundState)),
        Filter("ar", _("År"), "year", _years),
    ),
    extra=_waiting,
    empty=_("Här kommer utvecklingsrådets vägningar. Projektkontoret startar en för varje år."),
    help=_("Utvecklingsrådet väger årets förslag mot varandra: kriterier och regler först, sedan förslagen, sist rådet."),
)
