"""What anybody may see of a registered case: what somebody has examined as open, decisions, and dates. No working material.

Texts come from the last hand-in, never from the row that is being written on. Persons are never named.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext

from nytta.city.records.models import Decision, Examination, RegistryEntry
from nytta.city.records.queries import decisions_on, examined, registered
from nytta.city.records.terms import Openness
from nytta.followup.projects.models import Lesson, Project
from nytta.followup.projects.queries import lessons_of, project_of, told_by
from nytta.followup.projects.terms import ProjectState
from nytta.governance.applications.models import Application, Document, Version
from nytta.governance.applications.queries import snapshot
from nytta.governance.applications.queries.calculation import CalculationPage, calculation_page
from nytta.governance.applications.terms import CLOSED_STATES, STEP, CaseOrigin, CaseState
from nytta.governance.benefits.queries import sums_of
from nytta.governance.benefits.rules import Sums
from nytta.governance.benefits.terms import SHOWN_SIDES, Side
from nytta.governance.portfolios.models import Grant
from nytta.governance.preparation.queries import signed_statement
from nytta.governance.valuation.queries import valuation_of
from nytta.kit.search import matching, stems
from nytta.needs.goals.queries import goals_of

from ..rules import Step, process_line, shown_entry
from ..terms import CasePart, CaseStep

FROM_PROJECT = (CasePart.DELIVERED, CasePart.EFFECT, CasePart.UNEXPECTED)
NOT_WRITTEN = (CasePart.TITLE, CasePart.FIGURES, CasePart.VALUATION, CasePart.STATEMENT, *FROM_PROJECT)
PROJECT_STEP = {ProjectState.RUNNING: 6, ProjectState.CLOSING: 7, ProjectState.CLOSED: 8, ProjectState.EFFECT_REPORTED: 9}


def document_part(key: int) -> str:
    """The name under which a document is examined."""
    return f"document-{key}"


def registered_cases() -> QuerySet[Application]:
    """Every registered case; a draft is not there at all. Source: O6."""
    return Application.objects.filter(registry_number__blank=False)


def with_titles(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Each case with `shown_title`: of its last hand-in, or that it is withheld."""
    handed_in = Version.objects.filter(application=OuterRef("pk")).order_by("-number").annotate(words=KT("content__fields__title"))
    found = Examination.objects.filter(subject=OuterRef("code"), part=CasePart.TITLE.value).order_by("-pk").values("openness")
    return rows.annotate(
        found_=Subquery(found[:1]),
        shown_title=Case(
            When(found_=Openness.CLOSED.value, then=Value(gettext("Uppgift utelämnad"))),
            default=Coalesce(Subquery(handed_in.values("words")[:1]), Case(When(~Q(origin=CaseOrigin.APPLIED.value), then=F("title")))),
            output_field=CharField(),
        ),
    )


