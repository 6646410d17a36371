"""All that a case's page shows, in five queries whatever the rows: children of many tables come in one union."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Cast, TruncDate

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import periods
from nytta.city.records.models import Decision, Exemption, Programme, RegistryEntry, RuleSet, StandsOn
from nytta.governance.benefits.models import Item
from nytta.governance.benefits.rules import Sums, sums
from nytta.governance.benefits.terms import BENEFITS, BenefitClass, Ledger, Side
from nytta.kit import audit
from nytta.kit.prepared import Prepared, PreparedThings
from nytta.needs.goals.models import CouncilGoal
from nytta.needs.intake.models import Support

from ..models import Acceptance, Application, Document, GoalLink, OfficeCheck, Passage, Question, Version, Writer
from . import parties_then, visible_to

TEXTS, DAYS, NUMBERS = 6, 3, 2
EVENTS = 200
RELATED = ("idea", "applicant_body", "focus_area", "owner_body", "process_body", "created_by", "calculation")


@dataclass
class ItemFigures:
    """One item of the calculation with kronor by side and year."""

    key: int
    ledger: Ledger
    label: str
    note: str
    bearer: str
    in_ledger: bool = False  # green or claiming: what the gates ask the ledger about
    figures: dict[Side, dict[int, int]] = field(default_factory=dict)

    def total(self, side: Side) -> int | None:
        """The side's sum over all years; None when it has no figure."""
        years = self.figures.get(side)
        return sum(years.values()) if years else None


@dataclass
class CasePage:
    """A case with its children (as if prefetched), figures, papers and history."""

    application: Application
    items: list[ItemFigures]
    totals: Sums
    rules: RuleSet | None
    registry: list[RegistryEntry]
    decisions: list[Decision]
    history: list[tuple[Any, ...]]  # (at, by_name, by_role, act, reason, changes) of its audit rows, newest first


_THEIRS = Q(code=OuterRef("code")) | Q(code=OuterRef("applicant_body__code"))
_ASKED_FOR = Q(subject=OuterRef("code")) | Q(subject=OuterRef("applicant_body__code"))
_ASKED = {  # what most cases have none of is looked for only where there is some
    "support_asked": Exists(Support.objects.filter(about=OuterRef("code"))),
    "exemptions_asked": Exists(StandsOn.objects.filter(_THEIRS)) | Exists(Exemption.objects.filter(_ASKED_FOR)),
}
_CASES = PreparedThings(lambda code: Application.objects.filter(code=code).select_related(*RELATED).annotate(**_ASKED).order_by(), str)
_HISTORY = Prepared(lambda code: audit.history(code).values_list("at", "by_name", "by_role", "act", "reason", "changes")[:EVENTS], str)


def case_of(code: str, person: Person | None, on: date) -> Application | None:
    """The case under a code with those whom its pages name, or None when the person may not open it; one query for a registered case."""
    application = next(iter(_CASES(code)), None) if person else None
    if application is None or not (application.registry_number or visible_to(person, on).filter(pk=application.pk).exists()):
        return None  # a registered case may be opened by all who work in the city: visible_to
    found: Application = application
    return found


def case_page(code: str, person: Person | None, on: date) -> CasePage | None:
    """The case under a code with all that its page shows, or None when the person may not open it."""
    application = case_of(code, person, on)
    if application is None:
        return None
    registry, decisions = _children(application, on)
    items = figures_of(application.calculation_id)
    rows = [(i.ledger.value, side.value, y, a) for i in items for side, years in i.figures.items() for y, a in years.items()]
    totals = sums(rows)
    rules, programme = _rules(application, on)
    seen: dict[str, Any] = application.__dict__.setdefault("remembered", {})
    seen |= {"totals": totals, "rules": rules, "programme": programme, "benefit_items": sum(i.ledger in BENEFITS for i in items)}
    seen["in_ledger"] = any(i.in_ledger for i in items)
    return CasePage(application, items, totals, rules, registry, decisions, _HISTORY(application.code))


def figures_of(calculation: int) -> list[ItemFigures]:
    """The items of a calculation with their figures of all sides, in one query."""
    found: dict[int, ItemFigures] = {}
    for key, ledger, label, note, bearer, cls, claim, side, year, amount in _FIGURES(calculation):
        if key not in found:
            found[key] = ItemFigures(key, Ledger(ledger), label, note, bearer or "", claim is not None or cls == BenefitClass.GREEN.value)
        item = found[key]
        if side:
            item.figures.setdefault(Side(side), {})[year] = amount
    return list(found.values())


def _of_calculation(calculation: int) -> QuerySet[Any]:
    fields = (
        "pk",
        "ledger",
        "label",
        "note",
        "bearer__name",
        "benefit_class",
        "claim",
        "figures__side",
        "figures__year",
        "figures__amount_sek",
    )
    return Item.objects.filter(calculation=calculation).order_by("order", "pk", "figures__year").values_list(*fields)


