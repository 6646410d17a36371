"""Finished projects, kept so that later plans can be held against them; and how far a case has dealt with what makes costs be underestimated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.money import comma
from nytta.plain.verdicts import no, require

from ..models import Calculation, Mitigation, MitigationJudgement, ReferenceProject, ReferenceSource
from ..terms import OWN, Outcome, ProjectType, Side


@dataclass(frozen=True)
class MitigationText:
    """A factor with its share of the underestimation, how far it is dealt with (both 0-1), and the evidence."""

    factor: str
    share: Decimal
    mitigated: Decimal
    evidence: str = ""


@act
def record_reference(
    *, key: str, title: str, category: str, planned: Decimal, actual: Decimal, closed_on: date | None, source: str = OWN,
    outcome: Outcome = Outcome.FINAL, currency: str = "SEK", planned_days: int | None = None, actual_days: int | None = None, by: Person | None, on: datetime,
) -> ReferenceProject:  # fmt: skip
    """Keep a project's planned and actual cost, or its forecast while it runs; the same key again is brought up to date. Source: F7; docs/method.md section 5."""
    values = {"title": title[:200], "category": category[:60], "planned": planned, "actual": actual, "closed_on": closed_on, "currency": currency,
              "planned_days": planned_days, "actual_days": actual_days, "outcome": outcome.value}  # fmt: skip
    return ReferenceProject.objects.update_or_create(source=source, key=key, defaults=values)[0]


@act
def record_source(*, name: str, text: str, rows: int, lacks: Mapping[str, int], by: Person | None, on: datetime) -> ReferenceSource:
    """Keep where published projects come from, how many rows were read and how many said too little; again is brought up to date. Source: F7."""
    return ReferenceSource.objects.update_or_create(name=name, defaults={"text": text, "rows": rows, "lacks": dict(lacks)})[0]


@act
def judge_mitigations(
    *, calculation: Calculation, side: Side, judged: Mapping[int, tuple[Decimal, str]], by: Person, on: datetime
) -> None:  # fmt: skip
    """Write how far an assessor finds that each factor is dealt with (0-1), and why where it differs. Source: F7, F8."""
    MitigationJudgement.objects.bulk_create(
        [MitigationJudgement(mitigation=m, side=side.value, mitigated=judged[m.pk][0], reason=judged[m.pk][1], by=by)
         for m in calculation.mitigations.filter(pk__in=judged)],
        update_conflicts=True, unique_fields=["mitigation", "side"], update_fields=["mitigated", "reason", "by"],
    )  # fmt: skip


@act
def write_optimism(
    *, calculation: Calculation, project_type: ProjectType, mitigations: Sequence[MitigationText], by: Person, on: datetime
) -> Calculation:  # fmt: skip
    """Say what kind of project it is and how far each contributing factor is dealt with; mitigation needs evidence. Source: F7."""
    if sum((m.share for m in mitigations), Decimal(0)) > 1:
        require(no("shares", "Andelarna är tillsammans mer än 100 procent.", "F7", "Minska någon andel.", field="share_0"))
    names = [m.factor.casefold() for m in mitigations]
    for n, m in enumerate(mitigations):
        if names.index(names[n]) < n:
            require(no("factor_once", "Faktorn ”%(factor)s” står två gånger.", "F7", "Skriv varje faktor en gång.", field=f"factor_{n}",
                       factor=m.factor))  # fmt: skip
        if m.mitigated > 0 and not m.evidence.strip():
            require(no("evidence", "Skriv underlaget för att ”%(factor)s” är hanterat.", "F7", "Utan underlag räknas faktorn som ohanterad.",
                       field=f"evidence_{n}", factor=m.factor))  # fmt: skip
    calculation.project_type = project_type.value
    calculation.save(update_fields=["project_type"])
    there = {m.factor.casefold(): m for m in calculation.mitigations.all()}  # what an assessor has said of a factor stands with it
    for m in mitigations:
        kept = there.pop(m.factor.casefold(), None) or Mitigation(calculation=calculation)
        kept.factor, kept.share, kept.mitigated, kept.evidence = m.factor, m.share, m.mitigated, m.evidence
        kept.save()
    calculation.mitigations.filter(pk__in=[m.pk for m in there.values()]).delete()
    audit.note(
        subject=calculation.code,
        act="figures.optimism",
        by=by,
        on=on,
        changes={
            "project_type": project_type.value,
            "factors": "; ".join(
                f"{m.factor}: {comma(m.share * 100, 1)} %, {comma(m.mitigated * 100, 1)} %. {m.evidence}" for m in mitigations
            ),
        },
    )
    return calculation
