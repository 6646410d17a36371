"""Applications out of a spreadsheet: the mappings that the city has, each row's own faults, and rows that become drafts."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import applicants
from nytta.city.records.queries import programme_in_force
from nytta.delivery.systems.models import CommonSolution
from nytta.delivery.systems.queries import solutions
from nytta.governance.benefits.commands import ItemText
from nytta.governance.benefits.terms import Ledger
from nytta.kit import imports as sheets
from nytta.kit.imports.files import Source
from nytta.kit.imports.values import folded
from nytta.kit.words import mend, said
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.needs.goals.queries import areas_of, goals_of
from nytta.needs.intake.models import Idea
from nytta.needs.intake.rules import supports_goal
from nytta.plain.money import split
from nytta.plain.periods import add_months
from nytta.plain.verdicts import Finding, Refused, Verdict, require

from ..commands import Draft, import_applications
from ..models import Application
from ..queries.mappings import mapping
from ..terms import Category, PersonalData

MOST_YEARS = 20
SHOWN_ROWS = 5
AT_ONCE = 100  # rows that are written together
YEARS_OF_USE = 5  # where the sheet does not say for how long the support is to be used
COSTS = ("development_cost_0", "development_cost_1", "development_cost_2")
WHOLE = ("development_cost_sek", "running_cost_sek", "citizen_benefit_sek", "business_benefit_sek", "lifetime_months")
MOST_TITLE = 200
TEXTS = {
    "summary": "summary",
    "hypothesis": "hypothesis",
    "cost_distribution": "cost_distribution",
    "change_plan": "change_plan",
    "benefit_plan": "benefit_plan",
    "experience_plan": "experience_plan",
}
ANSWERS = {"no": PersonalData.NONE, "assessed": PersonalData.DONE, "not_assessed": PersonalData.NEEDED}
LATER = ("owner_accepts", "guideline_check", "security_class", "submitted_on", "actual_cost_sek", "actual_end_on",
         "actual_benefit_sek", "confidence")  # fmt: skip
"""Fields that a sheet may hold but that no draft has: acts of others, each with its own mandate, or what comes to pass."""


@dataclass(frozen=True)
class Known:
    """What the codes of a row can stand for on a day; five queries whatever the rows."""

    on: date
    bodies: Mapping[str, Body]
    goals: Mapping[str, CouncilGoal]
    areas: Mapping[int, FocusArea]
    solutions: Mapping[str, CommonSolution]

    @classmethod
    def of(cls, on: date) -> "Known":
        """What is known on a day, under the programme that is in force then."""
        programme = programme_in_force(on)
        require(supports_goal(has_goal=True, programme_in_force=programme is not None))
        there = list(applicants(on))
        return cls(
            on=on,
            bodies={folded(b.name): b for b in there} | {b.code: b for b in there},
            goals={g.code: g for g in goals_of(programme)},
            areas={a.number: a for a in areas_of(programme).select_related("programme")},
            solutions={s.name.casefold(): s for s in solutions(on)},
        )

    def body(self, text: str | None) -> Body | None:
        """The committee or company board by its code or its name."""
        return self.bodies.get(folded(text)) if text else None

    def faults(self, row: sheets.Row) -> Iterator[Finding]:
        """What is wrong with a row in this city, though each cell can be read."""
        values = row.values
        for name in ("body", "owner_body"):
            if values.get(name) and self.body(values[name]) is None:
                yield Finding("import.body", "”%(value)s” är ingen nämnd eller bolagsstyrelse här.", "P5; O1",
                              "Rätta cellen, eller för in organet i organisationen först.", {"value": values[name]}, name)  # fmt: skip
        if values.get("goal") and values["goal"] not in self.goals:
            yield Finding("import.goal", "Målet %(value)s finns inte i det program som gäller.", "P5; N2",
                          "Välj ett av programmets mål.", {"value": values["goal"]}, "goal")  # fmt: skip
        if values.get("focus_area") and values["focus_area"] not in self.areas:
            yield Finding("import.area", "Fokusområde %(value)s finns inte i det program som gäller.", "P3",
                          "Välj ett av programmets fokusområden.", {"value": values["focus_area"]}, "focus_area")  # fmt: skip
        if values.get("covers") and values["covers"].casefold() not in self.solutions:
            yield Finding("import.solution", "”%(value)s” är ingen av de gemensamma lösningarna.", "P7.1; D2",
                          "Skriv lösningens namn som i registret, eller lämna cellen tom.", {"value": values["covers"]}, "covers")  # fmt: skip
        yield from _unfit(values)
        first, last = values.get("start_on"), values.get("planned_end_on")
        if first and last and last < first:
            yield Finding("import.period", "Slutet %(last)s ligger före starten %(first)s.", "F6", "Rätta ett av datumen.",
                          {"first": first, "last": last}, "planned_end_on")  # fmt: skip


def _unfit(values: Mapping[str, Any]) -> Iterator[Finding]:
    """What a mapping may let through and no application holds: another category, a longer heading, less than nothing."""
    if values.get("category") and values["category"] not in Category.codes():
        yield Finding("import.category", "”%(value)s” är ingen kategori.", "P3", "Rätta cellen, eller värdena i mappningen.",
                      {"value": values["category"]}, "category")  # fmt: skip
    if len(values.get("title") or "") > MOST_TITLE:
        yield Finding("import.title", "Rubriken har fler än %(most)s tecken.", "F6", "Korta rubriken.", {"most": MOST_TITLE}, "title")
    for name in (*COSTS, *WHOLE):
        if (values.get(name) or 0) < 0:
            yield Finding("import.negative", "”%(value)s” är negativt.", "F6", "Skriv noll eller mer.", {"value": values[name]}, name)


@dataclass
class Look:
    """What a file holds for this city: the preview, how many sound rows are in already (`there`), and the first new ones."""

    preview: sheets.Preview
    there: int = 0
    first: list[sheets.Row] = field(default_factory=list)

    @property
    def new(self) -> int:
        """Rows that would become drafts."""
        return self.preview.sound - self.there

    @property
    def refused(self) -> bool:
        """Whether a faulty row stops the whole file."""
        return self.preview.faulty > 0


@dataclass
class Result:
    """What an import did: rows that became drafts (with the first and last code), were in already, or were left out by reason."""

    added: int = 0
    there: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    first: str = ""
    last: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {"added": self.added, "there": self.there, "left_out": dict(self.left_out), "first": self.first, "last": self.last}


Tick = Callable[[int], None]


def look(chosen: sheets.Mapping, source: Source, *, filename: str, on: date, tick: Tick | None = None) -> Look:
    """Read the whole file and say what would come of it; nothing is written. Raises BadFile. Memory does not grow with the rows."""
    found = Look(sheets.Preview(chosen))
    for row in sheets.rows_of(chosen, source, filename=filename, check=Known.of(on).faults):
        found.preview.add(row)
        if row.sound and is_there(row.key):
            found.there += 1
        elif row.sound and len(found.first) < SHOWN_ROWS:
            found.first.append(row)
        if tick:
            tick(row.number)
    return found


def open_sheet(chosen: sheets.Mapping, source: Source, *, filename: str) -> None:
    """Read the first row alone. Raises BadFile when it is no table, too large, empty, or lacks the mapping's columns."""
    next(sheets.rows_of(chosen, source, filename=filename))


