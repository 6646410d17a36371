"""The register of what happened to the projects' money: every entry of the ledger with its basis and decision."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.governance.portfolios.models import Allocation, MoneyEntry, Portfolio
from nytta.governance.portfolios.terms import MoneyKind
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

MONEY_TAGS = {
    MoneyKind.GRANTED.value: "success", MoneyKind.MOVED_IN.value: "success", MoneyKind.RESERVED.value: "warning", MoneyKind.RELEASED.value: "neutral",
    MoneyKind.PAID.value: "info", MoneyKind.REPAID.value: "neutral", MoneyKind.RETURNED.value: "neutral", MoneyKind.LAPSED.value: "danger",
    MoneyKind.MOVED_OUT.value: "neutral",
}  # fmt: skip


def _rows(person: Any) -> QuerySet[MoneyEntry]:
    return MoneyEntry.objects.all()


def _kinds(person: Any) -> Sequence[tuple[str, str]]:
    return term_choices(MoneyKind)


def _years(person: Any) -> Sequence[tuple[str, str]]:
    return [(str(y), str(y)) for y in Allocation.objects.order_by("year").values_list("year", flat=True).distinct()]


def _portfolios(person: Any) -> Sequence[tuple[str, str]]:
    return [
        (str(p.pk), str(p)) for p in Portfolio.objects.filter(pk__in=Allocation.objects.order_by().values("portfolio")).order_by("code")
    ]


def _cases(person: Any) -> Sequence[tuple[str, str]]:
    codes = Allocation.objects.order_by("application__code").values_list("application__code", flat=True).distinct()
    return [(c, c) for c in codes]


ENTRIES = Listing(
    name="projects:entries",
    title=_("Pengarnas händelser"),
    one=_("händelse"),
    many=_("händelser"),
    rows=_rows,
    columns=(
        Column("booked_on", _("Dag"), "booked_on", kind="day", sort="booked_on"),
        Column("project", _("Projekt"), "allocation__application__title", sort="allocation__application__title", link=True, below="allocation__application__code"),
        Column("year", _("År"), "allocation__year", sort="allocation__year"),
        Column("kind", _("Händelse"), "kind", kind="term", terms=MoneyKind, tags=MONEY_TAGS, sort="kind"),
        Column("amount_sek", _("Belopp"), "amount_sek", kind="money", sort="amount_sek"),
        Column("basis", _("Vilar på"), "basis", swedish=True),
        Column("decision", _("Beslut"), "decision__own_number", under="basis"),
        Column("by", _("Införd av"), "by__name", under="booked_on"),
    ),
    url=lambda code: reverse("projects:money", args=[code]),
    code="allocation__application__code",
    order=("-booked_on", "-pk"),
    filters=(
        Filter("arende", _("Projekt"), "allocation__application__code", _cases),
        Filter("handelse", _("Händelse"), "kind", _kinds),
        Filter("ar", _("År"), "allocation__year", _years),
        Filter("portfolj", _("Portfölj"), "allocation__portfolio", _portfolios),
    ),
    help=_("Varje gång pengar beviljas, reserveras, betalas, lämnas tillbaka, flyttas eller förfaller. Rader läggs bara till."),
    empty=_("Den första raden kommer när medel beviljas."),
)  # fmt: skip