_FIGURES = Prepared(_of_calculation, int)


def _rule_sets(on: date, **chosen: Any) -> QuerySet[Any]:
    in_force = Programme.objects.filter(valid_from__lte=on, valid_until__gte=on).order_by("-valid_from")
    periods = {"first": Subquery(in_force.values("valid_from")[:1]), "last": Subquery(in_force.values("valid_until")[:1])}
    rows: QuerySet[Any] = RuleSet.objects.filter(**chosen).annotate(**periods).order_by("-in_force_from", "-pk")
    return rows.values_list("pk", "version", "in_force_from", "content", "first", "last")[:1]


_RULES_OF = Prepared(lambda on, key: _rule_sets(on, pk=key), date, int)
_RULES_ON = Prepared(lambda on: _rule_sets(on, in_force_from__lte=on), date)


def _rules(application: Application, on: date) -> tuple[RuleSet | None, Programme | None]:
    """The rule set that the case is tried against and the programme in force, in one query."""
    version = next(iter(application.versions.all()), None) if application.registry_number else None
    rows = _RULES_OF(on, version.rule_set_id) if version else _RULES_ON(on)
    if not rows:
        return None, None
    key, name, since, content, first, last = rows[0]
    rules: RuleSet = _made(RuleSet, key, version=name, in_force_from=since, content=content)
    return rules, Programme(valid_from=first, valid_until=last) if first else None


def of_kind(
    rows: QuerySet[Any], kind: str, texts: Sequence[Any] = (), days: Sequence[Any] = (), numbers: Sequence[Any] = ()
) -> QuerySet[Any]:
    """The rows in the shape that all tables of the union share: kind, key, texts, days, numbers."""
    columns: dict[str, Any] = {"kind_": Value(kind, CharField())}
    empty: dict[str, Any] = {"t": Value("", TextField()), "d": Cast(Value(None), DateField()), "n": Cast(Value(None), BigIntegerField())}
    for letter, given, most in (("t", texts, TEXTS), ("d", days, DAYS), ("n", numbers, NUMBERS)):
        outputs: dict[str, Any] = {"t": TextField(), "d": DateField(), "n": BigIntegerField()}
        for place in range(most):
            columns[f"{letter}{place}_"] = Cast(given[place], outputs[letter]) if place < len(given) else empty[letter]
    found: QuerySet[Any] = rows.order_by().annotate(**columns).values_list("kind_", "pk", *list(columns)[1:])
    return found


