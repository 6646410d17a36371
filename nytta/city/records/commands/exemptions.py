"""Acts on exemptions: seek, review, decide, renew, revoke, and tell in time that one ends. Source: P4, P7.1; O5; E6.3.2."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import name_of, the_city
from nytta.city.organisation.terms import BodyKind
from nytta.kit import audit, notices, numbers
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..flow import EXEMPTION
from ..models import Decision, Exemption, ExemptionNotice, ExemptionQuestion, StandsOn
from ..queries import exemptions as reads
from ..rules import paragraph_named
from ..rules.exemptions import (
    GIVEN,
    OPEN,
    Thing,
    application_complete,
    due_lead,
    period_fits,
    review_complete,
)
from ..terms import Against, DecisionKind, DelegatedAct, Direction, ExemptionState, Opinion, Target
from .cases import enter, register_case
from .decisions import decide

ENDED = -1  # the lead of a notice that tells of an end that has come


def _moved(one: Exemption, name: str, *, by: Person | None, on: datetime, reason: str = "", **changes: Any) -> Exemption:
    before, state = one.state, EXEMPTION.next(ExemptionState(one.state), name)
    one.state = state.value
    if state not in OPEN and one.settled_on is None:
        one.settled_on = on.date()
    one.save()
    audit.note(
        subject=one.code, act=f"exemption.{name}", by=by, on=on, changes={"state": [before, one.state], **changes} if before != one.state else changes,
        reason=reason,
    )  # fmt: skip
    return one


@act
def seek_exemption(
    *, thing: Thing, against: Against, solution: str = "", against_name: str = "", clause: str = "", need: str, local: bool = False,
    discussed_on: date | None = None, discussed_with: str = "", discussed_outcome: str = "", asked_until: date,
    renews: Exemption | None = None, by: Person, on: datetime,
) -> Exemption:  # fmt: skip
    """Ask for leave to build again what a common solution covers, or to depart from a clause; a renewal names the one before.

    One open application at a time for a thing and what it asks to be free from. Source: P4, P7.1; O5; E6.3.2.
    """
    require(policies.can_seek_exemption(by, thing.body, on.date()))
    clause = clause.strip() if against is Against.CLAUSE else ""
    solution = solution if against is Against.SOLUTION else ""
    require(application_complete(against=against, solution=solution, clause=clause, need=need, local=local, discussed_on=discussed_on,
                                 outcome=discussed_outcome, on=on.date()))  # fmt: skip
    require(period_fits(first=on.date(), last=asked_until, on=on.date()))
    code = numbers.next_code("U", on.year)  # under the series' lock: two at once are judged one after the other
    if other := Exemption.objects.filter(subject=thing.code, solution=solution, clause=clause, state__in=[s.value for s in OPEN]).first():
        require(no("exemption_open", "Samma undantag är redan sökt: %(code)s.", "O5", "Följ den ansökan, eller ta tillbaka den först.",
                   code=other.code))  # fmt: skip
    if renews is not None and (renews.state not in [s.value for s in GIVEN] or (renews.solution, renews.clause) != (solution, clause)):
        require(
            no(
                "exemption_renews",
                "En förnyelse gäller samma sak som det undantag som den förnyar.",
                "O5",
                "Sök ett nytt undantag i stället.",
            )
        )
    one = Exemption.objects.create(
        code=code, against=against.value, solution=solution, clause=clause, against_name=(against_name or solution or clause)[:300],
        target=thing.target.value, subject=thing.code, subject_name=thing.name[:200], body=Body.objects.get(pk=thing.body), need=need,
        local=local, discussed_on=discussed_on, discussed_with=discussed_with, discussed_outcome=discussed_outcome, asked_until=asked_until,
        registry_number=register_case(subject=code, by=by, on=on), applied_by=by, applied_on=on.date(), renews=renews,
    )  # fmt: skip
    StandsOn.objects.bulk_create(
        StandsOn(exemption=one, target=thing.target.value, code=c, since=on.date()) for c in dict.fromkeys((thing.code, *thing.also))
    )
    what = "Ansökan om förnyat undantag" if renews else "Ansökan om undantag"
    assert one.body is not None
    enter(
        subject=code,
        registry=one.registry_number,
        direction=Direction.IN,
        counterpart=one.body.name,
        what=f"{what}: {one.against_name}",
        by=by,
        on=on,
    )
    audit.note(
        subject=code,
        act="exemption.seek",
        by=by,
        on=on,
        changes={"subject": thing.code, "against": one.against_name, "renews": renews.code if renews else ""},
    )
    return one


@act
def appoint_reviewer(*, exemption: Exemption, reviewer: Person, by: Person, on: datetime) -> Exemption:
    """Designate who reviews it technically; again when somebody else has to. Source: T; O5."""
    one = locked(exemption)
    require(policies.can_appoint_reviewer(by, one, on.date()))
    if reviewer.pk not in {p.pk for p, _ in reads.reviewers(one, on.date())}:
        require(
            no(
                "exemption_reviewer",
                "%(name)s är inte utsedd till teknisk granskare.",
                "T; O5",
                "Ge uppdraget först.",
                "reviewer",
                name=str(reviewer),
            )
        )
    require(reads.reviewer_verdict(one, reviewer))
    before = one.reviewer
    one.reviewer, one.reviewer_on, one.reviewed_on, one.opinion, one.opinion_text, one.conditions_proposed = (
        reviewer,
        on.date(),
        None,
        "",
        "",
        "",
    )
    return _moved(one, "appoint", by=by, on=on, reviewer=[str(before) if before else "", str(reviewer)])


@act
def ask_applicant(*, exemption: Exemption, text: str, by: Person, on: datetime) -> Exemption:
    """Ask the applicant something before the review is done. Source: O5."""
    one = locked(exemption)
    require(policies.can_review_exemption(by, one, "ask", on.date()))
    ExemptionQuestion.objects.create(exemption=one, text=text, asked_by=by, asked_on=on.date())
    return _moved(one, "ask", by=by, on=on)


@act
def answer_exemption(*, exemption: Exemption, text: str, by: Person, on: datetime) -> Exemption:
    """Answer what the reviewer asked; the review goes on. Source: O5."""
    one = locked(exemption)
    require(policies.can_answer_exemption(by, one, "answer", on.date()))
    one.questions.filter(answered_on=None).update(answer=text, answered_by=by, answered_on=on.date())
    return _moved(one, "answer", by=by, on=on)


@act
def review_exemption(
    *, exemption: Exemption, opinion: Opinion, opinion_text: str, conditions_proposed: str = "", by: Person, on: datetime
) -> Exemption:
    """Say what the technical review found, with reasons. Source: T; O5."""
    one = locked(exemption)
    require(policies.can_review_exemption(by, one, "review", on.date()))
    require(review_complete(opinion=opinion, text=opinion_text, conditions=conditions_proposed))
    one.opinion, one.opinion_text, one.conditions_proposed, one.reviewed_on = opinion.value, opinion_text, conditions_proposed, on.date()
    enter(
        subject=one.code,
        registry=one.registry_number,
        direction=Direction.INTERNAL,
        counterpart=by.title or str(by),
        what="Teknisk granskning",
        by=by,
        on=on,
    )
    return _moved(one, "review", by=by, on=on, opinion=opinion.value)


def _mandate(name: str, one: Exemption, paragraph: str, by: Person, on: datetime) -> dict[str, Any]:
    """Whose decision it is: the board's own, recorded with its paragraph, or the director's on the board's delegation."""
    if paragraph:
        require(policies.can_record_exemption(by, one, name, on.date()) + paragraph_named(mandate=paragraph))
        board = name_of(BodyKind.EXECUTIVE_BOARD)
        return {"decider": board, "body_name": board, "mandate": paragraph}
    require(policies.can_decide_exemption(by, one, name, on.date()))
    delegation = queries.delegation_for(by, DelegatedAct.EXEMPT, on.date())
    assert delegation is not None
    return {"decider": the_city().director_title, "body_name": delegation.body.name, "mandate": delegation.clause, "on_delegation": True}