def field_labels() -> dict[str, str]:
    """What each field is called: the headings of the city's own sheet."""
    return {f.name: f.columns[0] for f in mapping("standard").fields if f.columns}


def is_there(key: str) -> bool:
    """Whether the row with this key has been imported before."""
    return Application.objects.filter(external_id=key).exists()


def bring_in(chosen: sheets.Mapping, source: Source, *, filename: str, by: Person, on: datetime, tick: Tick | None = None) -> Result:
    """Make a draft of every new row, all or none; a row that is in already adds nothing. Refused when any row is faulty. Source: F6."""
    known, result, waiting = Known.of(on.date()), Result(), list[Draft]()

    def write() -> None:
        codes = import_applications(drafts=waiting, by=by, on=on)
        result.added, result.there = result.added + len(codes), result.there + len(waiting) - len(codes)
        if codes:
            result.first, result.last = result.first or codes[0], codes[-1]
        waiting.clear()

    with transaction.atomic():
        for row in sheets.rows_of(chosen, source, filename=filename, check=known.faults):
            if row.left_out:
                result.left_out[row.left_out] += 1
                continue
            if row.faults:
                raise Refused(Verdict(tuple(f.finding for f in row.faults)))
            waiting.append(draft(row, known))
            if len(waiting) == AT_ONCE:
                write()
            if tick:
                tick(row.number)
        write()
    return result


