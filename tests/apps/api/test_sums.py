"""What the frames hold, and would hold without some cases."""

import pytest

from nytta.governance.portfolios.models import Grant
from tests.apps.api.callers import Program, problem
from tests.factories.city import make_case, make_city

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14", "F2")]


def test_sums_of_the_frames_without_some_cases() -> None:
    city = make_city()
    one, two, waits = make_case(city, "granted"), make_case(city, "granted", title="Två"), make_case(city, "decision", title="Tre")
    frame, nobody = Grant.objects.get(application=one).frame, Program()
    amounts = dict(Grant.objects.values_list("application__code", "amount_sek"))
    base = nobody.read("portfolio-sums", {"year": frame.year})
    row = next(r for r in base["portfolios"] if r["code"] == frame.portfolio.code)
    assert (row["amount_sek"], row["granted_sek"], row["freed_sek"]) == (frame.amount_sek, sum(amounts.values()), 0)
    assert row["left_sek"] == frame.amount_sek - sum(amounts.values())
    less = nobody.read("portfolio-sums", {"year": frame.year, "without": f"{one.code},{waits.code}"})
    row = next(r for r in less["portfolios"] if r["code"] == frame.portfolio.code)
    assert (row["granted_sek"], row["freed_sek"]) == (amounts[two.code], amounts[one.code])
    assert less["total"]["left_sek"] == base["total"]["left_sek"] + amounts[one.code]
    assert less["without"] == [one.code, waits.code]


@pytest.mark.parametrize(
    "asked", [{"year": "20x6"}, {"year": "0"}, {"without": "A-2026-999"}, {"without": ",".join(f"A-2026-{n}" for n in range(60))}]
)
def test_what_cannot_be_asked_is_named(asked: dict[str, str]) -> None:
    make_city()
    assert problem(Program().get("portfolio-sums", asked)) == (400, "bad-parameter")


def test_unknown_parameter_is_refused_and_drafts_are_not_told_of() -> None:
    city = make_city()
    draft = make_case(city)
    assert problem(Program().get("portfolio-sums", {"utan": "x"})) == (400, "unknown-parameter")
    assert problem(Program().get("portfolio-sums", {"without": draft.code})) == (400, "bad-parameter")