def parted(row: tuple[Any, ...]) -> tuple[str, int, tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
    """A row of the union: kind, key, texts, days, numbers."""
    return row[0], row[1], row[2 : 2 + TEXTS], row[2 + TEXTS : 2 + TEXTS + DAYS], row[2 + TEXTS + DAYS :]


def _tables(case: int, code: str, applicant: int, owner: int, process: int, then: date) -> QuerySet[Any]:
    """All that lies under a case, and what its bodies were called on a day, as one union."""
    own: dict[str, Any] = {"application": case}
    about: dict[str, Any] = {"subject": code}
    passed = Case(When(passed=True, then=1), default=0)  # PostgreSQL makes no number of a yes
    tables = [
        of_kind(Passage.objects.filter(**own), "passages", ["state", "waits_on"], ["entered_on", "left_on"]),
        of_kind(GoalLink.objects.filter(**own), "goals", ["text", "goal__code", "goal__name", "goal__name_en"], [], ["goal_id"]),
        of_kind(OfficeCheck.objects.filter(**own), "checks", ["kind", "value", "note", "by__name"], ["on"], [passed]),
        of_kind(Question.objects.filter(**own), "questions", ["field", "text", "answer", "asked_by__name"], ["asked_on", "answered_on"]),
        of_kind(
            Acceptance.objects.filter(**own), "acceptances", ["what", "amounts", "mandate", "void_reason", "accepted_by__name"],
            ["start_on", "accepted_on", "voided_on"], ["body_id", "carried_by_id"],
        ),
        of_kind(Writer.objects.filter(**own), "writers", ["person__name"], [], ["person_id"]),
        of_kind(Version.objects.filter(**own), "versions", ["submitted_by__name", "rule_set__version"], [TruncDate("submitted_at")], ["number", "rule_set_id"]),
        of_kind(Document.objects.filter(**own), "documents", ["title", "filename", "content_type"], ["added_on"], ["size"]),
        of_kind(RegistryEntry.objects.filter(**about), "registry", ["direction", "counterpart", "what", "registry_number"], ["on"], ["number"]),
        of_kind(periods([applicant, owner, process], then), "called", ["name"], [], ["body_id"]),
        of_kind(Decision.objects.filter(**about), "decisions", ["kind", "decider", "mandate", "text__reasons"], ["decided_on"], ["number"]),
    ]  # fmt: skip
    return tables[0].union(*tables[1:], all=True)


_CHILDREN = Prepared(_tables, int, str, int, int, int, date)
_UNDER: dict[str, type[Model]] = {
    "passages": Passage, "goals": GoalLink, "checks": OfficeCheck, "questions": Question, "acceptances": Acceptance, "writers": Writer,
    "versions": Version, "documents": Document,
}  # fmt: skip


def _children(a: Application, on: date) -> tuple[list[RegistryEntry], list[Decision]]:
    """Read the case's children in one query and lay them where `application.passages.all()` and its like find them."""
    found: dict[str, list[Any]] = {name: [] for name in _MAKE}
    for row in _CHILDREN(a.pk, a.code, a.applicant_body_id, a.owner_body_id or 0, a.process_body_id or 0, a.submitted_on or on):
        kind, *parts = parted(row)
        found[kind].append(_MAKE[kind](a, *parts))
    for name, model in _UNDER.items():
        _lay(a, name, model, sorted(found[name], key=lambda c: c.pk, reverse=name == "versions"))
    parties_then(a, on, dict(found["called"]))
    return sorted(found["registry"], key=lambda e: -e.number), sorted(found["decisions"], key=lambda d: -d.number)


def _lay(application: Application, name: str, model: type[Model], rows: list[Any]) -> None:
    laid: Any = QuerySet(model)
    laid._result_cache, laid._prefetch_done = rows, True
    application.__dict__.setdefault("_prefetched_objects_cache", {})[name] = laid


def _named(name: str) -> Person:
    """Somebody of whom the page says the name alone."""
    return Person.from_db("default", ("id", "name"), (None, name))


def _made(model: type[Model], key: int, **values: Any) -> Any:
    """A row as if read with only these fields; the others are read if anybody asks for them."""
    given = {"id": key, **values}
    names = [f.attname for f in model._meta.concrete_fields if f.attname in given]  # from_db wants them in the model's order
    return model.from_db("default", names, [given[n] for n in names])


def _goal(a: Application, key: int, t: Any, d: Any, n: Any) -> GoalLink:
    link: GoalLink = _made(GoalLink, key, application_id=a.pk, goal_id=n[0], text=t[0])
    link.goal = _made(CouncilGoal, n[0], code=t[1], name=t[2], name_en=t[3])
    return link


def _check(a: Application, key: int, t: Any, d: Any, n: Any) -> OfficeCheck:
    made: OfficeCheck = _made(OfficeCheck, key, application_id=a.pk, kind=t[0], value=t[1], note=t[2], on=d[0], passed=bool(n[0]))
    made.by = _named(t[3])
    return made


def _question(a: Application, key: int, t: Any, d: Any, n: Any) -> Question:
    values = {"application_id": a.pk, "field": t[0], "text": t[1], "answer": t[2], "asked_on": d[0], "answered_on": d[1]}
    made: Question = _made(Question, key, **values)
    made.asked_by = _named(t[3])
    return made


def _acceptance(a: Application, key: int, t: Any, d: Any, n: Any) -> Acceptance:
    made: Acceptance = _made(
        Acceptance, key, application_id=a.pk, what=t[0], amounts=json.loads(t[1]), mandate=t[2], void_reason=t[3], start_on=d[0],
        accepted_on=d[1], voided_on=d[2], body_id=n[0], carried_by_id=n[1],
    )  # fmt: skip
    made.accepted_by = _named(t[4])
    return made


def _version(a: Application, key: int, t: Any, d: Any, n: Any) -> Version:
    made: Version = _made(Version, key, application_id=a.pk, number=n[0], rule_set_id=n[1])
    made.submitted_by, made.__dict__["rules"], made.__dict__["submitted_on"] = _named(t[0]), t[1], d[0]
    return made


_MAKE: dict[str, Any] = {
    "passages": lambda a, key, t, d, n: _made(Passage, key, application_id=a.pk, state=t[0], waits_on=t[1], entered_on=d[0], left_on=d[1]),
    "goals": _goal,
    "checks": _check,
    "questions": _question,
    "acceptances": _acceptance,
    "writers": lambda a, key, t, d, n: _made(Writer, key, application_id=a.pk, person_id=n[0]),
    "versions": _version,
    "documents": lambda a, key, t, d, n: _made(
        Document, key, application_id=a.pk, title=t[0], filename=t[1], content_type=t[2], added_on=d[0], size=n[0]
    ),
    "registry": lambda a, key, t, d, n: RegistryEntry(
        pk=key, subject=a.code, direction=t[0], counterpart=t[1], what=t[2], registry_number=t[3], on=d[0], number=n[0]
    ),
    "called": lambda a, key, t, d, n: (n[0], t[0]),
    "decisions": lambda a, key, t, d, n: _decision(a, key, t, d, n),
}


def _decision(a: Application, key: int, t: Any, d: Any, n: Any) -> Decision:
    made: Decision = _made(Decision, key, subject=a.code, kind=t[0], decider=t[1], mandate=t[2], decided_on=d[0], number=n[0])
    made.__dict__["reasons"] = t[3] or ""
    return made
