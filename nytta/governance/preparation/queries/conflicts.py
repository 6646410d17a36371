"""Reads of conflicts of interest: what the system proposes, what was last said, and what has not been settled.

Conflicts are tried by the rule set in force on the day, as every question of how a case is handled is. Whatever the number of
persons and cases, the number of queries is the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.utils.translation import get_language, gettext

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment, RuleSet, in_period
from nytta.city.records.queries import appointments_of, rule_set_in_force
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Acceptance, Application, Writer
from nytta.governance.valuation.models import Valuation
from nytta.kit.panels import gather
from nytta.needs.intake.models import SupportTurn
from nytta.plain.verdicts import Verdict

from ..models import Conflict
from ..rules import NONE, Ground, Grounds, ProposedBy, conflict_settled, grounds_of, may_take_part
from ..terms import Tie


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in a case: the last word, what ties them to it, and which ties nobody has settled."""

    word: Conflict | None
    ties: tuple[Tie, ...] = ()

    @property
    def declared(self) -> str | None:
        """The ground of the last word; None when there is none."""
        return self.word.ground if self.word else None

    @property
    def in_conflict(self) -> bool:
        """Whether the last word is that there is a conflict."""
        return self.declared not in (None, NONE)

    @property
    def open(self) -> tuple[Tie, ...]:
        """The proposals that nobody has settled: none when the person is in conflict anyhow."""
        settled = set(self.word.ties) if self.word else set()
        return () if self.in_conflict else tuple(t for t in self.ties if t.value not in settled)

    @property
    def settled(self) -> Verdict:
        """Whether nothing proposed is left to settle."""
        return conflict_settled(ties=self.open)

    @property
    def takes_part(self) -> Verdict:
        """Whether a member of the preparation group takes part."""
        return may_take_part(declared=self.declared, ties=self.open)


def last_word(person: Person, application: Application) -> Conflict | None:
    """The last word on a person in a case."""
    return Conflict.objects.filter(person=person, application=application).order_by("-pk").first()


def declared(person: Person, application: Application) -> str | None:
    """The ground that was last said of a person in a case; None when nothing has been said."""
    row = last_word(person, application)
    return row.ground if row else None


def has_conflict(person: Person | None, application: Application) -> bool:
    """Whether the last word is that the person has a conflict: then they do not see the deliberation. Source: F10."""
    return person is not None and declared(person, application) not in (None, NONE)


def in_conflict(person: Person | None, applications: Iterable[int]) -> set[int]:
    """The cases among some in which a person's last word is that there is a conflict; one query. Source: F10."""
    rows = Conflict.objects.filter(person=person, application__in=list(applications)).order_by("pk")
    return {case for case, ground in dict(rows.values_list("application", "ground")).items() if ground != NONE}


def those_in_conflict(people: Collection[int], application: Application) -> set[int]:
    """The persons among some whose last word in a case is that there is a conflict; one query. Source: F10."""
    rows = Conflict.objects.filter(person__in=list(people), application=application).order_by("pk")
    return {who for who, ground in dict(rows.values_list("person", "ground")).items() if ground != NONE}


def all_in_conflict(application: Application) -> set[int]:
    """Everybody whose last word in a case is that there is a conflict; one query. Source: F10."""
    rows = Conflict.objects.filter(application=application).order_by("pk")
    return {who for who, ground in dict(rows.values_list("person", "ground")).items() if ground != NONE}


def grounds_on(on: date) -> tuple[Grounds, RuleSet | None]:
    """The grounds and ties of the rule set in force on a day, and the rule set."""
    rules = rule_set_in_force(on)
    return grounds_of(rules.content if rules else {}), rules


def words_of(of: Ground | ProposedBy | None, code: str = "") -> str:
    """A ground or tie in the reader's language; the code where the rule set no longer has it."""
    if of is None:
        return code
    language = get_language() or "sv"
    return of.en if language == "en" and of.en else gettext(of.sv)