def _decided(
    kind: DecisionKind, one: Exemption, who: Mapping[str, Any], *, reasons: str, letter: str, content: Mapping[str, Any],
    supersedes: Decision | None = None, by: Person, on: datetime,
) -> Decision:  # fmt: skip
    basis = one.opinion and f"Teknisk granskning {one.reviewed_on}: {Opinion(one.opinion).sv}"
    decision = decide(
        kind=kind, subject=one.code, basis=f"Undantag från {one.against_name}. {basis}".strip(), reasons=reasons, letter=letter,
        registry=one.registry_number, content={"subject": one.subject, "solution": one.solution, "clause": one.clause, **content},
        concerns=[one.subject], supersedes=supersedes, published=True, by=by, on=on, **who,
    )  # fmt: skip
    enter(subject=one.code, registry=one.registry_number, direction=Direction.OUT, counterpart=one.body.name if one.body else one.subject,
          what=f"Beslut: {kind.sv.lower()}", by=by, on=on)  # fmt: skip
    return decision


@act
def grant_exemption(
    *, exemption: Exemption, reasons: str, conditions: str = "", valid_from: date, valid_until: date, paragraph: str = "", letter: str = "",
    by: Person, on: datetime,
) -> Exemption:  # fmt: skip
    """Grant on delegation, or record that the board has (`paragraph`); what stood on the one that it renews stands on it. Source: P7.1; O5."""
    one = locked(exemption)
    who = _mandate("grant", one, paragraph, by, on)
    require(period_fits(first=valid_from, last=valid_until, on=on.date()))
    one.decision = _decided(
        DecisionKind.EXEMPTION, one, who, reasons=reasons, letter=letter,
        content={"valid_from": valid_from, "valid_until": valid_until, "conditions": conditions}, by=by, on=on,
    )  # fmt: skip
    one.valid_from, one.valid_until, one.conditions = valid_from, valid_until, conditions
    if one.renews_id is not None:
        before = StandsOn.objects.filter(exemption=one.renews_id)
        StandsOn.objects.bulk_create(
            (StandsOn(exemption=one, target=s.target, code=s.code, since=valid_from) for s in before), ignore_conflicts=True
        )
    return _moved(one, "grant", by=by, on=on, until=valid_until)


