"""Acts on a case: write, hand in, screen, ask and answer, accept, check, withdraw; `advance` moves it on for later steps."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Body, Person
from nytta.city.records import commands as records
from nytta.city.records.queries import delegation_for, rule_set_in_force
from nytta.city.records.terms import DecisionKind, DelegatedAct, Direction
from nytta.governance.benefits.commands import (
    ItemText,
    open_calculation,
    release_claims,
    trust,
    write_items,
)
from nytta.governance.benefits.terms import Side
from nytta.kit import audit, numbers, search
from nytta.kit.commands import act, locked
from nytta.needs.goals.models import CouncilGoal
from nytta.needs.intake.models import Idea
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, no, require

from .. import policies, queries
from ..flow import CASE
from ..models import Acceptance, Application, Document, GoalLink, OfficeCheck, Passage, Question, Version, Writer
from ..queries.item import asked_items
from ..rules import Accepted, clash, figures_clash, gate, why_void
from ..terms import Acceptable, CaseState, Category, Check, Stop


@act
def start(*, title: str, applicant_body: Body, idea: Idea | None = None, external_id: str = "", by: Person, on: datetime) -> Application:
    """Begin a draft, any day; from an idea where there is one. Source: P5 second flow; F5, F6."""
    require(policies.can_start(by, on.date()))
    code = numbers.next_code("A", on.year)
    application = Application.objects.create(
        code=code, title=title, applicant_body=applicant_body, idea=idea, created_by=by, created_on=on.date(),
        summary=idea.text if idea else "", focus_area=idea.focus_area if idea else None, external_id=external_id,
        calculation=open_calculation(code=code, price_year=on.year, by=by, on=on),
    )  # fmt: skip
    if idea and idea.goal:
        GoalLink.objects.create(application=application, goal=idea.goal, text="")
    Passage.objects.create(
        application=application, state=CaseState.DRAFT.value, waits_on=CASE.waits_on[CaseState.DRAFT], entered_on=on.date()
    )
    audit.note(subject=code, act="case.start", by=by, on=on, changes={"idea": idea.code if idea else ""})
    return application


@act
def write(
    *, application: Application, values: Mapping[str, Any], edition: int | None = None, seen: Mapping[str, str] | None = None,
    goals: Mapping[CouncilGoal, str] | None = None, items: Sequence[ItemText] | None = None, by: Person, on: datetime,
) -> Application:  # fmt: skip
    """Write on the draft: only what differs is stored, with who changed it; a clash is told and nothing is overwritten.

    `edition` is the one that the writer had read (None: no other writer is looked for); `seen` is what each field then held
    (`queries.fingerprint`): a field that the writer left as it was is left as it is. Source: expectations; F12 (voiding).
    """
    application = locked(application)
    require(policies.can_write(by, application, on.date()))
    seen = seen or {}
    values = {name: new for name, new in values.items() if queries.fingerprint(new) != seen.get(name)}
    changes = audit.changes_of(application, values)
    if edition is not None:
        told = YES
        for name in changes:
            read = edition
            if name in seen:  # what the field held says more than the edition: an autosave moves the edition past others' changes
                read = application.edition if queries.fingerprint(getattr(application, name)) == seen[name] else -1
            told += clash(field=name, edition=read, changed=application.field_editions,
                          old=getattr(application, name), new=values[name])  # fmt: skip
        require(told)
    for name in changes:
        setattr(application, name, values[name])
        application.field_editions[name] = [application.edition + 1, str(by)]
    if goals is not None:
        before = ", ".join(sorted(g.goal.code for g in application.goals.select_related("goal")))
        if edition is not None and _goals_differ(application, goals):
            require(clash(field="goals", edition=edition, changed=application.field_editions, old=before, new=None))
        if _write_goals(application, goals):
            changes["goals"] = [before, ", ".join(sorted(g.code for g in goals))]
            application.field_editions["goals"] = [application.edition + 1, str(by)]
    if items is not None:
        if edition is not None:
            require(figures_clash(application.field_editions, edition))
        if write_items(calculation=application.calculation, items=items, by=by, on=on):
            changes["figures"] = ["", ""]
            application.field_editions["figures"] = [application.edition + 1, str(by)]
    if changes:
        _keep(application, changes, by, on)
    return application


def _keep(application: Application, changes: Mapping[str, Any], by: Person, on: datetime) -> None:
    """What was written is kept, with what follows from it: a trial lets go of its claims, acceptances of other amounts are void."""
    application.edition += 1
    application.save()
    if "category" in changes and application.category == Category.INNOVATIVE.value:
        release_claims(calculation=application.calculation, by=by, on=on)
    audit.note(subject=application.code, act="case.write", by=by, on=on, changes=changes)
    void_changed(application=application, by=by, on=on)
    search.put("case", application.code, application.title, application.summary, application.code)


def _goals_differ(application: Application, goals: Mapping[CouncilGoal, str]) -> bool:
    return {g.goal_id: g.text for g in application.goals.all()} != {g.pk: text for g, text in goals.items()}


def _write_goals(application: Application, goals: Mapping[CouncilGoal, str]) -> bool:
    if not _goals_differ(application, goals):
        return False
    after = {g.pk: text for g, text in goals.items()}
    application.goals.exclude(goal__in=list(after)).delete()
    for key, text in after.items():
        GoalLink.objects.update_or_create(application=application, goal_id=key, defaults={"text": text})
    return True


@act
def invite(*, application: Application, person: Person, by: Person, on: datetime) -> Writer:
    """Let somebody else write too. Source: expectations on joint writing."""
    require(policies.can_invite(by, application, on.date()))
    audit.note(subject=application.code, act="case.invite", by=by, on=on, changes={"writer": str(person)})
    return Writer.objects.get_or_create(application=application, person=person)[0]


@act
def submit(*, application: Application, by: Person, on: datetime) -> Version:
    """Hand in: the gates are tried, a version is frozen with its rule set, and the first time the case is registered.

    Source: P5 second flow, step 2; F6, O4, O6.
    """
    application = locked(application)
    require(policies.can_submit(by, application, on.date()))
    rules = rule_set_in_force(on.date())
    if rules is None:
        require(no("rule_set", "Inget regelverk gäller i dag.", "O4", "Registrera riktlinjerna för ansökan och beslut."))
        raise AssertionError
    unanswered = application.questions.filter(answered_on=None).count()
    if unanswered:
        require(no("no_open_question", "Obesvarade frågor: %(n)s.", "F6", "Svara på frågorna innan du lämnar in igen.",
                   n=unanswered))  # fmt: skip
    require(gate(stop=Stop.HAND_IN, facts=queries.facts_of(application, on.date()), rule_set=rules.content))
    content = dict(queries.snapshot(application))
    number = application.versions.count() + 1
    version = Version.objects.create(
        application=application, number=number, submitted_at=on, submitted_by=by, rule_set=rules, content=content,
        sha256=hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
    )  # fmt: skip
    if not application.registry_number:
        application.registry_number = records.register_case(subject=application.code, by=by, on=on)
        application.submitted_on = on.date()
    sender = application.applicant_body.name
    what = f"Ansökan, version {number}" if number == 1 else f"Komplettering, version {number}"
    records.enter(subject=application.code, registry=application.registry_number, direction=Direction.IN, counterpart=sender,
                  what=f"{what}: {application.title}", by=by, on=on)  # fmt: skip
    trust(calculation=application.calculation, side=Side.CLAIMED, by=by, on=on)
    advance(application=application, name="submit", by=by, on=on)
    search.put("case", application.code, application.title, application.summary, application.registry_number)
    return version


@act
def advance(*, application: Application, name: str, reason: str = "", by: Person | None, on: datetime) -> Application:
    """Move a case along its flow; the stay in the old state ends and the new one begins on the day. Source: F5, F6."""
    state = CaseState(application.state)
    require(CASE.allows(state, name))
    new = CASE.next(state, name)
    application.passages.filter(left_on=None).update(left_on=on.date())
    Passage.objects.create(application=application, state=new.value, waits_on=CASE.waits_on[new], entered_on=on.date())
    application.state = new.value
    if new in (CaseState.GRANTED, CaseState.REFUSED, CaseState.DISMISSED):
        application.decided_on = on.date()
    if new in (CaseState.REFUSED, CaseState.DISMISSED, CaseState.WITHDRAWN):
        release_claims(calculation=application.calculation, by=by, on=on)
    application.save()
    audit.note(subject=application.code, act=f"case.{name}", by=by, on=on, changes={"state": [state.value, new.value]}, reason=reason)
    return application


@act
def pass_screening(*, application: Application, by: Person, on: datetime) -> Application:
    """The office finds the hand-in complete. Source: P5; F6."""
    application = locked(application)
    require(policies.can_screen(by, application, on.date()))
    return advance(application=application, name="pass", by=by, on=on)


@act
def ask(*, application: Application, questions: Sequence[tuple[str, str]], by: Person, on: datetime) -> Application:
    """Send back for completion with questions, each beside the field that it concerns ("" for the whole). Source: F6."""
    application = locked(application)
    require(policies.can_screen(by, application, on.date()))
    if not any(text.strip() for _, text in questions):
        require(no("question", "Skriv minst en fråga.", "F6", "Skriv vad som behöver kompletteras.", field="text"))
    for field, text in questions:
        if text.strip():
            Question.objects.create(application=application, field=field, text=text, asked_by=by, asked_on=on.date())
    records.enter(subject=application.code, registry=application.registry_number, direction=Direction.OUT,
                  counterpart=application.applicant_body.name, what="Begäran om komplettering", by=by, on=on)  # fmt: skip
    return advance(application=application, name="ask", by=by, on=on)


@act
def answer(*, question: Question, text: str, by: Person, on: datetime) -> Question:
    """Answer a question. Source: F6."""
    require(policies.can_write(by, question.application, on.date()))
    if not text.strip():
        require(no("answer", "Svaret är tomt.", "F6", "Skriv ett svar.", field="text"))
    question.answer, question.answered_by, question.answered_on = text, by, on.date()
    question.save(update_fields=["answer", "answered_by", "answered_on"])
    audit.note(subject=question.application.code, act="case.answer", by=by, on=on)
    return question


@act
def answer_all(*, application: Application, answers: Sequence[tuple[Question, str]], by: Person, on: datetime) -> list[Question]:
    """Answer several questions at once; at least one. Source: F6."""
    require(policies.can_write(by, application, on.date()))
    if not answers:
        require(no("answer", "Inget svar är skrivet.", "F6", "Skriv minst ett svar."))
    return [answer(question=question, text=text, by=by, on=on) for question, text in answers]


@act
def dismiss(*, application: Application, rule: str, reasons: str, by: Person, on: datetime) -> Application:
    """Dismiss a hand-in that a rule does not let be tried; the rule and the reasons stand in the decision. Source: F6, O6."""
    application = locked(application)
    require(policies.can_screen(by, application, on.date()))
    records.decide(
        kind=DecisionKind.SCREENING, subject=application.code, decider="Projektkontoret", body_name=queries.board_name(),
        mandate=rule, basis=f"Ansökan {application.registry_number}", reasons=reasons, registry=application.registry_number,
        published=True, by=by, on=on,
    )  # fmt: skip
    records.enter(subject=application.code, registry=application.registry_number, direction=Direction.OUT,
                  counterpart=application.applicant_body.name, what="Beslut: ansökan avvisas", by=by, on=on)  # fmt: skip
    return advance(application=application, name="dismiss", reason=reasons, by=by, on=on)


@act
def withdraw(*, application: Application, reasons: str, by: Person, on: datetime) -> Application:
    """Take the case back. Source: F6."""
    application = locked(application)
    require(policies.can_withdraw(by, application, on.date()))
    if application.registry_number:
        records.enter(subject=application.code, registry=application.registry_number, direction=Direction.IN,
                      counterpart=application.applicant_body.name, what="Återkallelse", by=by, on=on)  # fmt: skip
    return advance(application=application, name="withdraw", reason=reasons, by=by, on=on)


@act
def accept(*, application: Application, what: Acceptable, paragraph: str = "", asked: str = "", by: Person, on: datetime) -> Acceptance:
    """Accept for one's own body what is asked: the amounts by year as they stand, from the start as it stands.

    The mandate is a recorded delegation of the body, or the paragraph of its own decision. `asked` is what the page showed
    (`queries.asked_as`): what has changed since is not accepted unseen. Source: P4; G3, F12.
    """
    application = locked(application)
    require(policies.can_accept(by, application, what, on.date()))
    body = queries.asked_of(application, what)
    assert body is not None
    if asked and asked != queries.asked_as(application, what):
        require(no("asked_changed", "Det som du ska godta har ändrats sedan sidan visades.", "F12",
                   "Läs de nya beloppen och godta på nytt."))  # fmt: skip
    if what is Acceptable.BENEFITS and (objected := [a.item.label for a in asked_items(application) if a.objected]):
        require(no("objected", "Ni har invänt mot: %(items)s.", "F8; F12", "Ta bort invändningen när posten har rättats, och godta sedan.",
                   items=", ".join(objected)))  # fmt: skip
    delegation = delegation_for(by, DelegatedAct.ACCEPT, on.date(), body=body.pk)
    mandate = paragraph.strip() or (delegation.clause if delegation else "")
    if not mandate:
        require(no("mandate_named", "Ange nämndens eller styrelsens paragraf; ingen delegation är registrerad.", "F12",
                   "Skriv paragraf och datum för beslutet.", field="paragraph"))  # fmt: skip
    amounts = {str(y): a for y, a in queries.expected(application, what).items()}
    kind = DecisionKind.OWNERSHIP if what is Acceptable.OWNERSHIP else DecisionKind.BENEFITS
    decision = records.decide(
        kind=kind, subject=application.code, decider=body.name, body_name=body.name, mandate=mandate,
        basis=f"{application.title}, start {application.start_on or '–'}",
        reasons="; ".join(f"{y}: {sek(a)}" for y, a in amounts.items()) or "Inga belopp.",
        content={"amounts": amounts, "start_on": application.start_on}, registry=application.registry_number, by=by, on=on,
    )  # fmt: skip
    application.acceptances.filter(what=what.value, voided_on=None).update(voided_on=on.date(), void_reason="Ersatt av ett nytt.")
    made = Acceptance.objects.create(
        application=application, what=what.value, body=body, amounts=amounts, start_on=application.start_on,
        accepted_on=on.date(), accepted_by=by, mandate=mandate, decision=decision,
    )  # fmt: skip
    audit.note(subject=application.code, act=f"case.accept_{what.value}", by=by, on=on, changes={"amounts": amounts})
    return made


@act
def void_changed(*, application: Application, by: Person | None, on: datetime) -> list[Acceptance]:
    """Void acceptances whose amount, owner or start is no longer what was accepted, and say so. Source: F12."""
    voided = []
    for given in application.acceptances.filter(voided_on=None):
        what = Acceptable(given.what)
        body = queries.asked_of(application, what)
        accepted = Accepted({int(y): a for y, a in given.amounts.items()}, given.stands_with_id, given.start_on, given.accepted_on)
        why = why_void(accepted=accepted, amounts=queries.expected(application, what), body=body.pk if body else None,
                       start_on=application.start_on)  # fmt: skip
        if why:
            given.voided_on, given.void_reason = on.date(), why
            given.save(update_fields=["voided_on", "void_reason"])
            audit.note(subject=application.code, act=f"case.void_{given.what}", by=by, on=on, reason=why)
            voided.append(given)
    return voided


@act
def check(*, application: Application, kind: Check, passed: bool, value: str = "", note: str = "", by: Person, on: datetime) -> OfficeCheck:
    """Note what the central function found: guidelines, security class, consultation. Source: P4; F12, G2."""
    require(policies.can_check(by, application, on.date()))
    if not passed and not note.strip():
        require(no("check_note", "Skriv vad som brister.", "F12", "Skriv en anteckning.", field="note"))
    audit.note(subject=application.code, act=f"case.check_{kind.value}", by=by, on=on, changes={"passed": passed, "value": value})
    return OfficeCheck.objects.create(application=application, kind=kind.value, passed=passed, value=value, note=note, by=by, on=on.date())


@act
def add_document(
    *, application: Application, title: str, filename: str, content_type: str, content: bytes, by: Person, on: datetime
) -> Document:
    """Add a file; it is listed under the case once that is registered. Source: O6."""
    require(policies.can_add_document(by, application, on.date()))
    made = Document.objects.create(
        application=application, title=title, filename=filename[:200], content_type=content_type, content=content,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), added_by=by, added_on=on.date(),
    )  # fmt: skip
    if application.registry_number:
        records.enter(subject=application.code, registry=application.registry_number, direction=Direction.IN,
                      counterpart=str(by.body or by.title or "Handläggare"), what=f"Handling: {title}", by=by, on=on)  # fmt: skip
    audit.note(subject=application.code, act="case.document", by=by, on=on, changes={"title": title})
    return made