def _ties_in_database(people: Collection[int], cases: Collection[int]) -> QuerySet[Any]:
    """(tie, person, case) of what is on record, in one query with what later steps add (`conflict.ties`)."""

    def rows(tie: Tie, found: QuerySet[Any], person: str, case: str) -> QuerySet[Any]:
        made: QuerySet[Any] = found.order_by().annotate(tie_=Value(tie.value, CharField())).values_list("tie_", person, case)
        return made

    began = rows(Tie.WRITER, Application.objects.filter(pk__in=cases, created_by__in=people), "created_by", "pk")
    of_case = {"application__in": cases}
    return began.union(
        rows(Tie.WRITER, Writer.objects.filter(**of_case, person__in=people), "person", "application"),
        rows(Tie.ASSESSOR, Valuation.objects.filter(**of_case, assessor__in=people), "assessor", "application"),
        rows(Tie.OWNER, Acceptance.objects.filter(**of_case, accepted_by__in=people), "accepted_by", "application"),
        rows(
            Tie.COACH,
            Application.objects.filter(pk__in=cases, idea__supports__turns__coach__in=people),
            "idea__supports__turns__coach",
            "pk",
        ),
        *(rows(Tie(tie), found, person, case) for tie, found, person, case in gather("conflict.ties", people, cases)),
        all=True,
    )


def _appointed(people: Sequence[Person], on: date) -> Mapping[int, Sequence[Appointment]]:
    if len(people) == 1:
        return {people[0].pk: appointments_of(people[0], on)}
    held: dict[int, list[Appointment]] = {p.pk: [] for p in people}
    for one in Appointment.objects.filter(in_period(on), ~Q(body=None), person__in=[p.pk for p in people]):
        held[one.person_id].append(one)
    return held


def _by_place(person: Person, held: Sequence[Appointment], case: Application) -> set[Tie]:
    """What ties by where somebody works and whom they represent."""
    found = {Tie.ADMINISTRATION} if person.answers_for_id == case.applicant_body_id else set()
    for one in held:
        if one.body_id is None:
            continue
        if one.role == Role.APPLICANT.value and one.body_id == case.applicant_body_id:
            found.add(Tie.WRITER)
        owns = one.role == Role.OWNER_REPRESENTATIVE.value and one.body_id == case.owner_body_id
        if owns or (one.role == Role.PROCESS_OWNER.value and one.body_id == case.process_body_id):
            found.add(Tie.OWNER)
    return found


def standings(
    people: Sequence[Person], cases: Sequence[Application], on: date, *, words: Mapping[tuple[int, int], Conflict] | None = None,
    grounds: Grounds | None = None,
) -> dict[tuple[int, int], Standing]:  # fmt: skip
    """Where each person stands in each case, by (person, case): four queries at most, whatever their number.

    Persons should come with their bodies (`select_related("body")`). `words` and `grounds` where they have been read.
    Source: F10; förvaltningslagen 16–18 §§; kommunallagen 6 kap. 28–32 §§.
    """
    if not people or not cases:
        return {}
    keys, codes = [p.pk for p in people], {c.code: c.pk for c in cases}
    ties: dict[tuple[int, int], set[Tie]] = {}
    for tie, person, case in _ties_in_database(keys, list(codes.values())):
        ties.setdefault((person, case), set()).add(Tie(tie))
    turns = SupportTurn.objects.filter(support__about__in=list(codes), coach__in=keys)
    for person, about in turns.values_list("coach", "support__about"):
        ties.setdefault((person, codes[about]), set()).add(Tie.COACH)
    if words is None:
        rows = Conflict.objects.filter(person__in=keys, application__in=list(codes.values())).order_by("pk")
        words = {(row.person_id, row.application_id): row for row in rows}
    looked_for = (grounds or grounds_on(on)[0]).ties
    held = _appointed(people, on)
    found = {}
    for one in people:
        for a_case in cases:
            mine = ties.get((one.pk, a_case.pk), set()) | _by_place(one, held[one.pk], a_case)
            found[one.pk, a_case.pk] = Standing(words.get((one.pk, a_case.pk)), tuple(t for t in Tie if t in mine and t in looked_for))
    return found


def standing(person: Person, application: Application, on: date) -> Standing:
    """Where one person stands in one case."""
    return standings([person], [application], on)[person.pk, application.pk]


def kept_out(person: Person | None, cases: Sequence[Application], on: date) -> dict[int, Standing]:
    """The cases among some in which a person does not take part now: in conflict, or with a proposal to settle; by key."""
    if person is None:
        return {}
    found = standings([person], cases, on)
    return {case: one for (_, case), one in found.items() if one.in_conflict or one.open}