@act
def refuse_exemption(*, exemption: Exemption, reasons: str, paragraph: str = "", letter: str = "", by: Person, on: datetime) -> Exemption:
    """Refuse with reasons, on delegation or as the board has decided. Source: P7.1; O5."""
    one = locked(exemption)
    who = _mandate("refuse", one, paragraph, by, on)
    one.decision = _decided(DecisionKind.EXEMPTION_REFUSED, one, who, reasons=reasons, letter=letter, content={}, by=by, on=on)
    return _moved(one, "refuse", by=by, on=on)


@act
def revoke_exemption(*, exemption: Exemption, last_day: date, reasons: str, paragraph: str = "", by: Person, on: datetime) -> Exemption:
    """Take a granted exemption back before its last day, where its conditions are not kept. Source: O5."""
    one = locked(exemption)
    who = _mandate("revoke", one, paragraph, by, on)
    assert one.valid_from is not None and one.valid_until is not None
    require(period_fits(first=max(one.valid_from, on.date()), last=last_day, on=on.date()))
    if last_day >= one.valid_until:
        require(
            no("exemption_longer", "Undantaget går ut redan %(day)s.", "O5", "Välj en tidigare dag.", field="last_day", day=one.valid_until)
        )
    one.revocation = _decided(
        DecisionKind.EXEMPTION_REVOKED,
        one,
        who,
        reasons=reasons,
        letter="",
        content={"last_day": last_day},
        supersedes=one.decision,
        by=by,
        on=on,
    )
    was, one.valid_until = one.valid_until, last_day
    return _moved(one, "revoke", by=by, on=on, reason=reasons, until=[was, last_day])