def draft(row: sheets.Row, known: Known, idea: Idea | None = None) -> Draft:
    """A sound row as it is to be written."""
    values = row.values
    body, owner = known.body(values["body"]), known.body(values.get("owner_body"))
    assert body is not None
    goal = known.goals.get(values.get("goal") or "")
    answer = ANSWERS.get(values.get("personal_data") or "", PersonalData.UNANSWERED)
    covered = known.solutions.get((values.get("covers") or "").casefold())
    fields = {name: values.get(column) or "" for column, name in TEXTS.items()} | {
        "focus_area": known.areas.get(values.get("focus_area") or 0),
        "category": values.get("category") or "",
        "lifetime_months": values.get("lifetime_months"),
        "start_on": values.get("start_on"),
        "end_on": values.get("planned_end_on"),
        "owner_body": owner,
        "process_body": body,
        "personal_data": answer.value,
        "controller": body.name if answer in (PersonalData.NEEDED, PersonalData.DONE) else "",
        "covers": [covered.code] if covered else [],
    }
    goals = {goal: values.get("goal_text") or ""} if goal else {}
    return Draft(row.key, values["title"], body, fields, goals, items(values, body, owner, known.on), idea)


def items(values: Mapping[str, Any], body: Body | None, owner: Body | None, on: date) -> list[ItemText]:
    """The row's figures in the four ledgers, by year. A whole cost is spread over the years by their months; running cost
    and benefits come each year from the year after the end (of an innovative case: from the end), for as long as it is used.
    """
    first = values.get("start_on") or on
    last = values.get("planned_end_on") or add_months(first, 12)
    months = values.get("lifetime_months")
    years = min(math.ceil(months / 12) if months else YEARS_OF_USE, MOST_YEARS)
    begin = last.year + (values.get("category") != Category.INNOVATIVE.value)
    use = range(begin, begin + max(1, years))
    each = (
        (Ledger.DEVELOPMENT, "Utveckling", None, _development(values, first, last)),
        (Ledger.RUNNING, "Drift och förvaltning", owner, _yearly(values, "running_cost_sek", use)),
        (Ledger.CITIZEN, "Nytta för invånare", None, _yearly(values, "citizen_benefit_sek", use)),
        (Ledger.BUSINESS, "Nytta för verksamheten", body, _yearly(values, "business_benefit_sek", use)),
    )
    return [ItemText(ledger, label, amounts, bearer) for ledger, label, bearer, amounts in each if amounts]


def _yearly(values: Mapping[str, Any], name: str, years: Iterable[int]) -> dict[int, int]:
    return dict.fromkeys(years, values[name]) if values.get(name) else {}


def _development(values: Mapping[str, Any], first: date, last: date) -> dict[int, int]:
    given = {first.year + n: values[name] for n, name in enumerate(COSTS) if values.get(name)}
    whole = values.get("development_cost_sek")
    if given or not whole:
        return given
    years = range(first.year, min(max(last.year, first.year), first.year + MOST_YEARS - 1) + 1)
    months = [12] * len(years)
    months[0] -= first.month - 1
    if last.year == years[-1]:
        months[-1] -= 12 - last.month
    return {year: part for year, part in zip(years, split(whole, [max(1, m) for m in months]), strict=True) if part}


def fault_said(fault: sheets.Fault) -> str:
    """A fault as one line in the reader's language: row, column, what is wrong, what mends it."""
    where = {"row": fault.row, "column": fault.column, "text": f"{said(fault.finding)} {mend(fault.finding)}".strip()}
    if not fault.column:
        return gettext("Rad %(row)s: %(text)s") % where
    return gettext("Rad %(row)s, %(column)s: %(text)s") % where
