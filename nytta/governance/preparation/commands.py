"""Acts of a preparation group: declare, write, sign, send back."""

from datetime import datetime

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
from .terms import ConflictGround, Recommendation


@act
def declare_conflict(*, application: Application, ground: ConflictGround, note: str = "", by: Person, on: datetime) -> Conflict:
    """Declare a conflict of interest, or that there is none; nobody declares for somebody else. Source: P5; F10."""
    require(policies.can_declare(by, application, on.date()))
    audit.note(subject=application.code, act="preparation.conflict", by=by, on=on, changes={"ground": ground.value})
    return Conflict.objects.create(application=application, person=by, ground=ground.value, note=note, declared_on=on.date())


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
    statement.save(update_fields=["signed_by", "signed_on"])
    records.enter(subject=application.code, registry=application.registry_number, direction=Direction.INTERNAL,
                  counterpart="Beredningsgruppen", what="Beredningsgruppens yttrande", by=by, on=on)  # fmt: skip
    advance(application=application, name="recommend", by=by, on=on)
    return statement


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
