"""Acts of a preparation group: declare and settle conflicts of interest, write, sign, send back."""

from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Direction
from nytta.governance.applications.commands import advance
from nytta.governance.applications.models import Application, Question
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from . import policies, queries
from .models import Conflict, Statement
from .rules import word_valid
from .terms import ConflictGround, Recommendation


@act
def declare_conflict(*, application: Application, ground: ConflictGround | str, note: str = "", by: Person, on: datetime) -> Conflict:
    """Declare a conflict of interest, or that there is none, for oneself; it settles what is proposed. Source: P5; F10.

    Whoever the chair has found in conflict does not take that back alone.
    """
    require(policies.can_declare(by, application, on.date()))
    code, word = str(ground), queries.last_word(by, application)
    if code == ConflictGround.NONE.value and word and word.settled_by_id and word.ground != code:
        require(no("settled", "Ordföranden har avgjort att du är jävig i ärendet.", "F10; förvaltningslagen 18 §",
                   "Be ordföranden att pröva frågan på nytt.", field="ground"))  # fmt: skip
    return _say(application, by, code, note, None, on)


@act
def settle_conflict(
    *, application: Application, person: Person, ground: ConflictGround | str, note: str, by: Person, on: datetime
) -> Conflict:
    """Settle for a member whether there is a conflict of interest, with the reasons: the chair. Source: F10; förvaltningslagen 18 §."""
    require(policies.can_settle(by, person, application, on.date()))
    return _say(application, person, str(ground), note, by, on)


def _say(application: Application, person: Person, ground: str, note: str, chair: Person | None, on: datetime) -> Conflict:
    standing = queries.standing(person, application, on.date())
    grounds, rules = queries.grounds_on(on.date())
    require(word_valid(ground=ground, grounds=grounds, ties=standing.open, note=note, for_another=chair is not None))
    changes = {"ground": ground, "ties": [t.value for t in standing.ties], **({"member": person.title} if chair else {})}
    act_ = "preparation.settle" if chair else "preparation.conflict"
    audit.note(subject=application.code, act=act_, by=chair or person, on=on, changes=changes)
    return Conflict.objects.create(
        application=application, person=person, ground=ground, note=note, declared_on=on.date(), settled_by=chair,
        ties=[t.value for t in standing.ties], rule_set=rules if grounds.stated else None,
    )  # fmt: skip


@act
def write_statement(*, application: Application, recommendation: Recommendation | None, text: str, by: Person, on: datetime) -> Statement:
    """Write the group's statement; working material until it is signed. Source: P5; F10."""
    application = locked(application)
    require(policies.can_state(by, application, on.date()))
    statement = queries.draft_statement(application) or Statement(application=application)
    statement.recommendation = recommendation.value if recommendation else ""
    statement.text, statement.written_by, statement.written_on = text, by, on.date()
    statement.save()
    audit.note(subject=application.code, act="preparation.write", by=by, on=on)
    return statement


@act
def recommend(*, application: Application, by: Person, on: datetime) -> Statement:
    """Sign the statement; the case goes to the development council. The recommendation's gates are tried. Source: P5; F10."""
    application = locked(application)
    require(policies.can_state(by, application, on.date()))
    require(queries.ready_to_recommend(application, on.date()))
    statement = queries.draft_statement(application)
    assert statement is not None
    statement.signed_by, statement.signed_on = by, on.date()
    statement.took_part, statement.left_out = _who(application, on.date())
    statement.save(update_fields=["signed_by", "signed_on", "took_part", "left_out"])
    records.enter(subject=application.code, registry=application.registry_number, direction=Direction.INTERNAL,
                  counterpart="Beredningsgruppen", what="Beredningsgruppens yttrande", by=by, on=on)  # fmt: skip
    advance(application=application, name="recommend", by=by, on=on)
    return statement


def _who(application: Application, on: date) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Who stands behind the statement and who had a conflict of interest, by role and title. Source: F10."""
    grounds, took, left = queries.grounds_on(on)[0], [], []
    for seat in queries.seats(application, on):
        said = {"role": seat.role.value, "title": seat.person.title, **({"substitute": "1"} if seat.substitute else {})}
        if seat.standing.in_conflict:
            ground = grounds.ground(seat.standing.declared or "")
            left.append({**said, "ground": seat.standing.declared or "", "sv": ground.sv if ground else "", "en": ground.en if ground else "",
                         "clause": ground.clause if ground else ""})  # fmt: skip
        elif seat.standing.takes_part:
            took.append(said)
    return took, left


@act
def send_back(*, application: Application, field: str, question: str, by: Person, on: datetime) -> Application:
    """Send the case back to the applicant with a question. Source: P5; F6."""
    application = locked(application)
    require(policies.can_state(by, application, on.date()))
    if not question.strip():
        require(no("question", "Skriv en fråga.", "F6", "Skriv vad som behöver kompletteras.", field="question"))
    Question.objects.create(application=application, field=field, text=question, asked_by=by, asked_on=on.date())
    records.enter(subject=application.code, registry=application.registry_number, direction=Direction.OUT,
                  counterpart=application.applicant_body.name, what="Begäran om komplettering", by=by, on=on)  # fmt: skip
    return advance(application=application, name="ask", by=by, on=on)
