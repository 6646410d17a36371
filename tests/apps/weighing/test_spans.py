"""The assessor's span around points, and the city council's ceiling for what may be bound."""

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records.terms import FrameSource
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.commands import set_frame
from nytta.governance.portfolios.queries.weighing import Ceiling, ceiling_of
from nytta.governance.valuation import commands
from nytta.governance.valuation.models import GoalScore
from nytta.governance.valuation.queries import known, spans_of
from nytta.governance.valuation.rules import in_words, points_fit
from nytta.plain.verdicts import Refused
from tests.apps.valuation.test_pages import appointed
from tests.factories.city import YEAR, City_

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("points", "low", "high", "said"),
    [(60, None, None, "60"), (60, 40, 80, "60 (40–80)"), (60, 40, None, "60 (40–60)"), (60, None, 80, "60 (60–80)")],
)
def test_a_span_is_said_beside_its_points(points: int, low: int | None, high: int | None, said: str) -> None:
    assert (points_fit("KF1", points, low, high), in_words(points, low, high)) == (None, said)


@pytest.mark.parametrize(
    ("points", "low", "high", "field"),
    [
        (60, 61, None, "low_KF1"),
        (60, None, 59, "low_KF1"),
        (60, 40, 101, "low_KF1"),
        (101, None, None, "points_KF1"),
        (None, 40, 80, "points_KF1"),
    ],
)
def test_a_span_that_does_not_lie_around_its_points_is_refused(points: int | None, low: int | None, high: int | None, field: str) -> None:
    found = points_fit("KF1", points, low, high)
    assert found is not None
    assert found.field == field


def put(city: City_, case: Application, low: int | None, high: int | None) -> None:
    goal = city.goal()
    commands.value(
        application=case, amounts={}, reasons={}, points={goal: 60}, summary="Värderat.", spans={goal: (low, high)},
        by=city.people["assessor"], on=city.on,
    )  # fmt: skip


@pytest.mark.requirement("F16")
def test_the_span_reaches_the_case_page_and_the_weighing(city: City_) -> None:
    case = appointed(city)
    put(city, case, 40, 80)
    found = known(Application.objects.get(pk=case.pk))
    assert found is not None
    assert (found.said["KF1"], found.has_span) == ("60 (40–80)", True)
    Application.objects.get(pk=case.pk).calculation.__class__.objects.update(trusted="assessed")
    assert spans_of([case.pk])[case.pk]["KF1"] == (40, 60, 80)


def test_a_span_is_refused_in_words_and_nothing_is_written(city: City_) -> None:
    case = appointed(city)
    with pytest.raises(Refused, match="lägst vara minst"):
        put(city, case, 61, None)
    assert not GoalScore.objects.filter(valuation__application=case, low=61).exists()


def test_the_form_keeps_what_was_typed_and_tells_what_mends_it(city: City_) -> None:
    case, client = appointed(city), Client()
    client.force_login(city.people["assessor"])
    url = reverse("valuation:value", args=[case.code])
    assert client.post(url, {"points_KF1": "60", "low_KF1": "40", "high_KF1": "80"}).status_code == 302
    score = GoalScore.objects.get(valuation__application=case, goal__code="KF1")
    assert (score.low, score.points, score.high) == (40, 60, 80)
    answer = client.post(url, {"points_KF1": "60", "low_KF1": "70", "high_KF1": "80"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="70"' in html
    assert "60 poäng, som lägst 40 och som högst 80" in html


def test_the_ceiling_stands_beside_what_is_bound(city: City_) -> None:
    client = Client()
    client.force_login(city.people["project_office"])
    url = reverse("portfolios:frame", args=["P1", YEAR + 1])
    given = {"amount_sek": "9 000 000", "source": FrameSource.OPERATING.value, "paragraph": "KF § 9", "commitment_ceiling_sek": "6 000 000"}
    assert client.post(url, given).status_code == 302
    frame = city.portfolio().frames.get(year=YEAR + 1)
    assert (frame.commitment_ceiling_sek, ceiling_of(frame, [])) == (6_000_000, Ceiling(0, 6_000_000))
    assert (
        "Fullmäktiges tak för åtaganden är 6\u00a0000\u00a0000\u00a0kr"
        in client.get(reverse("portfolios:detail", args=["P1", YEAR + 1])).content.decode()
    )
    set_frame(portfolio=city.portfolio(), year=YEAR + 1, amount_sek=9_000_000, source=FrameSource.OPERATING, paragraph="KF § 10",
              by=city.people["project_office"], on=city.on)  # fmt: skip
    frame.refresh_from_db()
    assert (frame.commitment_ceiling_sek, ceiling_of(frame, [])) == (None, None)
