"""Reads of what came in from older registers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from nytta.city.organisation.models import Body, Person
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseOrigin
from nytta.governance.portfolios.models import Portfolio
from nytta.kit.words import label
from nytta.plain.verdicts import YES, Verdict, no

from ..models import Project, Transfer, Transferred
from ..rules.transfer import OldMoney, control
from ..terms import TransferColumn, TransferKind

KEY = "transfer/"


def key_of(number: str) -> str:
    """The key by which a project of an older register is known, so that it comes in once."""
    return KEY + " ".join(number.split()).casefold()[:110]


def there(numbers: Collection[str]) -> dict[str, str]:
    """{key: code} of those old numbers that have come in already; one query."""
    keys = [key_of(n) for n in numbers]
    return dict(Application.objects.filter(external_id__in=keys).values_list("external_id", "code"))


def transfer_of_file(sha256: str) -> Transfer | None:
    """The transfer that a file came in with."""
    return Transfer.objects.filter(sha256=sha256).first()


@dataclass(frozen=True)
class Basis:
    """The decision by which a sheet comes in, as the registrar writes it; `total_sek` is the sum that the decision says."""

    kind: TransferKind
    portfolio: Portfolio
    body_name: str
    paragraph: str
    decided_on: date
    total_sek: int


@dataclass(frozen=True)
class Sheet:
    """The file: its name and what it holds, so that the same one does not come in twice."""

    name: str
    sha256: str


@dataclass(frozen=True)
class OldProject:
    """One row. What the source lacks is empty, and named in `missing`."""

    row: int
    number: str
    title: str
    body: Body
    owner: Body
    money: OldMoney
    manager: Person | None = None
    manager_named: str = ""
    category: str = ""
    start_on: date | None = None
    end_on: date | None = None
    status: str = ""
    history: str = ""
    source: str = ""
    missing: Sequence[str] = field(default_factory=tuple)

    @property
    def runs(self) -> bool:
        """Whether it can go on as a project at once: somebody leads it, from a day to a day."""
        return bool(self.manager and self.start_on and self.end_on)


def came_before(sheet: Sheet) -> Verdict:
    """Refused when the same file has come in. Source: F4."""
    same = transfer_of_file(sheet.sha256)
    if same is None:
        return YES
    return no(
        "transfer_twice", "Samma fil fördes in %(day)s som %(code)s.", "F4", "Välj en annan fil.", day=same.brought_in_on, code=same.code
    )


def transferable(*, basis: Basis, sheet: Sheet, decided_sek: int, on: date) -> Verdict:
    """What keeps a sheet of sound rows from coming in: the same file before, another sum, a decision that is not complete. Source: F4; O6."""
    verdict = control(total_sek=basis.total_sek, decided_sek=decided_sek) + came_before(sheet)
    for name, value in (("paragraph", basis.paragraph), ("body_name", basis.body_name)):
        if not value.strip():
            verdict += no("decision_complete", "Ange organ, paragraf och dag för beslutet.", "F4; O6", "Fyll i det som saknas.", field=name)
    if basis.decided_on > on:
        verdict += no("decided_on", "Beslutet är inte fattat än.", "F4; O6", "Rätta dagen.", field="decided_on")
    if basis.kind is TransferKind.PROGRAMME and basis.portfolio.focus_area.number != 1:
        verdict += no(
            "transfer_portfolio",
            "E-tjänsteprogrammets projekt och medel hör till portfölj 1.",
            "T decision 3; F4",
            "Välj portfölj 1.",
            field="portfolio",
        )
    return verdict


def transfer_at(code: str) -> Transfer | None:
    """A transfer by its code."""
    return Transfer.objects.filter(code=code).select_related("portfolio__focus_area", "decision", "by").first()


def cases_of(transfer: Transfer) -> QuerySet[Transferred]:
    """The cases of a transfer in the order of the sheet."""
    return Transferred.objects.filter(transfer=transfer).select_related("application__applicant_body").order_by("row")


def opened_of(transfer: Transfer) -> set[int]:
    """The keys of the cases of a transfer that have a project."""
    rows = Transferred.objects.filter(transfer=transfer).values("application")
    return set(Project.objects.filter(application__in=rows).values_list("application", flat=True))


def came_from(application: Application) -> Transferred | None:
    """Where a case came from, if it came with a transfer."""
    return Transferred.objects.filter(application=application).select_related("transfer__decision", "transfer__portfolio").first()


def said_missing(codes: Iterable[str]) -> str:
    """The columns that a source left empty, in words."""
    return ", ".join(label(TransferColumn(c)) for c in codes)


def origin_of(application: Application) -> dict[str, object] | None:
    """What a page says of where a case came from; None (and no query) of one that was applied for here. Source: F4."""
    if application.origin != CaseOrigin.TRANSFERRED.value or (found := came_from(application)) is None:
        return None
    return {"came": found, "missing": said_missing(found.missing), "years": sorted(found.paid_by_year.items())}
