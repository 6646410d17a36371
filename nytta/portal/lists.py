"""The public register of cases: from their registration on, without working material."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.kit.lists import Column, Filter, Listing
from nytta.kit.words import label

from .queries.public import registered_cases, with_titles, with_words

TAGS = {
    CaseState.GRANTED.value: "success", CaseState.REFUSED.value: "danger", CaseState.DISMISSED.value: "danger",
    CaseState.WITHDRAWN.value: "neutral", CaseState.COMPLETION.value: "warning",
}  # fmt: skip


def _rows(person: Any) -> QuerySet[Application]:
    return registered_cases()


def _states(person: Any) -> Sequence[tuple[str, str]]:
    return [(s.value, label(s)) for s in CaseState if s is not CaseState.DRAFT]


def _bodies(person: Any) -> Sequence[tuple[str, str]]:
    applied = registered_cases().values("applicant_body")
    return list(Body.objects.filter(pk__in=applied).order_by("sort").values_list("code", "name"))


def _years(person: Any) -> Sequence[tuple[str, str]]:
    return [(str(d.year), str(d.year)) for d in registered_cases().dates("submitted_on", "year", order="DESC")]


CASES = Listing(
    name="portal:cases",
    title=_("Registrerade ärenden"),
    one=_("ärende"),
    many=_("ärenden"),
    rows=_rows,
    columns=(
        Column("title", _("Ärende"), "shown_title", link=True, below="registry_number"),
        Column("code", _("Kod"), "code", kind="code", sort="code"),
        Column("body", _("Sökande"), "applicant_body__name", sort="applicant_body__sort"),
        Column("submitted_on", _("Inkom"), "submitted_on", kind="day", sort="submitted_on"),
        Column("state", _("Läge"), "state", kind="term", terms=CaseState, tags=TAGS, sort="state"),
        Column("decided_on", _("Avgjort"), "decided_on", kind="day", sort="decided_on"),
    ),
    url=lambda code: reverse("portal:case", args=[code]),
    order=("-submitted_on", "-pk"),
    filters=(
        Filter("state", _("Läge"), "state", _states),
        Filter("body", _("Sökande"), "applicant_body__code", _bodies),
        Filter("year", _("År"), "submitted_on__year", _years),
    ),
    extra=with_titles,
    narrow=with_words,
    public=True,
    empty=_("När en ansökan lämnas in registreras den, och då syns den här."),
    help=_("Alla får läsa, och ingen behöver säga vem den är. Utkast och annat arbetsmaterial visas inte."),
)
