"""The demo city's money after the grant: conditions shown and confirmed, fund requests paid, what is left moved, given back or lapsed."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from nytta.followup.projects import commands as projects
from nytta.followup.projects import queries
from nytta.followup.projects.models import FundRequest, Project
from nytta.followup.projects.terms import ConditionState, RequestState
from nytta.governance.portfolios.models import Grant
from nytta.governance.portfolios.rules import ConditionText
from nytta.kit.clock import moment

from . import demo_words as words
from .demo_people import DemoCity
from .demo_play import Script, chance

if TYPE_CHECKING:
    from .demo_acts import Story

ASK_SHARE = 4  # of a year's money, each time


def conditions_of(story: "Story") -> list[ConditionText]:
    """Two of three first grants are made on conditions, one of which stops payment."""
    if Grant.objects.filter(application__code=story.code).exists() or chance(story.title, "conditions", 3) == 0:
        return []
    first = chance(story.title, "condition", len(words.STOPPING))
    return [ConditionText(words.STOPPING[first], True), ConditionText(words.FOLLOWED[first], False)]


def handle_money(story: "Story", number: int, on: datetime) -> None:
    """What happens with a status: conditions, what waits is reserved and paid, and a new part is asked for."""
    project = story.project
    if number == 1:
        _meet(story, project, on)
    elif number > 1:
        _settle(story, project, on)
    if on.month <= 3:
        _left_over(story, project, on)
    for place, left in [pair for pair in queries.money_to_ask_for(project, on.date()) if pair[0].year == on.year][:1]:
        amount = min(left, max(1_000, (place.granted_sek + place.moved_in_sek) // ASK_SHARE // 1_000 * 1_000))
        purpose = words.PURPOSES[(number + chance(story.title, "purpose", 4)) % len(words.PURPOSES)]
        projects.request_money(project=project, allocation=place, amount_sek=amount, purpose=purpose, by=story.manager, on=on)


def _meet(story: "Story", project: Project, on: datetime) -> None:
    for one in queries.conditions_of(project.application_id):
        if one.state is not ConditionState.OPEN or (not one.row.stops_payment and chance(story.title, "left open", 2)):
            continue
        check = projects.show_condition(project=project, condition=one.row, evidence=words.EVIDENCE, by=story.manager, on=on)
        if one.row.stops_payment:
            projects.confirm_condition(check=check, by=story.office, on=on)


def _settle(story: "Story", project: Project, on: datetime) -> None:
    waiting = {
        s: list(FundRequest.objects.filter(project=project, state=s.value).order_by("pk"))
        for s in (RequestState.RESERVED, RequestState.ASKED)
    }
    for one in waiting[RequestState.RESERVED]:
        paid = one.amount_sek - (one.amount_sek // 10 if chance(one.code, "less", 3) == 0 else 0)
        projects.pay_request(request=one, amount_sek=paid, reference=f"{on.year}-V-{10_000 + one.pk}", by=story.office, on=on)
    if not queries.unmet(project.application_id, on.year):
        for one in waiting[RequestState.ASKED]:
            projects.approve_request(request=one, by=story.office, on=on)


def _left_over(story: "Story", project: Project, on: datetime) -> None:
    for left in queries.unspent_of(project, on.date()):
        if left.place.year == on.year or left.asked or on.date() > left.last_on:
            continue
        amount = left.left_sek
        if chance(story.title, "moved", 3) == 0:
            projects.give_back(project=project, allocation=left.place, amount_sek=amount, reasons=words.CHEAPER, by=story.manager, on=on)
            continue
        move = projects.ask_to_move(
            project=project, allocation=left.place, amount_sek=amount, reasons=words.DELAYED, by=story.manager, on=on
        )
        if chance(story.title, "decided", 3):
            projects.move_unspent(move=move, reasons=words.MOVED, letter=words.moved(story.title), by=story.director, on=on)


def settle_money(story: "Story", on: datetime) -> None:
    """Before closure: what waits is refused, what is reserved is paid, and the rest goes back."""
    project = story.project
    for one in FundRequest.objects.filter(project=project, state=RequestState.ASKED.value):
        projects.refuse_request(request=one, reasons=words.CLOSES, by=story.office, on=on)
    for one in FundRequest.objects.filter(project=project, state=RequestState.RESERVED.value):
        projects.pay_request(request=one, amount_sek=one.amount_sek, reference=f"{on.year}-V-{10_000 + one.pk}", by=story.office, on=on)
    projects.return_unspent(project=project, by=story.manager, on=on)


def nights(city: DemoCity) -> Script:
    """The night after the last day of each year: what nobody moved or gave back lapses."""
    for year in range(city.first.year + 1, city.now.year + 1):
        on = yield moment(date(year, 4, 1), 1)
        projects.lapse_unspent(by=None, on=on)
