"""Two who act at once in flows and changes: one answer stands, what is answered is not taken further, one flow is written. On SQLite and PostgreSQL."""

from datetime import date
from typing import Any

import pytest

from nytta.delivery.systems.commands import answer_change, escalate_answers, go_ahead, register_flow
from nytta.delivery.systems.models import ChangeNotice, Flow, NoticeAnswer
from nytta.delivery.systems.terms import AnswerState
from nytta.kit.clock import moment
from nytta.kit.models import AuditRow
from nytta.plain.verdicts import Refused
from tests.at_once import at_once
from tests.factories.changes import make_notice, represents
from tests.factories.city import City_
from tests.factories.systems import make_system, tie

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True), pytest.mark.requirement("D4")]


def rules(given: list[Any]) -> list[str]:
    """What each refusal was about."""
    return sorted(g.verdict.blocking[0].rule for g in given if isinstance(g, Refused))


def test_of_two_answers_at_once_one_stands_and_the_other_is_told(transactional_city: City_) -> None:
    city = transactional_city
    people = [represents(city, "socialnamnden", name) for name in ("anna", "bosse", "cilla")]
    castor, paragraf = make_system(city, "Castor"), make_system(city, "Paragraf", owner="socialnamnden")
    tie(castor, paragraf)
    answer = NoticeAnswer.objects.get(notice=make_notice(city, castor), system=paragraf)
    given = at_once([
        lambda p=p, yes=yes: answer_change(answer=answer, yes=yes, reason="Skäl", seen=AnswerState.WAITING, by=p, on=city.on)
        for p, yes in zip(people, (True, False, True), strict=True)
    ])  # fmt: skip
    answer.refresh_from_db()
    assert rules(given) == ["answer_clash"] * 2
    assert AuditRow.objects.filter(act__in=["change.yes", "change.no"]).count() == 1
    stood = next(g for g in given if isinstance(g, NoticeAnswer))
    assert (answer.state, answer.answered_by) == (stood.state, stood.answered_by)


@pytest.mark.parametrize("round_", range(3))
def test_what_is_answered_meanwhile_is_not_taken_further_twice(transactional_city: City_, round_: int) -> None:
    city = transactional_city
    anna = represents(city, "socialnamnden", "anna")
    castor, late = make_system(city, "Castor"), moment(date(2026, 3, 11))
    systems = [make_system(city, f"Paragraf {n}", owner="socialnamnden") for n in range(4)]
    for one in systems:
        tie(castor, one)
    notice = make_notice(city, castor)
    answers = {a.system_id: a for a in NoticeAnswer.objects.filter(notice=notice)}
    given = at_once([
        lambda: escalate_answers(by=None, on=late),
        *(
            lambda a=answers[s.pk]: answer_change(answer=a, yes=True, reason="", seen=AnswerState.WAITING, by=anna, on=late)
            for s in systems[:2]
        ),
        lambda: escalate_answers(by=None, on=late),
    ])  # fmt: skip
    assert not [g for g in given if isinstance(g, Exception)], given
    rows = NoticeAnswer.objects.filter(notice=notice)
    taken = AuditRow.objects.filter(act="change.escalate").count()
    assert taken == sum(g for g in given if isinstance(g, int)) == rows.filter(escalated=1).count()  # each once
    assert {a.state for a in rows.filter(system__in=systems[:2])} == {"yes"}
    assert rows.filter(system__in=systems[2:], escalated=1, state="waiting").count() == 2


def test_answered_while_it_is_settled(transactional_city: City_) -> None:
    city = transactional_city
    anna, late = represents(city, "socialnamnden", "anna"), moment(date(2026, 3, 11))
    castor, paragraf = make_system(city, "Castor"), make_system(city, "Paragraf", owner="socialnamnden")
    tie(castor, paragraf)
    notice = make_notice(city, castor)
    answer = NoticeAnswer.objects.get(notice=notice, system=paragraf)
    given = at_once([
        lambda: go_ahead(notice=notice, reasons="Ingen svarar.", by=city.people["owner"], on=late),
        lambda: answer_change(answer=answer, yes=True, reason="", seen=AnswerState.WAITING, by=anna, on=late),
    ])  # fmt: skip
    notice.refresh_from_db()
    answer.refresh_from_db()
    assert notice.state == "going_ahead"
    settled_first = isinstance(given[1], Refused)
    assert (answer.state, notice.decision is not None) == (("waiting", True) if settled_first else ("yes", False))
    assert ChangeNotice.objects.count() == 1


def test_of_the_same_flow_put_in_at_once_one_is(transactional_city: City_) -> None:
    city = transactional_city
    castor, paragraf = make_system(city, "Castor"), make_system(city, "Paragraf", owner="socialnamnden")
    values = {"source": castor, "target": paragraf, "information": "Beslut"}
    given = at_once([lambda: register_flow(values=values, by=city.people["project_office"], on=city.on)] * 3)
    assert rules(given) == ["flow_once"] * 2
    assert Flow.objects.count() == 1
