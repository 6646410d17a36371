"""What a draft changes besides the gates: beside what comes out when it is decided. Source: O4; F10, F13, F16."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nytta.city.records.queries import programme_in_force
from nytta.governance.portfolios.models import Frame
from nytta.governance.portfolios.queries import frames_of_year, proposals, ranked, weights
from nytta.governance.preparation.queries import standings
from nytta.governance.rulesets import commands
from nytta.governance.rulesets.models import Draft
from nytta.governance.rulesets.queries.beyond import Beyond, beyond
from nytta.governance.rulesets.rules.beyond import ceiling, shares_of, unfit
from nytta.governance.valuation.models import GoalScore
from tests.apps.rulesets.drafts import decided, delegated, proposed, started, written
from tests.factories.city import City_, make_case
from tests.factories.exemptions import make_exemption

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O4")]
SV = {"accept-language": "sv"}


def told(draft: Draft, on: date) -> dict[str, Beyond]:
    return {b.title: b for b in beyond(draft, on)}


def rows(one: Beyond) -> list[list[str]]:
    return [list(r) for r in one.table.rows] if one.table else []


def places(city: City_, on: date) -> dict[str, tuple[int, bool]]:
    """Where each proposal stands by the rule set in force."""
    programme = programme_in_force(on)
    found = ranked(proposals(on, programme), frames_of_year(programme, on.year), weights(on), on.year)
    return {s.id: (s.position, s.taken) for s in found.steps} if found else {}


def rivals(city: City_) -> None:
    """Three proposals that are each best by another goal."""
    for n, goal in enumerate(("KF1", "KF2", "KF3")):
        case = make_case(city, "weighing", title=f"Bäst på {goal}")
        for score in GoalScore.objects.filter(valuation__application=case).select_related("goal"):
            points = 90 if score.goal.code == goal else 12 - n
            GoalScore.objects.filter(pk=score.pk).update(points=points, low=None, high=None)


def test_changed_weights_list_exactly_the_proposals_that_move(city: City_) -> None:
    rivals(city)
    day = city.on.date()
    delegated(city)
    draft = written(city, started(city), "weights/KF3", value=9)
    [listed] = [rows(b) for b in beyond(draft, day)]
    before = places(city, day)
    decided(city, proposed(city, draft))
    after = places(city, day)
    moved = {code: (before[code], after[code]) for code in before if before[code] != after[code]}
    said = {"ja": True, "nej": False}
    assert {r[0].split()[0]: ((int(r[2]), said[r[4]]), (int(r[3]), said[r[5]])) for r in listed} == moved != {}


def test_weights_in_the_same_proportion_move_nothing_and_without_proposals_that_is_said(city: City_) -> None:
    draft = written(city, started(city), "weights/KF3", value=2)
    [empty] = beyond(draft, city.on.date())
    assert (empty.table, empty.said[0]) == (None, "Inget förslag väntar på vägning i dag.")
    rivals(city)
    for goal in ("KF1", "KF2"):
        draft = written(city, draft, f"weights/{goal}", value=2)
    [same] = beyond(draft, city.on.date())
    assert (same.table, same.said[0]) == (None, "0 av 3 förslag får en annan plats, eller ryms bara i den ena listan.")


def test_changed_ceiling_lists_each_frame_and_who_no_longer_fits(city: City_) -> None:
    make_case(city, "weighing", title="Binder nästa år")
    on = city.on.date()
    draft = written(city, started(city), "limits/commitment_shares", value=[1, 0])
    found = rows(beyond(draft, on)[0])
    frames = list(Frame.objects.filter(year__gte=on.year, portfolio__programme=programme_in_force(on)).order_by("year", "portfolio__code"))
    own = {(f.portfolio_id, f.year) for f in frames if f.commitment_ceiling_sek is not None}
    wanted = [(f"{f.portfolio.code} {f.year}", str(f.year + n)) for f in frames for n in (1, 2) if (f.portfolio_id, f.year + n) not in own]
    assert [tuple(r[:2]) for r in found] == wanted != []
    [mine] = [p for p in proposals(on, programme_in_force(on))]
    for row in found:
        frame = next(f for f in frames if row[0] == f"{f.portfolio.code} {f.year}")
        share = {"1": 1, "2": 0}[str(int(row[1]) - frame.year)]
        over = row[0] == f"{mine.portfolio} {mine.year}" and mine.later.get(int(row[1]), 0) > frame.amount_sek * share // 100
        assert (mine.code in row[6]) is over, row


def test_a_tie_that_is_taken_out_lists_the_cases_whose_proposals_go(city: City_) -> None:
    day = city.on.date()
    case = make_case(city, "preparation", title="I beredning")
    member = city.people["group_1"]
    member.body = city.people["applicant"].body
    member.save()
    delegated(city)
    draft = commands.remove_line(
        draft=started(city), where="conflict_tie/same_administration", by=city.people["project_office"], on=city.on
    )
    before = standings([member], [case], day)[member.pk, case.pk].open
    [found] = beyond(draft, day)
    decided(city, proposed(city, draft))
    after = standings([member], [case], day)[member.pk, case.pk].open
    assert (len(before) > len(after), rows(found)) == (True, [[f"{case.code} I beredning", "0", "1"]])
    assert str(member) not in str(rows(found))


def test_words_of_a_ground_change_nothing_that_is_reckoned(city: City_) -> None:
    assert beyond(written(city, started(city), "conflict_ground/other", sv="Något annat"), city.on.date()) == []


def test_letters_reminders_and_notices_are_told_and_what_cannot_be_reckoned_is_said(city: City_) -> None:
    on = city.on.date()
    make_exemption(city, last=date(2026, 6, 30))  # 120 days on
    by, draft = city.people["project_office"], started(city)
    line: Mapping[str, Any] = {"note": "none", "clause": "P5"}
    draft = written(city, draft, "limits/exemption_reminder_days", value=[180, 30])
    draft = written(city, draft, "limits/change_notice_days", value=8)
    draft = commands.write_line(draft=draft, where="review/grant", values=line, new=True, by=by, on=city.on)
    found = told(draft, on)
    assert list(found) == ["Brevens uppgift om överprövning", "Påminnelser om undantag", "Ändringsanmälningar"]
    assert rows(found["Påminnelser om undantag"]) == [["U-2026-001 Stadens autentiseringslösning (id-portal)", "2026-06-30", "nej", "ja"]]
    assert found["Ändringsanmälningar"].said == [
        "Tiderna och avståndet gäller ändringsanmälningar som görs sedan regelverket har börjat gälla. De kan inte räknas fram i förväg."
    ]
    assert rows(found["Brevens uppgift om överprövning"])[0][1] == "ingen uppgift"


def test_it_stands_on_the_draft_and_where_it_is_proposed_and_no_longer_when_it_is_decided(city: City_, client: Client) -> None:
    rivals(city)
    delegated(city)
    draft = written(city, started(city), "weights/KF3", value=9)
    commands.try_draft(draft=draft, by=city.people["project_office"], on=city.on)
    client.force_login(city.people["project_office"], backend="django.contrib.auth.backends.ModelBackend")
    for name in ("detail", "propose"):
        html = client.get(reverse(f"rulesets:{name}", args=[draft.code]), headers=SV).content.decode()
        assert ("Rangordningen av det som väntar på vägning" in html, "Bäst på KF3" in html) == (True, True), name
    decided(city, proposed(city, draft))
    html = client.get(reverse("rulesets:detail", args=[draft.code]), headers=SV).content.decode()
    assert "Rangordningen av det som väntar på vägning" not in html


def test_queries_do_not_grow_with_cases(city: City_) -> None:
    draft = written(city, started(city), "weights/KF3", value=9)
    draft = written(city, draft, "limits/commitment_shares", value=[50, 30])
    draft = commands.remove_line(draft=draft, where="conflict_tie/same_administration", by=city.people["project_office"], on=city.on)
    beyond(draft, city.on.date())
    counted = []
    for n in (1, 3):
        for k in range(n):
            make_case(city, "weighing", title=f"Vägs {n} {k}")
            make_case(city, "preparation", title=f"Bereds {n} {k}")
        with CaptureQueriesContext(connection) as captured:
            beyond(draft, city.on.date())
        counted.append(len(captured.captured_queries))
    assert counted[0] == counted[1] <= 40


def test_a_rule_set_without_shares_has_no_ceiling() -> None:
    assert shares_of({"limits": {}}) == (None, None)
    assert shares_of({"limits": {"commitment_shares": [60, 40]}}) == (60, 40)
    assert (ceiling(999, 60), ceiling(999, None)) == (599, None)
    assert (unfit({"A": 5, "B": 6}, room_sek=5), unfit({"A": 5}, room_sek=None)) == (["B"], [])
