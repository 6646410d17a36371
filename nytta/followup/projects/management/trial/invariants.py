"""What must hold after the trial, each checked against the database: OK, or what is broken."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Q, Sum

from nytta.city.records.models import Decision
from nytta.city.records.queries import verified
from nytta.followup.projects.models import Project
from nytta.followup.projects.queries import dues, with_figures, with_reporting
from nytta.followup.projects.rules import totals
from nytta.governance.applications.models import Acceptance, Application
from nytta.governance.applications.terms import Acceptable, CaseState, Category
from nytta.governance.benefits.models import Figure
from nytta.governance.benefits.rules.figures import Line
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side, View
from nytta.governance.portfolios.models import Allocation, Frame, FramePart, Grant
from nytta.governance.portfolios.queries.money import balance_in
from nytta.kit import audit
from nytta.kit.models import AuditRow

from .run import Trial


@dataclass(frozen=True)
class Invariant:
    """What holds, how many things were looked at, and those that break it."""

    name: str
    looked_at: int
    broken: list[str]


Check = Callable[[Trial], Invariant]


def check(trial: Trial) -> list[Invariant]:
    """All invariants in turn."""
    checks: tuple[Check, ...] = (frames, sums, money, acceptances, chain, decided, seals, effect_sums, rows)
    return [one(trial) for one in checks]


def frames(trial: Trial) -> Invariant:
    """No frame and no part is passed, and what each says is granted is the sum of its grants."""
    broken, looked = [], 0
    for model in (Frame, FramePart):
        for row in model.objects.annotate(spent=Sum("grants__amount_sek")):
            looked += 1
            if (row.spent or 0) != row.granted_sek or row.granted_sek > row.amount_sek:
                broken.append(f"{row}: {row.spent} of {row.amount_sek}, kept as {row.granted_sek}")
    return Invariant("no frame and no part is passed", looked, broken)


def sums(trial: Trial) -> Invariant:
    """Grants by portfolio and year: the sum in SQL is the sum that the trial kept in Python."""
    place = (F("frame__portfolio__programme__code"), F("frame__portfolio__code"), F("frame__year"))
    found = Grant.objects.order_by().values_list(*place).annotate(total=Sum("amount_sek"))
    in_sql = {(f"{programme} {code}", year): total for programme, code, year, total in found}
    in_python = dict(trial.totals.granted)
    broken = [f"{k}: {in_sql.get(k)} in SQL, {in_python.get(k)} in Python" for k in in_sql.keys() | in_python.keys()
              if in_sql.get(k) != in_python.get(k)]  # fmt: skip
    return Invariant("sums are equal in SQL and in Python", len(in_sql), broken)


def money(trial: Trial) -> Invariant:
    """Every grant stands in the ledger of money, and every krona of an allocation stands somewhere."""
    broken = [f"{a}: not every krona stands somewhere" for a in Allocation.objects.all() if not balance_in(a).holds]
    in_ledger = dict(Allocation.objects.order_by().values_list("application").annotate(total=Sum("granted_sek")))
    granted = dict(Grant.objects.order_by().values_list("application").annotate(total=Sum("amount_sek")))
    broken += [f"case {k}: {granted[k]} granted, {in_ledger.get(k)} in the ledger" for k in granted if granted[k] != in_ledger.get(k)]
    return Invariant("every granted krona stands in the ledger of money", len(granted), broken)


def acceptances(trial: Trial) -> Invariant:
    """Every grant has the owner's acceptance in force on the day, and the business's where the case is differentiating."""
    given: dict[int, list[Acceptance]] = {}
    for row in Acceptance.objects.all():
        given.setdefault(row.application_id, []).append(row)
    broken, looked = [], 0
    for grant in Grant.objects.select_related("application"):
        looked += 1
        wanted = {Acceptable.OWNERSHIP.value}
        if grant.application.category == Category.DIFFERENTIATING.value:
            wanted.add(Acceptable.BENEFITS.value)
        have = {a.what for a in given.get(grant.application_id, []) if _holds(a, grant.granted_on)}
        if not wanted <= have:
            broken.append(f"{grant.application.code}: lacks {', '.join(sorted(wanted - have))}")
    return Invariant("no grant without an acceptance in force", looked, broken)


def _holds(given: Acceptance, on: date) -> bool:
    return given.accepted_on <= on and (given.voided_on is None or given.voided_on > on)


def chain(trial: Trial) -> Invariant:
    """The chain of decisions is whole."""
    broken = [f"{f.chain} {f.first}: {f.kind}" for f in verified().faults]
    return Invariant("the chain of decisions is whole", Decision.objects.count(), broken)


def decided(trial: Trial) -> Invariant:
    """Every grant, refusal and dismissal stands in the chain, once for each."""
    broken = [f"grant of {g.application.code} has no decision" for g in Grant.objects.filter(decision=None).select_related("application")]
    ended = Application.objects.filter(state__in=[s.value for s in (CaseState.GRANTED, CaseState.REFUSED, CaseState.DISMISSED)])
    known = set(Decision.objects.filter(subject__in=ended.values("code")).values_list("subject", flat=True))
    broken += [f"{code} has no decision" for code in ended.values_list("code", flat=True) if code not in known]
    top = Decision.objects.aggregate(n=Count("*"), top=Max("number"))
    if top["n"] != (top["top"] or 0):
        broken.append(f"{top['n']} decisions, the last is number {top['top']}")
    return Invariant("every decision stands in the chain", ended.count() + Grant.objects.count(), broken)


def seals(trial: Trial) -> Invariant:
    """The audit trail is as it was sealed."""
    return Invariant("the audit trail fits its seal", AuditRow.objects.count(), [f"{first}-{last}" for first, last in audit.broken()])


def effect_sums(trial: Trial) -> Invariant:
    """The effects that the product shows, added up again in Python from the single figures."""
    shown = totals(
        r for r in dues(with_figures(with_reporting(Project.objects.all(), trial.until))) if r.category != Category.INNOVATIVE.value
    )
    net, invested, looked = 0, 0, 0
    due = Project.objects.filter(effect_due_on__lte=trial.until).exclude(application__category=Category.INNOVATIVE.value)
    for project in due.select_related("application"):
        looked += 1
        invested += sum(Grant.objects.filter(application=project.application_id).values_list("amount_sek", flat=True))
        if project.effect_on is None or project.effect_due_on is None:
            continue
        figures = Figure.objects.filter(
            item__calculation=project.application.calculation_id, side=Side.REALISED.value, year=project.effect_due_on.year
        )
        for ledger, group, cls, amount in figures.values_list("item__ledger", "item__bearer_group", "item__benefit_class", "amount_sek"):
            line = Line(0, Ledger(ledger), "", cls, bool(group))
            net += (amount if Ledger(ledger) in BENEFITS else -amount) if line.counted_in(View.ALL) else 0
    broken = (
        []
        if (net, invested) == (shown.effect_sek, shown.invested_sek)
        else [f"{net}/{invested} against {shown.effect_sek}/{shown.invested_sek}"]
    )
    return Invariant("the effects add up", looked, broken)


def rows(trial: Trial) -> Invariant:
    """Every row is accounted for: in = left out + faulty + where each of the rest stands, in the books and in the database."""
    broken, looked = [], 0
    for source in trial.sources:
        ways, p = trial.ways[source.name], source.preview
        looked += p.rows
        if p.rows != p.left_out.total() + p.faulty + len(ways):
            broken.append(f"{source.name}: {p.rows} rows, {p.left_out.total()} + {p.faulty} + {len(ways)} accounted for")
        stored = Application.objects.filter(external_id__startswith=f"{source.name}:").count()
        written = sum(hasattr(way, "case") for way in ways)
        if stored != written:
            broken.append(f"{source.name}: {written} drafts written, {stored} in the database")
        broken += _places(source.name, trial)
    return Invariant("every row is accounted for", looked, broken)


def _places(name: str, trial: Trial) -> Iterator[str]:
    """Where the books say that rows are, against the states in the database."""
    mine = Q(external_id__startswith=f"{name}:")
    stages = Counter(way.stage for way in trial.ways[name])
    refused = sum(n for stage, n in stages.items() if stage.startswith("refused"))
    granted = sum(n for stage, n in stages.items() if stage.startswith(("granted", "running", "clos", "effect")))
    counted = {CaseState.REFUSED: refused, CaseState.GRANTED: granted, CaseState.DRAFT: stages["stopped at hand-in (a draft)"]}
    for state, n in counted.items():
        stored = Application.objects.filter(mine, state=state.value).count()
        if stored != n:
            yield f"{name}: {n} {state.value} in the books, {stored} in the database"