def with_words(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    """The cases whose number, code or title as anybody may see it holds every word; nothing else is searched. Source: O6.

    The index also holds what nobody has examined, so it only proposes; the title that is shown decides.
    """
    if re.search(r"\d{4}/\d+", text):
        return rows.filter(registry_number__icontains=text)
    asked = stems(text)[:20]
    proposed = with_titles(rows.filter(code__in=matching("case", text))).values_list("code", "shown_title", "found_")  # type: ignore[misc]
    holds = [code for code, title, found in proposed if found != Openness.CLOSED.value and _holds(stems(title or ""), asked)]
    return rows.filter(Q(code__in=holds) | Q(code__iexact=text))


def _holds(words: list[str], asked: list[str]) -> bool:
    return all(any(w.startswith(a) for w in words) if a == asked[-1] else a in words for a in asked)


@dataclass(frozen=True)
class Part:
    """A text, the figures or a document of a case, with what somebody has found about it."""

    code: str
    label: str
    openness: Openness
    clause: str
    text: str = ""
    document: Document | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may be shown."""
        return self.openness is Openness.OPEN


@dataclass(frozen=True)
class PublicCase:
    """A case as anybody sees it."""

    application: Application
    title: str
    fields: dict[str, str]
    goals: list[str]
    parts: list[Part]
    steps: list[Step]
    registry: list[tuple[RegistryEntry, str]]
    decisions: list[Decision]
    grants: list[Grant]
    project: Project | None
    sums: Sums | None
    closed_reasons: dict[int, str]

    @property
    def sides(self) -> list[Side]:
        """Whose figures are finished: the applicant's as handed in, the assessor's once signed, decided, realised."""
        if self.sums is None:
            return []
        trusted = self.application.calculation.trusted
        return [s for s in SHOWN_SIDES if self.sums.has(s) and (s is not Side.ASSESSED or trusted == Side.ASSESSED.value)]

    def of(self, openness: Openness) -> list[Part]:
        """The parts found to be open, closed, or not examined yet."""
        return [p for p in self.parts if p.openness is openness]


def parts_of(application: Application, version: Version | None, project: Project | None) -> list[Part]:
    """Every part of a registered case that holds anything, with what was last found about it: for the registrar's eyes."""
    found = examined(application.code)

    def part(code: str, label: str, text: str = "", document: Document | None = None) -> Part:
        seen = found.get(code)
        openness = Openness(seen.openness) if seen else Openness.TO_EXAMINE
        return Part(code, label, openness, seen.clause if seen else "", text, document)

    texts = _texts(application, version, project)
    documents = application.documents.defer("content")
    lessons = lessons_of(project) if project else []
    return [
        *(part(word.value, word.sv, text) for word, text in texts),
        *(part(x.code, gettext("Erfarenhet %(code)s") % {"code": x.code}, written_lesson(x)) for x in lessons),
        *(part(document_part(d.pk), d.title, document=d) for d in documents),
    ]


def written_lesson(lesson: Lesson) -> str:
    """An experience as one text: what was tried, what worked, what would be done differently, for whom."""
    texts = (
        (gettext("Vad vi prövade"), lesson.tried), (gettext("Vad som fungerade"), lesson.worked),
        (gettext("Vad vi hade gjort annorlunda"), lesson.otherwise), (gettext("Till nytta för"), lesson.for_whom),
    )  # fmt: skip
    return "\n".join([lesson.title, *(f"{heading}: {text}" for heading, text in texts)])


def _texts(application: Application, version: Version | None, project: Project | None) -> Iterator[tuple[CasePart, str]]:
    fields = content_of(application, version).get("fields", {})
    yield CasePart.TITLE, fields.get("title", "")
    for word in CasePart:
        if word not in NOT_WRITTEN and fields.get(word.value, "").strip():
            yield word, fields[word.value]
    yield CasePart.FIGURES, ""
    valuation, statement = valuation_of(application), signed_statement(application)
    if valuation and valuation.signed_on:
        yield CasePart.VALUATION, valuation.summary
    if statement:
        yield CasePart.STATEMENT, statement.text
    told = told_by(project) if project else {}
    for word in FROM_PROJECT:
        if text := told.get(word.value, "").strip():
            yield word, text


def case_as_written(code: str) -> tuple[Application, Version | None, Project | None] | None:
    """A registered case with its last hand-in and its project."""
    related = ("applicant_body", "idea", "calculation", "focus_area__programme")
    application = registered_cases().filter(code=code).select_related(*related).prefetch_related("passages").first()
    return (application, application.versions.first(), project_of(application)) if application else None


def content_of(application: Application, version: Version | None) -> Mapping[str, Any]:
    """What a case says: as handed in last; of one that came without a hand-in (a transfer, a special decision) as it stands."""
    if version is not None:
        found: Mapping[str, Any] = version.content
        return found
    if application.origin == CaseOrigin.APPLIED.value:
        return {}
    memory = application.__dict__.setdefault("remembered", {})
    if "content" not in memory:
        memory["content"] = snapshot(application)
    kept: Mapping[str, Any] = memory["content"]
    return kept


def public_case(code: str, *, whole: bool = False) -> PublicCase | None:
    """The case as anybody sees it, or all that is registered (`whole`, for those who work here); None where it is not registered.

    At most thirteen queries.
    """
    found = case_as_written(code)
    if found is None:
        return None
    application, version, project = found
    parts = parts_of(application, version, project)
    title = next(p for p in parts if p.code == CasePart.TITLE.value)
    title_shown = whole or title.openness is not Openness.CLOSED
    decisions = [d for d in _with_findings(decisions_on(application.code)) if whole or d.text.published_on]
    open_documents = {p.label for p in parts if p.document and p.is_open}
    content = content_of(application, version)
    is_open = {p.code for p in parts if p.is_open}
    return PublicCase(
        application=application,
        title=title.text if title_shown else "",
        fields=content.get("fields", {}),
        goals=_goals(application, [g["code"] for g in content.get("goals", [])]),
        parts=parts,
        steps=_steps(application, project),
        registry=[
            (e, shown_entry(what=e.what, title_shown=title_shown, open_documents=open_documents)) for e in registered(application.code)
        ],
        decisions=decisions,
        grants=list(Grant.objects.filter(application=application).select_related("frame").order_by("frame__year")),
        project=project,
        sums=sums_of(application.calculation_id) if whole or CasePart.FIGURES.value in is_open else None,
        closed_reasons=_closed_reasons(decisions),
    )


def open_calculation(case: PublicCase, on: date, *, whole: bool = False) -> CalculationPage:
    """The calculation with the sides that are finished; reasons only where the valuation has been found open (or `whole`)."""
    page = calculation_page(case.application, on)
    said = whole or any(p.code == CasePart.VALUATION.value and p.is_open for p in case.parts)
    return replace(page, sides=case.sides, reasons=page.reasons if said else {})


def _goals(application: Application, codes: list[str]) -> list[str]:
    """The goals in the council's words; a code alone says nothing to whoever does not know the programme."""
    area = application.focus_area
    known = {g.code: str(g) for g in goals_of(area.programme)} if area and codes else {}
    return [known.get(code, code) for code in codes]


def _closed_reasons(decisions: list[Decision]) -> dict[int, str]:
    """{decision's number: clause} for the decisions whose words somebody has closed."""
    return {d.number: d.clause_ for d in decisions if d.found_ == Openness.CLOSED.value}  # type: ignore[attr-defined]


def _with_findings(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Each decision with what was last found about its words: `found_` and `clause_`."""
    subject = Concat(Value("beslut-"), Cast(OuterRef("number"), CharField()))
    last = Examination.objects.filter(subject=subject, part="text").order_by("-pk")
    return decisions.annotate(found_=Subquery(last.values("openness")[:1]), clause_=Subquery(last.values("clause")[:1]))


def _steps(application: Application, project: Project | None) -> list[Step]:
    state = CaseState(application.state)
    left: dict[str, date | None] = {p.state: p.left_on for p in application.passages.all()}
    at = PROJECT_STEP[ProjectState(project.state)] if project else 6 if state is CaseState.GRANTED else STEP[state]
    if state is CaseState.WITHDRAWN:
        at = max((STEP[CaseState(s)] for s in left if s != state.value), default=2)
    days = {
        CaseStep.IDEA: application.idea.written_on if application.idea else None,
        CaseStep.APPLICATION: application.submitted_on,
        CaseStep.VALUATION: left.get(CaseState.VALUATION.value),
        CaseStep.PREPARATION: left.get(CaseState.PREPARATION.value),
        CaseStep.DECISION: application.decided_on,
        CaseStep.FOLLOW_UP: project.closed_on if project else None,
        CaseStep.CLOSURE: project.closed_on if project else None,
        CaseStep.EFFECT: project.effect_on if project else None,
    }
    return process_line(at=at, ended=state in CLOSED_STATES and state is not CaseState.GRANTED, days=days)


def open_document(code: str, key: int) -> Document | None:
    """A document of a registered case that somebody has found open; None otherwise."""
    document = Document.objects.filter(pk=key, application__code=code).exclude(application__registry_number="").first()
    seen = examined(code).get(document_part(key)) if document else None
    return document if seen and seen.openness == Openness.OPEN.value else None
