"""What was promised, decided and what came of a project, item by item. Source: P5 step 8; U6."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from nytta.city.records.queries import rule_set_in_force
from nytta.governance.benefits.models import Item
from nytta.governance.benefits.queries import items_of
from nytta.governance.benefits.terms import Ledger, Side
from nytta.plain.verdicts import Verdict

from ..models import EffectAnalysis, EffectFile, EffectLine, Project
from ..rules import Accounted, EffectTerms, effect_complete, effect_terms


def terms_on(on: date) -> EffectTerms:
    """What the rule set in force says of effects. Source: O4; U6."""
    rules = rule_set_in_force(on)
    return effect_terms(rules.content if rules else {})


@dataclass(frozen=True)
class Outcome:
    """One item: kronor or levels that were promised, decided and came, and what is written of it in the account."""

    item: int
    ledger: Ledger
    label: str
    promised: dict[int, int]
    decided: dict[int, int]
    realised: dict[int, int]
    scale: str = ""
    levels: Mapping[Side, Decimal] = field(default_factory=dict)
    written: Mapping[int, int] = field(default_factory=dict)
    level: Decimal | None = None
    cause: str = ""
    evidence_kind: str = ""
    evidence: str = ""
    explanation: str = ""
    files: tuple[EffectFile, ...] = ()

    @property
    def years(self) -> list[int]:
        """The years that have been accounted for."""
        return sorted(self.realised)

    @property
    def on_scale(self) -> bool:
        """Whether it is told by a level on a scale, and not in kronor."""
        return bool(self.levels) and not self.decided

    def _same_years(self, side: Mapping[int, int]) -> int:
        return sum(side.get(y, 0) for y in self.realised) if self.realised else max(side.values(), default=0)

    @property
    def promised_sek(self) -> int:
        """What the applicant claimed for the years that have been accounted for; the best year's where none has."""
        return self._same_years(self.promised)

    @property
    def decided_sek(self) -> int:
        """What was decided for the years that have been accounted for; the best year's where none has."""
        return self._same_years(self.decided)

    @property
    def realised_sek(self) -> int | None:
        """What came of it in those years; None when nothing has been accounted for."""
        return sum(self.realised.values()) if self.realised else None

    @property
    def difference_sek(self) -> int | None:
        """Realised less decided."""
        return None if self.realised_sek is None else self.realised_sek - self.decided_sek

    @property
    def level_promised(self) -> Decimal | None:
        """The level that the applicant expected."""
        return self.levels.get(Side.CLAIMED)

    @property
    def level_decided(self) -> Decimal | None:
        """The level that the decision builds on."""
        return self.levels.get(Side.DECIDED, self.levels.get(Side.ASSESSED, self.level_promised))

    @property
    def level_realised(self) -> Decimal | None:
        """The level that has been handed in."""
        return self.levels.get(Side.REALISED)

    @property
    def accounted(self) -> Accounted:
        """What the rules judge."""
        return Accounted(
            self.item, self.label, self.decided, self.written, self.on_scale, self.level_decided, self.level, self.explanation, self.evidence,
            len(self.files),
        )  # fmt: skip


def files_of(project: Project) -> dict[int | None, list[EffectFile]]:
    """The files that an account rests on, by the item's key (None: the whole account), without their contents; one query."""
    found: dict[int | None, list[EffectFile]] = {}
    for one in EffectFile.objects.filter(analysis__project=project).defer("content"):
        found.setdefault(one.item_id, []).append(one)
    return found


def outcomes(project: Project, files: Mapping[int | None, list[EffectFile]] | None = None) -> list[Outcome]:
    """Benefits and running costs: promised, decided, realised and what is written; five queries at most, four where the files are known. Source: U6."""
    lines = {x.item_id: x for x in EffectLine.objects.filter(analysis__project=project)}
    files = files_of(project) if files is None else files
    found = []
    for item in items_of(project.application.calculation).prefetch_related("levels"):
        if Ledger(item.ledger) is not Ledger.DEVELOPMENT:
            found.append(_outcome(item, lines.get(item.pk), tuple(files.get(item.pk, ()))))
    return found


def _outcome(item: Item, line: EffectLine | None, files: tuple[EffectFile, ...]) -> Outcome:
    sides: dict[str, dict[int, int]] = {}
    for figure in item.figures.all():
        sides.setdefault(figure.side, {})[figure.year] = figure.amount_sek
    claimed, decided, realised = (sides.get(s.value, {}) for s in (Side.CLAIMED, Side.DECIDED, Side.REALISED))
    levels = {Side(x.side): x.value for x in item.levels.all()}
    told = {
        "written": {int(y): a for y, a in line.amounts.items()}, "level": line.level, "cause": line.cause, "evidence_kind": line.evidence_kind,
        "evidence": line.evidence, "explanation": line.explanation,
    } if line else {}  # fmt: skip
    return Outcome(item.pk, Ledger(item.ledger), item.label, claimed, decided, realised, item.scale, levels, files=files, **told)


def due_year(project: Project, on: date) -> int:
    """The year that is accounted for: the one in which the effect is due, a year after closure."""
    return project.effect_due_on.year if project.effect_due_on else on.year


def effect_years(project: Project, on: date) -> list[int]:
    """The years that can be accounted for: from the closure, through the one that is due, to the one that is; at most four."""
    first = project.closed_on.year if project.closed_on else on.year
    return list(range(first, max(due_year(project, on), on.year) + 1))[-4:]


def effect_gate(project: Project, rows: Sequence[Outcome], analysis: EffectAnalysis | None, on: date) -> Verdict:
    """What an account lacks before it can be handed in. Source: U6."""
    wanted = [r.accounted for r in rows if r.decided or r.on_scale]
    return effect_complete(
        rows=wanted, year=due_year(project, on), explanation=analysis.explanation if analysis else "", terms=terms_on(on)
    )


def analysis_of(project: Project) -> EffectAnalysis | None:
    """The account of a project's effects; no query where the project was found with it."""
    found: EffectAnalysis | None = getattr(project, "analysis", None)
    return found
