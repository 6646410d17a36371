"""The portfolios' pages: sums that open to their rows, the weighing with and without marks, and constant queries."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records.models import Programme
from nytta.city.records.terms import FrameSource
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.commands import ItemText
from nytta.governance.benefits.terms import Ledger
from nytta.governance.portfolios import commands, panels
from nytta.governance.portfolios.models import CouncilAdvice
from nytta.governance.portfolios.queries.page import known
from nytta.governance.portfolios.queries.weighing import Weighing, weighing
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.terms import ConflictGround
from nytta.needs.goals.models import FocusArea
from tests.factories.city import YEAR, City_, make_case
from tests.reading import unlinked

PARTS = {"innovation": 1_000_000, "improvement": 1_700_000, "standardised": 1_000_000}


def at(client: Client, person: Person) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def innovative(city: City_, title: str) -> Application:
    return make_case(
        city, "weighing", title=title, focus_area=city.area(5), category=Category.INNOVATIVE.value, lifetime_months=5,
        hypothesis="Vi tror.", experience_plan="Plan.", items=[ItemText(Ledger.DEVELOPMENT, "Försök", {YEAR: 300_000})],
    )  # fmt: skip


def weighed(city: City_, *marks: str) -> Weighing:
    return weighing(year=YEAR, marks=marks, person=city.people["council_member"], on=city.on.date())


@pytest.mark.requirement("F2", "F16")
def test_weighing_ranks_by_value_per_krona_and_says_what_stopped(city: City_) -> None:
    commands.set_frame(
        portfolio=city.portfolio(1), year=YEAR, amount_sek=5_000_000, source=FrameSource.OPERATING, paragraph="KF § 2", parts=PARTS,
        by=city.people["registrar"], on=city.on,
    )  # fmt: skip
    codes = [make_case(city, "weighing", title=f"F{n}", cost_sek=n * 600_000).code for n in (2, 1, 3)]
    found = weighed(city)
    assert [(r.proposal.code, r.position, r.taken, r.worth_said) for r in found.ranked] == [
        (codes[1], 1, True, "100,0"),
        (codes[0], 2, False, "50,0"),
        (codes[2], 3, False, "33,3"),
    ]
    assert [[f.rule for f in r.stops] for r in found.ranked] == [[], ["part:P1:improvement"], ["part:P1:improvement"]]
    assert found.bound == ["delen ”Förbättringar av befintliga e-tjänster” av P1"]
    assert dict(found.weights) == {"KF1": 1, "KF2": 1, "KF3": 1}


def test_case_of_an_earlier_programme_charges_no_frame_of_this_one_and_is_said(city: City_, client: Client) -> None:
    mine, old = (make_case(city, "weighing", title=t) for t in ("Ny", "Gammal"))
    earlier = Programme.objects.create(
        code="tidigare",
        name="Tidigare program",
        decided_on=date(2019, 1, 1),
        valid_from=date(2019, 1, 1),
        valid_until=date(2024, 12, 31),
        template="x",
    )
    area = FocusArea.objects.create(programme=earlier, number=mine.focus_area.number, name="Samma nummer")
    Application.objects.filter(pk=old.pk).update(focus_area=area)
    found = weighed(city, mine.code, old.code)
    assert ([r.proposal.code for r in found.rows], found.elsewhere) == ([mine.code], 1)
    page = at(client, city.people["council_member"]).get(reverse("portfolios:weigh")).content.decode()
    assert "1 ärende från ett tidigare program, eller utan fokusområde, väntar också." in page


@pytest.mark.requirement("F3", "G2")
def test_innovative_stand_by_themselves_in_order_of_hand_in(city: City_, client: Client) -> None:
    codes = [innovative(city, f"Försök {n}").code for n in (1, 2)]
    make_case(city, "weighing")
    found = weighed(city)
    assert ([r.proposal.code for r in found.innovative], [r.position for r in found.innovative]) == (codes, [None, None])
    page = at(client, city.people["council_member"]).get(reverse("portfolios:weigh")).content.decode()
    table = page[page.index("Innovativa förslag efter inlämningsdag") :]
    assert ("KF1" in table[: table.index("</table>")]) is False


@pytest.mark.requirement("F2")
def test_marks_past_the_frame_are_said_in_words(city: City_, client: Client) -> None:
    cases = [make_case(city, "weighing", title=f"F{n}", cost_sek=6_000_000) for n in (1, 2)]
    found = weighed(city, *(c.code for c in cases))
    room = found.rooms[0]
    assert (room.marked_sek, room.left_sek, room.over_sek, found.over) == (12_000_000, 0, 2_000_000, True)
    client = at(client, city.people["council_member"])
    page = client.get(reverse("portfolios:weigh"), {"ar": YEAR, "r": 1, "med": [c.code for c in cases]}).content.decode()
    text = page.replace("\xa0", " ")
    assert '<p class="over" data-over>Det markerade ryms inte i ramen för P1' in text
    assert "<span data-over-sum>2 000 000 kr</span>" in text


def test_marks_are_what_the_council_has_advised_until_one_marks(city: City_) -> None:
    make_case(city, "weighing", title="Utan råd")
    advised = make_case(city, "decision", title="Med råd")
    found = weighing(year=None, marks=None, person=city.people["council_member"], on=city.on.date())
    assert [r.proposal.code for r in found.marked] == [advised.code]


@pytest.mark.requirement("F11")
def test_bulk_advice_lists_those_that_cannot(city: City_, client: Client) -> None:
    first, second = make_case(city, "weighing", title="Kan"), make_case(city, "weighing", title="Kan inte")
    member = city.people["council_member"]
    preparation.declare_conflict(application=second, ground=ConflictGround.OWN_BENEFIT, by=member, on=city.on)
    client = at(client, member)
    address = reverse("portfolios:advise_many")
    page = client.get(address, {"ar": YEAR, "med": [first.code, second.code]})
    assert ([r.proposal.code for r in page.context["able"]], [r.proposal.code for r, _ in page.context["unable"]]) == (
        [first.code],
        [second.code],
    )
    assert "Du har anmält jäv i ärendet." in page.content.decode()
    empty = client.post(address, {"ar": YEAR, "med": [first.code, second.code], "reasons": "Skälen"})
    done = client.post(address, {"ar": YEAR, "med": [first.code, second.code], "advice": "fund", "reasons": "Skälen"})
    assert [empty.status_code, "Skälen" in empty.content.decode(), done.status_code] == [422, True, 302]
    assert list(CouncilAdvice.objects.values_list("application", "advice", "reasons")) == [(first.pk, "fund", "Skälen")]


@pytest.mark.requirement("F11")
@pytest.mark.parametrize("who", ["applicant", "director"])
def test_advice_refused_to_others(city: City_, client: Client, who: str) -> None:
    case = make_case(city, "weighing")
    answer = at(client, city.people[who]).post(reverse("portfolios:advise", args=[case.code]), {"advice": "fund", "reasons": "Mitt råd"})
    text = unlinked(answer)
    assert answer.status_code == 409
    assert ["Ledamot i utvecklingsrådet" in text, "P5; F11" in text, "Mitt råd" in text] == [True, True, True]


@pytest.mark.requirement("F2")
def test_every_sum_opens_to_its_rows(city: City_, client: Client) -> None:
    case = make_case(city, "granted", cost_sek=1_000_000, years=2)
    page = client.get(reverse("portfolios:list"), {"ar": YEAR})
    detail = client.get(reverse("portfolios:detail", args=["P1", YEAR]))
    assert (page.status_code, detail.status_code) == (200, 200)
    assert page.context["total"] == {"amount": 50_000_000, "granted": 500_000, "later": [500_000, 0], "left": 49_500_000}
    context = detail.context
    assert ([g.application.code for g in context["grants"]], context["granted"], [c.amount_sek for c in context["commitments"]]) == (
        [case.code], 500_000, [500_000],
    )  # fmt: skip
    assert ("<svg" in page.content.decode(), context["weighs"]) == (True, False)


def test_no_programme_says_what_to_do(db: None, client: Client) -> None:
    page = client.get(reverse("portfolios:list")).content.decode()
    assert ["Inget program gäller i dag" in page, "registratorn eller projektkontoret" in page] == [True, True]


def test_weighing_is_for_those_who_are_logged_in(city: City_, client: Client) -> None:
    assert client.get(reverse("portfolios:weigh")).status_code == 302


def test_letter_is_not_found_before_there_is_one(city: City_, client: Client) -> None:
    make_case(city, "granted")
    assert client.get(reverse("portfolios:letter", args=[1])).status_code == 404


def count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as context:
        assert client.get(address).status_code == 200
    return len(context)


@pytest.mark.parametrize("name", ["weigh", "list", "detail", "advise_many"])
def test_queries_are_constant(city: City_, client: Client, name: str) -> None:
    client = at(client, city.people["council_member"])
    cases = [make_case(city, "weighing"), make_case(city, "granted", title="G0", years=2), innovative(city, "I0")]
    arguments: list[Any] = ["P1", YEAR] if name == "detail" else []
    address = reverse(f"portfolios:{name}", args=arguments) + f"?ar={YEAR}"
    one = count(client, address + "&r=1" + "".join(f"&med={c.code}" for c in cases))
    cases += [make_case(city, "weighing", title=f"F{n}") for n in (1, 2)]
    cases += [make_case(city, "granted", title="G1", years=2), innovative(city, "I1")]
    three = count(client, address + "&r=1" + "".join(f"&med={c.code}" for c in cases))
    assert (one, three <= 24) == (three, True)


def test_case_page_knows_all_in_one_query(city: City_, django_assert_num_queries: Any) -> None:
    case = Application.objects.get(pk=make_case(city, "granted", cost_sek=1_000_000, years=2).pk)
    with django_assert_num_queries(1):
        found = known(case)
        blocks = panels.weighed(case, city.people["applicant"], city.on)
    assert [(a.year, a.advice.value) for a in found.advised] == [(YEAR, "fund")]
    assert [(g.year, g.amount_sek, g.portfolio, g.has_letter) for g in found.granted] == [(YEAR, 500_000, "P1", False)]
    assert [(c.year, c.amount_sek) for c in found.committed] == [(YEAR + 1, 500_000)]
    assert [b.anchor for b in blocks] == ["beslut"]


def test_acts_follow_the_role_and_the_state(city: City_) -> None:
    case = make_case(city, "decision")
    shown = {w: [a.label for a in panels.acts(case, city.people[w], city.on)] for w in ("council_member", "director", "applicant")}
    assert shown == {"council_member": ["Ändra rådet"], "director": ["Besluta om medel"], "applicant": []}
