"""The register of fund requests."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.portfolios.models import Portfolio
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

from ..models import FundRequest, Project
from ..terms import RequestState

REQUEST_TAGS = {
    RequestState.ASKED.value: "info", RequestState.RESERVED.value: "warning", RequestState.PAID.value: "success",
    RequestState.REFUSED.value: "danger", RequestState.WITHDRAWN.value: "neutral", RequestState.RELEASED.value: "neutral",
}  # fmt: skip


def _rows(person: Any) -> QuerySet[FundRequest]:
    return FundRequest.objects.all()


def _states(person: Any) -> Sequence[tuple[str, str]]:
    return term_choices(RequestState)


def _years(person: Any) -> Sequence[tuple[str, str]]:
    years = FundRequest.objects.order_by("allocation__year").values_list("allocation__year", flat=True).distinct()
    return [(str(y), str(y)) for y in years]


def _portfolios(person: Any) -> Sequence[tuple[str, str]]:
    used = FundRequest.objects.order_by().values("allocation__portfolio")
    return [(str(p.pk), str(p)) for p in Portfolio.objects.filter(pk__in=used).order_by("code")]


def _projects(person: Any) -> Sequence[tuple[str, str]]:
    used = FundRequest.objects.order_by().values("project")
    return list(Project.objects.filter(pk__in=used).order_by("code").values_list("code", "code"))


def _whose(person: Any) -> Sequence[tuple[str, str]]:
    return [(str(person.pk), gettext("Mina egna projekt"))]


REQUESTS = Listing(
    name="projects:requests",
    title=_("Rekvisitioner"),
    one=_("rekvisition"),
    many=_("rekvisitioner"),
    rows=_rows,
    columns=(
        Column("code", _("Rekvisition"), "code", kind="code", sort="code", link=True),
        Column("title", _("Projekt"), "project__application__title", sort="project__application__title", below="project__code"),
        Column("purpose", _("Ändamål"), "purpose", swedish=True),
        Column("year", _("År"), "allocation__year", sort="allocation__year"),
        Column("amount_sek", _("Belopp"), "amount_sek", kind="money", sort="amount_sek"),
        Column("paid_sek", _("Utbetalt"), "paid_sek", kind="money", sort="paid_sek"),
        Column("state", _("Läge"), "state", kind="term", terms=RequestState, tags=REQUEST_TAGS, sort="state"),
        Column("asked_on", _("Begärd"), "asked_on", kind="day", sort="asked_on"),
        Column("paid_on", _("Betald"), "paid_on", kind="day", sort="paid_on", under="asked_on"),
        Column("reference", _("Verifikation"), "reference", under="paid_sek"),
    ),
    url=lambda code: reverse("projects:request", args=[code]),
    order=("-asked_on", "-pk"),
    filters=(
        Filter("lage", _("Läge"), "state", _states),
        Filter("ar", _("År"), "allocation__year", _years),
        Filter("portfolj", _("Portfölj"), "allocation__portfolio", _portfolios),
        Filter("projekt", _("Projekt"), "project__code", _projects),
        Filter("vems", _("Vems"), "project__manager", _whose),
    ),
    help=_("Pengar begärs i delar, allt eftersom de behövs. Projektkontoret reserverar och betalar ut."),
    empty=_("Projektledaren begär pengar från projektets sida."),
)