@act
def withdraw_exemption(*, exemption: Exemption, reasons: str, by: Person, on: datetime) -> Exemption:
    """Take an application back. Source: O5."""
    one = locked(exemption)
    require(policies.can_answer_exemption(by, one, "withdraw", on.date()))
    enter(
        subject=one.code,
        registry=one.registry_number,
        direction=Direction.IN,
        counterpart=one.body.name if one.body else "",
        what="Återtagen ansökan om undantag",
        by=by,
        on=on,
    )
    return _moved(one, "withdraw", by=by, on=on, reason=reasons)


@act
def let_exemption_lapse(*, exemption: Exemption, reasons: str, by: Person, on: datetime) -> Exemption:
    """Answer the warning: it ends on its last day and is not renewed, and why nothing stands on it then. Source: O5."""
    one = locked(exemption)
    require(policies.can_answer_exemption(by, one, "lapse", on.date()))
    one.lapse_noted_on = on.date()
    one.save(update_fields=["lapse_noted_on"])
    audit.note(subject=one.code, act="exemption.lapse", by=by, on=on, changes={"until": one.valid_until}, reason=reasons)
    return one


@act
def stand_on(*, exemption: Exemption, target: Target, code: str, by: Person | None, on: datetime) -> StandsOn:
    """Let something that came of what the exemption was for stand on it: a system that a case builds. The caller judges who may. Source: O5; D2."""
    made, new = StandsOn.objects.get_or_create(exemption=exemption, code=code, defaults={"target": target.value, "since": on.date()})
    if new:
        audit.note(subject=exemption.code, act="exemption.stand", by=by, on=on, changes={"code": code})
    return made


def _tell(one: Exemption, people: Sequence[Person], lead: int, on: datetime) -> int:
    """Write to each of those who have not been told of this; the row is the promise that nobody hears it twice."""
    known, sent = set(one.notices.filter(lead=lead).values_list("person", flat=True)), 0
    for person in people:
        if person.pk in known:
            continue
        _, new = ExemptionNotice.objects.get_or_create(exemption=one, person=person, lead=lead, defaults={"sent_on": on.date()})
        if not new:
            continue
        with override(person.letter_language):
            words = {"code": one.code, "what": one.against_name, "subject": one.subject, "day": one.valid_until,
                     "url": f"{settings.SITE_URL}{reverse('records:exemption', args=[one.code])}"}  # fmt: skip
            if lead == ENDED:
                title = gettext("Nytta: undantaget %(code)s har gått ut") % words
                body = (
                    gettext(
                        "Undantaget %(code)s från %(what)s gick ut %(day)s. Det som står på det (%(subject)s) saknar nu stöd och är stoppat tills ett nytt undantag gäller.\n\n%(url)s"
                    )
                    % words
                )
            else:
                title = gettext("Nytta: undantaget %(code)s går ut %(day)s") % words
                body = (
                    gettext(
                        "Undantaget %(code)s från %(what)s, för %(subject)s, går ut %(day)s. Förnya det i tid, eller svara att det får gå ut.\n\n%(url)s"
                    )
                    % words
                )
            notices.put(key=f"exemption-{one.code}-{person.pk}-{lead}", to=person.email, subject=title, body=body, on=on)
        sent += 1
    return sent


@act
def tell_of_ends(*, by: Person | None, on: datetime) -> dict[str, int]:
    """Warn of exemptions that end, at each lead time once; and tell of those that have ended, each end once, with a line in the history.

    The same day again, or another worker at once, tells nothing more. Source: O5.
    """
    day, leads = on.date(), reads.reminder_days(on.date())
    warned = ended = 0
    for one in reads.ending_exemptions(day):
        assert one.valid_until is not None
        if (lead := due_lead(leads=leads, days=(one.valid_until - day).days)) is not None:
            warned += _tell(one, reads.told_of(one, day), lead, on)
    over = Exemption.objects.filter(state__in=[s.value for s in GIVEN], valid_until__lt=day).exclude(notices__lead=ENDED)
    for one in over.exclude(reads.renewed(asked=False)).select_related("body", "applied_by").order_by("valid_until", "pk"):
        told = _tell(one, reads.told_of(one, day), ENDED, on)
        if told:
            audit.note(subject=one.code, act="exemption.end", by=by, on=on, changes={"until": one.valid_until})
        ended += told
    return {"warned": warned, "ended": ended}
