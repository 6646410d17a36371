"""The account of effects: written, handed in, reviewed. Source: P5 step 8; U6."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Direction
from nytta.governance.benefits.commands import put_levels, put_side, realise_claims
from nytta.governance.benefits.models import Item
from nytta.governance.benefits.terms import Side
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..flow import EFFECT
from ..models import EffectAnalysis, EffectFile, EffectLine, Project
from ..rules import review_given
from ..terms import Cause, EffectState, Evidence, ProjectState
from .closure import advance, keep_as_reference


@dataclass(frozen=True)
class EffectItem:
    """What is written of one item; kronor by year."""

    amounts: Mapping[int, int] = field(default_factory=dict)
    level: Decimal | None = None
    cause: Cause | None = None
    evidence_kind: Evidence | None = None
    evidence: str = ""
    explanation: str = ""


@dataclass(frozen=True)
class EffectText:
    """What is written of a project's effects, by item and as a whole."""

    items: Mapping[int, EffectItem]
    explanation: str = ""
    unexpected: str = ""
    cause: Cause | None = None


def _move(analysis: EffectAnalysis, name: str) -> None:
    state = EffectState(analysis.state)
    require(EFFECT.allows(state, name))
    analysis.state = EFFECT.next(state, name).value


@act
def write_effect(*, project: Project, text: EffectText, by: Person, on: datetime) -> EffectAnalysis:
    """Keep what is written of the effects as a draft; nothing is required yet. Source: U6."""
    project = locked(project)
    require(policies.can_report_effect(by, project, on.date()))
    known = set(Item.objects.filter(calculation=project.application.calculation_id).values_list("pk", flat=True))
    if any(item not in known for item in text.items):
        require(no("item", "Posten finns inte i kalkylen.", "F7", "Ladda om sidan."))
    whole = {"explanation": text.explanation, "unexpected": text.unexpected, "cause": text.cause.value if text.cause else ""}
    analysis, _ = EffectAnalysis.objects.update_or_create(project=project, defaults=whole)
    EffectLine.objects.bulk_create(
        [
            EffectLine(
                analysis=analysis, item_id=key, amounts={str(y): a for y, a in one.amounts.items()}, level=one.level,
                cause=one.cause.value if one.cause else "", evidence_kind=one.evidence_kind.value if one.evidence_kind else "",
                evidence=one.evidence, explanation=one.explanation,
            )
            for key, one in text.items.items()
        ],
        update_conflicts=True, unique_fields=["analysis", "item"],
        update_fields=["amounts", "level", "cause", "evidence_kind", "evidence", "explanation"],
    )  # fmt: skip
    audit.note(subject=project.code, act="effect.write", by=by, on=on, changes={"items": len(text.items)})
    return analysis


@act
def add_effect_file(
    *, project: Project, item: int | None = None, title: str, filename: str, content_type: str, content: bytes, by: Person, on: datetime
) -> EffectFile:
    """Add a file that realised values rest on. Source: U6."""
    project = locked(project)
    require(policies.can_report_effect(by, project, on.date()))
    if item is not None and not Item.objects.filter(pk=item, calculation=project.application.calculation_id).exists():
        require(no("item", "Posten finns inte i kalkylen.", "F7", "Ladda om sidan."))
    analysis, _ = EffectAnalysis.objects.get_or_create(project=project)
    made = EffectFile.objects.create(
        analysis=analysis, item_id=item, title=title, filename=filename[:200], content_type=content_type[:100], content=content,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), added_by=by, added_on=on.date(),
    )  # fmt: skip
    audit.note(subject=project.code, act="effect.file", by=by, on=on, changes={"title": title, "sha256": made.sha256})
    return made


@act
def hand_in_effect(*, project: Project, by: Person, on: datetime) -> EffectAnalysis:
    """Hand in what came of the project, every decided item with evidence; an assessor reviews it. Source: P5 step 8; U6."""
    project = locked(project)
    require(policies.can_report_effect(by, project, on.date()))
    rows, analysis = queries.outcomes(project), EffectAnalysis.objects.select_for_update().filter(project=project).first()
    require(queries.effect_gate(project, rows, analysis, on.date()))
    assert analysis is not None
    calculation = project.application.calculation
    amounts = {(r.item, year): amount for r in rows for year, amount in r.written.items()}
    reasons = {r.item: r.explanation for r in rows}
    put_side(calculation=calculation, side=Side.REALISED, amounts=amounts, reasons=reasons, by=by, on=on)
    if levels := {r.item: r.level for r in rows if r.level is not None}:
        put_levels(calculation=calculation, side=Side.REALISED, values=levels, reasons=reasons, by=by, on=on)
    _move(analysis, "hand_in")
    analysis.handed_in_on, analysis.handed_in_by = on.date(), by
    analysis.save()
    project.effect_on = on.date()
    if ProjectState(project.state) is ProjectState.CLOSED:
        advance(project=project, name="report_effect", by=by, on=on)
    else:  # completed after a comment
        project.save(update_fields=["effect_on"])
        audit.note(subject=project.code, act="effect.complete", by=by, on=on)
    keep_as_reference(project=project, by=by, on=on)
    _register(project, "Analys av effekthemtagning", by, on)
    return analysis


def _register(project: Project, what: str, by: Person, on: datetime) -> None:
    a = project.application
    records.enter(
        subject=a.code, registry=a.registry_number, direction=Direction.IN, counterpart=project.owner_body.name, what=what, by=by, on=on
    )


@act
def review_effect(*, project: Project, accepts: bool, review: str = "", by: Person, on: datetime) -> EffectAnalysis:
    """An independent assessor accepts the account, or says what is to be completed.

    Accepted, what fell short gives its capacity back to the ledger of benefits; before that it stays claimed. Source: U6; F8, F9.
    """
    project = locked(project)
    require(policies.can_review_effect(by, project, on.date()) + review_given(accepts=accepts, text=review))
    analysis = locked(project.analysis)
    _move(analysis, "accept" if accepts else "comment")
    analysis.review, analysis.reviewed_on, analysis.reviewed_by = review.strip(), on.date(), by
    analysis.save()
    if accepts:
        realise_claims(calculation=project.application.calculation, by=by, on=on)
    audit.note(subject=project.code, act="effect.accept" if accepts else "effect.comment", by=by, on=on, reason=review)
    _register(project, "Granskning av effektanalysen" if accepts else "Effektanalysen ska kompletteras", by, on)
    return analysis
