"""Rename, move, merge, end, correct and take back: what each day then tells, in rows and pages, and what is refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Body, BodyPeriod, Succession
from nytta.city.organisation.queries import Whole, as_on, tree, whole
from nytta.city.records import commands
from nytta.city.records.commands import NewBody
from nytta.city.records.queries import bound
from nytta.kit import audit
from nytta.kit.testing import csv_rows, queries_of
from nytta.plain.verdicts import Refused
from tests.at_once import at_once
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O1")]
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def by(city: City_) -> dict[str, Any]:
    return {"by": city.people["registrar"], "on": city.on, "paragraph": "KF § 9"}


def names(day: date) -> dict[str, tuple[str, str | None]]:
    return {code: (name, parent) for code, name, parent in as_on(day).values_list("code", "name_on", "parent_name_on")}


def refused(act: Callable[..., Any], **given: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(**given)
    return [f.rule for f in caught.value.verdict.blocking]


def rename(city: City_, code: str, name: str, day: date) -> Body:
    return commands.rename_body(body=city.bodies[code], name=name, from_day=day, **by(city))


def test_a_coming_name_is_told_by_its_day_and_needs_no_job(city: City_, travel: Callable[[date], None]) -> None:
    rename(city, "byggnadsnamnden", "Stadsbyggnadsnämnden", JUNE)
    assert names(date(2026, 5, 31))["byggforvaltningen"] == ("Byggförvaltningen", "Byggnadsnämnden")
    assert names(JUNE)["byggforvaltningen"] == ("Byggförvaltningen", "Stadsbyggnadsnämnden")
    url = reverse("organisation:detail", args=["byggnadsnamnden"])
    before = Client().get(url).content.decode()
    travel(JUNE)
    after = Client().get(url).content.decode()
    assert ">Byggnadsnämnden</h1>" in before and ">Stadsbyggnadsnämnden</h1>" in after


def test_the_present_name_is_that_of_today_after_the_night(city: City_, travel: Callable[[date], None]) -> None:
    rename(city, "byggnadsnamnden", "Stadsbyggnadsnämnden", JUNE)
    rename(city, "socialnamnden", "Omsorgsnämnden", date(2026, 2, 1))
    held = {b.code: b.name for b in Body.objects.all()}
    assert (held["byggnadsnamnden"], held["socialnamnden"]) == ("Byggnadsnämnden", "Omsorgsnämnden")
    assert commands.keep_present(by=None, on=city.on.replace(month=6, day=1)) == 1
    assert commands.keep_present(by=None, on=city.on.replace(month=6, day=1)) == 0
    assert {b.code: b.name for b in Body.objects.all()} == {code: told[0] for code, told in names(JUNE).items()}


def test_merge_into_a_new_body_moves_what_belongs_to_the_old(city: City_) -> None:
    made = commands.merge_bodies(
        bodies=[city.bodies["byggnadsnamnden"], city.bodies["socialnamnden"]], into=NewBody("samhallsnamnden", "Samhällsnämnden"),
        first_day=JULY, parts_follow=True, unbound_known=False, **by(city),
    )  # fmt: skip
    assert (made.kind, made.valid_from, made.founded_by) == ("committee", JULY, "KF § 9")
    june, july = names(date(2026, 6, 30)), names(JULY)
    assert june["byggforvaltningen"][1] == "Byggnadsnämnden" and "samhallsnamnden" not in june
    assert {c: july.get(c) for c in ("byggnadsnamnden", "socialnamnden", "byggforvaltningen", "socialforvaltningen")} == {
        "byggnadsnamnden": None, "socialnamnden": None,
        "byggforvaltningen": ("Byggförvaltningen", "Samhällsnämnden"), "socialforvaltningen": ("Socialförvaltningen", "Samhällsnämnden"),
    }  # fmt: skip
    assert list(Succession.objects.values_list("kind", "before__code", "after__code", "on").order_by("before__code")) == [
        ("merge", "byggnadsnamnden", "samhallsnamnden", JULY), ("merge", "socialnamnden", "samhallsnamnden", JULY)
    ]  # fmt: skip
    assert whole().answering("byggnadsnamnden", JULY) == ["samhallsnamnden"]
    assert bound(Body.objects.get(code="byggnadsnamnden"), JULY)[1] is None
    assert bound(made, JULY)[1] == JULY


def test_merge_without_what_belongs_there_is_refused_and_nothing_written(city: City_) -> None:
    rules = refused(
        commands.merge_bodies, bodies=[city.bodies["byggnadsnamnden"], city.bodies["socialnamnden"]], into=NewBody("ny", "Ny"),
        first_day=JULY, parts_follow=False, unbound_known=False, **by(city),
    )  # fmt: skip
    assert rules == ["body_parent_there", "body_parent_there"]
    assert (Body.objects.filter(code="ny").count(), Succession.objects.count(), BodyPeriod.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("codes", "into", "rules"),
    [
        (["byggnadsnamnden"], NewBody("ny", "Ny"), ["body_merge"]),
        (["byggnadsnamnden", "bostader"], NewBody("ny", "Ny"), ["body_merge_kind"]),
        (["byggnadsnamnden", "socialnamnden"], NewBody("energi", "Ny"), ["body_once"]),
        (["byggnadsnamnden", "socialnamnden"], NewBody("ny", "Kommunstyrelsen"), ["body_name"]),
        (["byggnadsnamnden"], "byggnadsnamnden", ["body_merge"]),
        (["byggnadsnamnden"], "energi", ["body_unbound"]),
    ],
)
def test_merge_is_refused(city: City_, codes: list[str], into: Any, rules: list[str]) -> None:
    found = refused(
        commands.merge_bodies, bodies=[city.bodies[c] for c in codes], into=city.bodies[into] if isinstance(into, str) else into,
        first_day=JULY, parts_follow=True, unbound_known=False, **by(city),
    )  # fmt: skip
    assert found == rules


def test_end_followed_by_several_is_a_split(city: City_) -> None:
    commands.end_body(
        body=city.bodies["byggnadsnamnden"], last_day=date(2026, 6, 30), successors=[city.bodies["socialnamnden"], city.bodies["kommunstyrelsen"]],
        parts_to=city.bodies["socialnamnden"], unbound_known=False, **by(city),
    )  # fmt: skip
    assert [(s.kind, s.after.code) for s in Succession.objects.order_by("after__code")] == [
        ("split", "kommunstyrelsen"),
        ("split", "socialnamnden"),
    ]
    assert names(JULY)["byggforvaltningen"] == ("Byggförvaltningen", "Socialnämnden")


def test_end_with_something_left_is_refused(city: City_) -> None:
    given = {"last_day": JULY, "successors": [], "parts_to": None, "unbound_known": False}
    assert refused(commands.end_body, body=city.bodies["byggnadsnamnden"], **given, **by(city)) == ["body_parent_there"]
    commands.end_body(body=city.bodies["byggforvaltningen"], **given, **by(city))
    commands.end_body(body=city.bodies["byggnadsnamnden"], **given, **by(city))
    assert refused(commands.end_body, body=city.bodies["byggnadsnamnden"], **given, **by(city)) == ["body_ended"]


def test_end_taken_back(city: City_) -> None:
    given = {
        "last_day": JULY,
        "parts_to": city.bodies["socialnamnden"],
        "successors": [city.bodies["socialnamnden"]],
        "unbound_known": False,
    }
    commands.end_body(body=city.bodies["byggnadsnamnden"], **given, **by(city))
    commands.withdraw_end(body=city.bodies["byggnadsnamnden"], reason="Fel paragraf", by=city.people["registrar"], on=city.on)
    body = Body.objects.get(code="byggnadsnamnden")
    assert (body.valid_until, body.ended_by, Succession.objects.count()) == (None, "", 0)
    assert [(r.act, r.reason) for r in audit.history("byggnadsnamnden")[:2]] == [("body.reopen", "Fel paragraf"), ("body.end", "KF § 9")]


def test_companies_may_not_own_each_other_in_a_circle(city: City_) -> None:
    given = {"from_day": JUNE, **by(city)}
    commands.move_body(body=city.bodies["energi"], parent=city.bodies["bostader"], **given)
    assert refused(commands.move_body, body=city.bodies["bostader"], parent=city.bodies["energi"], **given) == ["body_circle"]
    assert refused(commands.move_body, body=city.bodies["bostader"], parent=city.bodies["kommunstyrelsen"], **given) == ["body_parent"]
    assert refused(commands.move_body, body=city.bodies["byggforvaltningen"], parent=None, **given) == ["body_parent"]


def test_correct_the_beginning_and_a_change(city: City_) -> None:
    who = {"by": city.people["registrar"], "on": city.on, "reason": "Skrivfel"}
    rename(city, "byggnadsnamnden", "Stadsbygnadsnämnden", JUNE)
    body, kind = city.bodies["byggnadsnamnden"], whole().lives["byggnadsnamnden"].kind
    commands.correct_body(body=body, since=JUNE, name="Stadsbyggnadsnämnden", kind=kind, parent=None, first_day=JULY, **who)
    assert (names(JUNE)["byggnadsnamnden"][0], names(JULY)["byggnadsnamnden"][0]) == ("Byggnadsnämnden", "Stadsbyggnadsnämnden")
    rules = refused(commands.correct_body, body=body, since=None, name="B", kind=kind, parent=None, first_day=date(2026, 8, 1), **who)
    assert rules == ["body_period", "body_parent_there"]  # the change would come before the body, and its administration too
    commands.withdraw_change(body=body, day=JULY, **who)
    assert BodyPeriod.objects.count() == 0


def test_others_may_not(city: City_) -> None:
    who = {"by": city.people["applicant"], "on": city.on, "paragraph": "KF § 9"}
    assert refused(commands.rename_body, body=city.bodies["energi"], name="X", from_day=JUNE, **who) == ["mandate"]
    assert refused(
        commands.merge_bodies, bodies=[], into=NewBody("x", "X"), first_day=JUNE, parts_follow=True, unbound_known=True, **who
    ) == ["mandate"]


def test_adoption_before_the_company_is_refused(city: City_) -> None:
    Body.objects.filter(code="energi").update(valid_from=date(2026, 2, 1))
    body = Body.objects.get(code="energi")
    rules = refused(
        commands.record_adoption, body=body, adopted_on=date(2026, 1, 31), paragraph="§ 9", by=city.people["registrar"], on=city.on
    )
    assert rules == ["adoption_day"]


def test_register_and_exports_tell_of_the_day_asked(city: City_) -> None:
    rename(city, "byggnadsnamnden", "Stadsbyggnadsnämnden", JUNE)
    Body.objects.filter(code="energi").update(valid_until=date(2026, 5, 31))
    client, url = Client(), reverse("organisation:list")
    now, june = (csv_rows(client.get(url + "csv", {"dag": day})) for day in ("2026-03-02", "2026-06-01"))
    assert [len(now) - 1, len(june) - 1] == [9, 8]
    assert ("Byggförvaltningen", "Stadsbyggnadsnämnden") in {(r[0], r[4]) for r in june}
    assert ("Byggförvaltningen", "Byggnadsnämnden") in {(r[0], r[4]) for r in now}
    page = client.get(url, {"dag": "2026-06-01"}).content.decode()
    assert [name in page for name in ("Stadsbyggnadsnämnden", "Ekholms Energi AB")] == [True, False]
    rows = b"".join(client.get(url + "json", {"dag": "2026-06-01"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert "Dag: 2026-06-01" in rows and "Stadsbyggnadsnämnden" in rows
    assert "värde som inte finns" in client.get(url, {"dag": "2026-02-30"}).content.decode()


def test_tree_of_a_day(city: City_) -> None:
    rename(city, "byggnadsnamnden", "Stadsbyggnadsnämnden", JUNE)
    committees = {b.name: [p.name for p in b.parts] for kind, found in tree(JUNE) for b in found if kind.value == "committee"}
    assert committees == {"Socialnämnden": ["Socialförvaltningen"], "Stadsbyggnadsnämnden": ["Byggförvaltningen"]}
    page = Client().get(reverse("organisation:tree"), {"dag": "2026-06-01"}).content.decode()
    assert "Stadsbyggnadsnämnden" in page and "?dag=2026-06-01" in page


def test_pages_take_as_many_queries_whatever_has_happened(city: City_) -> None:
    urls = [reverse(f"organisation:{name}") for name in ("list", "tree", "ended")] + [
        reverse("organisation:detail", args=["kommunstyrelsen"])
    ]
    client = Client()
    rename(city, "energi", "Ekholms Kraft AB", JUNE)
    few = [len(queries_of(client, url)[1]) for url in urls * 2][len(urls) :]
    for n in range(5):
        commands.record_body(code=f"f{n}", name=f"Förvaltning {n}", kind=whole().lives["byggforvaltningen"].kind, parent=city.bodies["kommunstyrelsen"], valid_from=None, **by(city))  # fmt: skip
        rename(city, "bostader", f"Ekholmshem {n}", date(2026, 7, n + 1))
    assert [len(queries_of(client, url)[1]) for url in urls] == few


def test_ended_register_tells_who_came_after(city: City_) -> None:
    commands.end_body(
        body=city.bodies["energi"], last_day=date(2026, 2, 1), successors=[city.bodies["bostader"], city.bodies["kommunstyrelsen"]], parts_to=None,
        unbound_known=False, **by(city),
    )  # fmt: skip
    rows = csv_rows(Client().get(reverse("organisation:ended") + "csv"))
    assert rows[1] == ["Ekholms Energi AB", "Bolagsstyrelse", "2026-02-01", "Ekholmsbostäder AB m.fl.", "KF § 9"]
    page = Client().get(reverse("organisation:detail", args=["energi"])).content.decode()
    assert "Organet finns inte den 2026-03-02." in page and "Delades upp på Ekholmsbostäder AB och Kommunstyrelsen" in page.replace(
        "Upphörde. ", ""
    )


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_changes_at_once_one_stands(transactional_city: City_) -> None:
    city = transactional_city
    given = at_once([lambda n=n: rename(city, "energi", f"Kraft {n}", JUNE) for n in range(6)])
    assert [isinstance(g, Refused) for g in given].count(True) == 5
    assert BodyPeriod.objects.count() == 2
    given = at_once([
        lambda: commands.move_body(body=city.bodies["energi"], parent=city.bodies["bostader"], from_day=JULY, **by(city)),
        lambda: commands.move_body(body=city.bodies["bostader"], parent=city.bodies["energi"], from_day=JULY, **by(city)),
    ])  # fmt: skip
    assert [isinstance(g, Refused) for g in given].count(True) == 1
    assert isinstance(whole(), Whole)
