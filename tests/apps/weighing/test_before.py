"""Before the room: the register, criteria and rules by their forms, members' own weights, the lock."""

import re
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.governance.valuation.models import GoalScore
from nytta.governance.weighing import commands
from nytta.governance.weighing.models import Criterion, Limit, MemberWeights, Round
from nytta.governance.weighing.queries.before import ground_of, together
from nytta.governance.weighing.rules import from_order, order_fits
from nytta.governance.weighing.terms import Joined, LimitKind, RoundState
from nytta.kit.testing import queries_of
from nytta.plain.verdicts import Refused
from tests.apps.weighing.rooms import start
from tests.factories.city import YEAR, City_, make_case

pytestmark = pytest.mark.django_db
DECIDED = {"decided_by": "Kommunfullmäktige", "paragraph": "KF § 112", "reason": ""}


def at(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def prepared(city: City_, number: int = 3) -> tuple[Round, list[str]]:
    codes = [make_case(city, "weighing", title=f"Förslag {n}").code for n in range(1, number + 1)]
    return start(city), codes


def asked(city: City_) -> Round:
    one, _ = prepared(city)
    return commands.ask_for_weights(one=one, how=Joined.MEAN, by=city.people["project_office"], on=city.on)


def shown(html: str) -> str:
    found = re.search(r'name="ranges" value="([0-9a-f]+)"', html)
    assert found is not None
    return found[1]


def test_the_office_starts_a_weighing_whose_criteria_are_the_goals(city: City_) -> None:
    given = {"title": "Vårens vägning", "year": str(YEAR), "held_on": f"{YEAR}-04-22"}
    answer = at(city.people["project_office"]).post(reverse("weighing:start"), given)
    one = Round.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/vagningar/{one.code}/")
    assert list(one.criteria.values_list("code", flat=True)) == ["KF1", "KF2", "KF3"]
    assert at(city.people["applicant"]).get(reverse("weighing:start")).status_code == 403
    assert at(city.people["applicant"]).get(answer["Location"]).status_code == 404


def test_the_page_shows_what_is_at_hand_and_only_what_the_reader_may_do(city: City_) -> None:
    one, _ = prepared(city)
    url = reverse("weighing:detail", args=[one.code])
    office, member = (at(city.people[who]).get(url).content.decode() for who in ("project_office", "council_member"))
    assert "0 till 180 poäng" in office
    assert "Be ledamöterna väga" in office
    assert "Be ledamöterna väga" not in member
    assert "Väntar på projektkontoret" in member


def test_the_page_takes_the_same_queries_whatever_the_rules(city: City_) -> None:
    one, codes = prepared(city)
    client, url = at(city.people["project_office"]), reverse("weighing:detail", args=[one.code])
    client.get(url)
    before = len(queries_of(client, url)[1])
    for code in codes:
        put(city, one, LimitKind.MANDATORY, id=code)
    make_case(city, "weighing", title="En till")
    assert len(queries_of(client, url)[1]) == before


def put(city: City_, one: Round, kind: LimitKind, **given: Any) -> Any:
    url = reverse("weighing:limit", args=[one.code, kind.value])
    return at(city.people["project_office"]).post(url, {**DECIDED, **given})


@pytest.mark.requirement("F9", "F16")
def test_a_rate_is_refused_without_who_decided_it_and_shown_with_it(city: City_) -> None:
    one, _ = prepared(city)
    client, url = at(city.people["project_office"]), reverse("weighing:add_criterion", args=[one.code])
    given = {"title": "Besparing", "code": "SPAR", "sek_per_point": "20 000", "decided_by": "Utvecklingsrådet"}
    assert client.post(url, given).status_code == 422
    assert client.post(url, {**given, "paragraph": "§ 4"}).status_code == 302
    row = Criterion.objects.get(code="SPAR")
    assert (row.sek_per_point, row.paragraph) == (20_000, "§ 4")
    html = client.get(reverse("weighing:detail", args=[one.code])).content.decode()
    assert "20\u00a0000\u00a0kr om året väger lika med en poäng" in html
    assert "En besparing i kronor ska inte också ge poäng" in html
    again = client.post(url, {**given, "paragraph": "§ 4"})
    assert (again.status_code, "Det finns redan ett kriterium" in again.content.decode()) == (422, True)


def test_criteria_that_order_the_proposals_alike_are_told(city: City_) -> None:
    one, _ = prepared(city)  # all goals have the same points: level criteria are like no other
    assert ground_of(one, city.on.date()).warnings == []


@pytest.mark.requirement("F3", "F16")
@pytest.mark.parametrize(
    ("kind", "given", "content"),
    [
        (LimitKind.MANDATORY, {"id": "{0}"}, {"id": "{0}"}),
        (LimitKind.DIRECTED, {"portfolio": "P1", "max": "3 mkr", "members": ["{0}"]}, {"portfolio": "P1", "max": 3_000_000, "members": ["{0}"]}),
        (LimitKind.PREREQUISITE, {"name": "A", "proposal": "{0}", "mode": "any", "needs": ["{1}"]}, {"proposal": "{0}", "mode": "any", "needs": ["{1}"]}),
        (LimitKind.EXCLUSIVE, {"name": "A", "members": ["{0}", "{1}"], "min": "", "max": "1"}, {"members": ["{0}", "{1}"], "max": 1}),
        (
            LimitKind.SYNERGY,
            {"name": "A", "members": ["{0}", "{1}"], "score_KF1": "5", "cost_2026": "−100 000", "charged_to": "{0}"},
            {"members": ["{0}", "{1}"], "score": {"KF1": 5}, "cost": [-100_000, 0, 0], "charged_to": "{0}"},
        ),
        (LimitKind.CAPACITY, {"name": "A", "limit_2026": "40", "use_{0}_2026": "12"}, {"limit": [40, None, None], "use": {"{0}": [12, 0, 0]}}),
        (
            LimitKind.BALANCE,
            {"name": "A", "members": ["{0}"], "measure": "cost", "least": "30", "most": "", "base": ""},
            {"members": ["{0}"], "measure": "cost", "base": "selected", "min_share": "30/100"},
        ),
    ],
    ids=lambda v: v.value if isinstance(v, LimitKind) else "",
)  # fmt: skip
def test_each_kind_of_rule_is_written_changed_and_taken_away(city: City_, kind: LimitKind, given: dict[str, Any], content: Any) -> None:
    one, codes = prepared(city)

    def filled(of: Any) -> Any:
        if isinstance(of, dict):
            return {filled(k): filled(v) for k, v in of.items()}
        return [filled(v) for v in of] if isinstance(of, list) else of.format(*codes) if isinstance(of, str) else of

    answer = put(city, one, kind, **filled(given))
    assert answer.status_code == 302, answer.content.decode()
    row = Limit.objects.get(round=one)
    assert (row.content, row.decided_by, row.paragraph) == (filled(content), "Kommunfullmäktige", "KF § 112")
    assert put(city, one, kind, **filled(given)).status_code == 422  # never a rule lost under another of its name
    client, url = at(city.people["project_office"]), reverse("weighing:change_limit", args=[one.code, kind.value, row.name])
    form = client.get(url).context["form"]
    held = {n: form.get_initial_for_field(f, n) for n, f in form.fields.items()}
    assert client.post(url, {k: v for k, v in held.items() if v is not None} | {"paragraph": "KF § 113"}).status_code == 302
    row.refresh_from_db()
    assert (row.content, row.paragraph) == (filled(content), "KF § 113")
    assert client.post(reverse("weighing:drop_limit", args=[one.code, kind.value, row.name])).status_code == 302
    assert not Limit.objects.exists()


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (LimitKind.EXCLUSIVE, {"name": "A", "members": ["{0}"], "min": "2", "max": "1"}, "Minst kan inte vara fler än högst"),
        (LimitKind.PREREQUISITE, {"name": "A", "proposal": "{0}", "mode": "all", "needs": ["{0}"]}, "förutsätta sig självt"),
        (LimitKind.BALANCE, {"name": "A", "members": ["{0}"], "measure": "cost"}, "en minsta eller största andel"),
        (LimitKind.CAPACITY, {"name": "A", "use_{0}_2026": "1"}, "hur mycket som finns i minst ett av åren"),
        (LimitKind.MANDATORY, {"id": "A-1999-001"}, "A-1999-001"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_told_with_what_mends_it(city: City_, kind: LimitKind, given: dict[str, Any], said: str) -> None:
    one, codes = prepared(city)
    answer = put(
        city,
        one,
        kind,
        **{k.format(*codes): [x.format(*codes) for x in v] if isinstance(v, list) else v.format(*codes) for k, v in given.items()},
    )
    assert (answer.status_code, said in answer.content.decode(), Limit.objects.count()) == (422, True, 0)


@pytest.mark.requirement("F16", "N8")
def test_a_member_weighs_alone_and_sees_nobody_elses_before_the_lock(city: City_) -> None:
    one, member, office = asked(city), city.people["council_member"], city.people["project_office"]
    client, url = at(member), reverse("weighing:weigh_in", args=[one.code])
    mark = shown(client.get(url).content.decode())
    short = {"ranges": mark, "w_KF1": "90", "w_KF2": "50", "w_KF3": "0"}
    refused = client.post(url, short)
    assert (refused.status_code, "Ge det viktigaste steget 100" in refused.content.decode(), 'value="90"' in refused.content.decode()) == (
        409,
        True,
        True,
    )
    assert client.post(url, {**short, "w_KF1": "100"}).status_code == 302
    assert MemberWeights.objects.get().points == {"KF1": 100, "KF2": 50, "KF3": 0}
    detail = reverse("weighing:detail", args=[one.code])
    before = at(office).get(detail).content.decode()
    assert ("1 av 1" in before, "67 %" in before, str(member) in before.split("Händelser")[0].split("<main")[1]) == (True, False, False)
    commands.open_room(one=one, by=office, on=city.on)
    after = at(office).get(detail).content.decode()
    assert reverse("weighing:room", args=[one.code]) in after
    assert ("67 %" in after, "En ledamot har vägt" in after) == (True, True)
    locked = client.get(url).content.decode()
    assert ("Vikterna är låsta" in locked, 'name="w_KF1"' in locked) == (True, False)


def test_weights_that_were_taken_back_are_shown_to_nobody(city: City_) -> None:
    one, office = asked(city), city.people["project_office"]
    client, url = at(city.people["council_member"]), reverse("weighing:weigh_in", args=[one.code])
    mark = shown(client.get(url).content.decode())
    client.post(url, {"ranges": mark, "w_KF1": "100", "w_KF2": "57", "w_KF3": "0"})
    commands.back_to_preparing(one=one, by=office, on=city.on)
    html = at(office).get(reverse("weighing:detail", args=[one.code])).content.decode()
    assert ("gick tillbaka till kriterierna" in html, re.search(r"\b57\b", html)) == (True, None)


def test_weights_for_ranges_that_have_changed_are_refused_and_kept(city: City_) -> None:
    one = asked(city)
    client, url = at(city.people["council_member"]), reverse("weighing:weigh_in", args=[one.code])
    mark = shown(client.get(url).content.decode())
    make_case(city, "weighing", title="Ett till")
    answer = client.post(url, {"ranges": mark, "w_KF1": "100", "w_KF2": "50", "w_KF3": "0"})
    assert (answer.status_code, "har ändrats sedan sidan visades" in answer.content.decode(), MemberWeights.objects.count()) == (
        409,
        True,
        0,
    )


def test_an_order_proposes_weights_and_saves_nothing(city: City_) -> None:
    one = asked(city)
    client, url = at(city.people["council_member"]), reverse("weighing:weigh_in", args=[one.code])
    answer = client.post(url, {"order": "1", "o_KF1": "2", "o_KF2": "1", "o_KF3": "3"})
    form = answer.context["form"]
    assert [form.get_initial_for_field(form.fields[f"w_{c}"], f"w_{c}") for c in ("KF1", "KF2", "KF3")] == [45, 100, 18]
    assert not MemberWeights.objects.exists()
    assert client.post(url, {"order": "1", "o_KF1": "1", "o_KF2": "1", "o_KF3": "3"}).status_code == 422


def test_rank_order_centroid_is_exact_before_it_is_rounded() -> None:
    assert from_order({"a": 1, "b": 2, "c": 3}) == {"a": 100, "b": 45, "c": 18}  # 11/18, 5/18, 2/18
    assert not order_fits({"a": 1, "b": None})


def test_members_who_agree_have_w_1_and_those_who_give_all_the_same_have_none(city: City_) -> None:
    one, _ = prepared(city, 1)
    person, criteria = city.people["council_member"], list(one.criteria.all())

    def of(*points: tuple[int, int, int]) -> Any:
        return together(
            [MemberWeights(round=one, person=person, points=dict(zip(("KF1", "KF2", "KF3"), p, strict=True))) for p in points], criteria
        )

    assert of((100, 50, 0), (100, 40, 20)).w == 1
    assert of((100, 100, 100), (100, 100, 100)).w is None
    assert of((100, 50, 50), (100, 100, 0)).spread("KF3") == Fraction(1, 4)
    assert together([], criteria) is None


def test_the_office_asks_goes_back_and_opens(city: City_) -> None:
    one, office = prepared(city)[0], at(city.people["project_office"])
    for route, given, state in (
        ("ask_weights", {"how": "median"}, RoundState.WEIGHTS),
        ("back", {}, RoundState.PREPARED),
        ("ask_weights", {"how": "mean"}, RoundState.WEIGHTS),
        ("open", {}, RoundState.OPEN),
    ):
        assert office.post(reverse(f"weighing:{route}", args=[one.code]), given).status_code == 302
        one.refresh_from_db()
        assert one.state == state.value
    assert one.joined == Joined.MEAN.value
    answer = office.post(reverse("weighing:ask_weights", args=[one.code]), {"how": "mean"})
    assert (answer.status_code, "Detta går inte att göra i läget" in answer.content.decode()) == (409, True)
    with pytest.raises(Refused):
        commands.back_to_preparing(one=one, by=city.people["project_office"], on=city.on)


def test_what_waits_on_a_member_stands_on_the_desk(city: City_) -> None:
    one = asked(city)
    html = at(city.people["council_member"]).get(reverse("portal:desk")).content.decode()
    assert reverse("weighing:weigh_in", args=[one.code]) in html


def test_the_way_in_stands_on_the_pages_below(city: City_) -> None:
    one, _ = prepared(city)
    for url in (reverse("portfolios:weigh"), reverse("portfolios:list")):
        assert reverse("weighing:detail", args=[one.code]) in at(city.people["council_member"]).get(url).content.decode()
        assert reverse("weighing:list") not in at(city.people["applicant"]).get(url).content.decode()


@pytest.mark.requirement("F16", "N8")
def test_the_lock_divides_each_share_by_the_points_of_its_step_and_the_pages_say_both(city: City_) -> None:
    one = asked(city)
    scores = GoalScore.objects.filter(goal__code="KF2")
    scores.update(points=30)  # 90 points in all, the others 180
    GoalScore.objects.filter(goal__code="KF3").update(points=0)
    member, office = at(city.people["council_member"]), city.people["project_office"]
    url = reverse("weighing:weigh_in", args=[one.code])
    html = member.get(url).content.decode()
    assert html.count("Inget av årets förslag: 0 poäng") == 3  # the same step for every criterion
    assert "Alla årets förslag: 90 poäng tillsammans" in html
    assert html.count("Det skiljer inte förslagen åt, och väger 0 vad du än skriver.") == 1
    given = {"ranges": shown(html), "w_KF1": "100", "w_KF2": "100", "w_KF3": "50"}
    assert member.post(url, given).status_code == 302
    commands.open_room(one=one, by=office, on=city.on)
    assert list(one.criteria.values_list("code", "weight")) == [("KF1", 333_333), ("KF2", 666_667), ("KF3", 0)]
    kept = Round.objects.get().notes["lock"]
    assert kept == {"said": {"KF1": "2/5", "KF2": "2/5", "KF3": "1/5"}, "steps": {"KF1": "180", "KF2": "90", "KF3": "0"}}
    room = member.get(reverse("weighing:room", args=[one.code])).content.decode()
    assert "Ledamöterna gav hela steget, 90 poäng, 40 %. Talet här är vad en poäng väger." in room
    assert "Inget förslag hade poäng här när vikterna låstes." in room
    commands.renew(one=one, by=office, on=city.on)
    assert Round.objects.get().notes["lock"] == kept
