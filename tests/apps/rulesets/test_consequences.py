"""A draft tried on cases: exactly those that it would change, in constant queries, by the worker where they are many."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nytta.governance.applications.commands import withdraw
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import facts_of
from nytta.governance.applications.rules import gate
from nytta.governance.applications.terms import Category, Stop
from nytta.governance.rulesets import commands
from nytta.governance.rulesets.commands import trying
from nytta.governance.rulesets.models import Consequence, Draft
from nytta.governance.rulesets.queries import told, trial_of
from nytta.governance.rulesets.terms import Effect
from nytta.governance.valuation.queries import is_signed
from nytta.kit import clock
from nytta.kit.jobs import run_one
from tests.apps.rulesets.drafts import MONTHS, proposed, started, written
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O4")]
SV = {"accept-language": "sv"}


def many(city: City_) -> dict[str, Application]:
    """Cases of all kinds: innovative ones of three lengths, differentiating ones of two, in several places."""
    innovative: dict[str, Any] = {
        "category": Category.INNOVATIVE.value,
        "focus_area": city.area(5),
        "hypothesis": "Om",
        "experience_plan": "Delas",
    }
    made = {f"draft{n}": make_case(city, "draft", title=f"Försök {n}", **innovative, lifetime_months=n) for n in (3, 6, 9, 12, 13)}
    made["elsewhere"] = make_case(
        city, "draft", title="Försök i fel portfölj", **{**innovative, "focus_area": city.area(1)}, lifetime_months=9
    )
    made["handed_in"] = make_case(city, "screening", title="Inlämnat försök", **innovative, lifetime_months=6)
    made["plain"] = make_case(city, "preparation", title="Differentierande")
    made["long"] = make_case(city, "screening", title="Lång", lifetime_months=72)
    made["granted"] = make_case(city, "granted", title="Beviljad")
    gone = make_case(city, "screening", title="Återkallad", **innovative, lifetime_months=5)
    withdraw(application=gone, reasons="Ångrat.", by=city.people["applicant"], on=city.on)
    return {**made, "withdrawn": Application.objects.get(pk=gone.pk)}


def by_brute_force(draft: Draft, day: date) -> set[tuple[str, str, bool, bool]]:
    """(case, stop, passes before, passes after) by the gate that the process itself runs, one case and stop at a time."""
    found = set()
    for case in Application.objects.all():
        facts = facts_of(case, day, valuation_signed=is_signed(case))
        for stop in Stop:
            was, now = (bool(gate(stop=stop, facts=facts, rule_set=content)) for content in (draft.base.content, draft.content))
            if was is not now:
                found.add((case.code, stop.value, was, now))
    return found


def listed(draft: Draft) -> set[tuple[str, str, bool, bool]]:
    turned = Consequence.objects.filter(trial__draft=draft, effect__in=[Effect.STOPPED.value, Effect.FREED.value])
    return {
        (c.application.code, c.stop, c.effect == Effect.STOPPED.value, c.effect == Effect.FREED.value)
        for c in turned.select_related("application")
    }


@pytest.mark.parametrize("months", [3, 5, 9, 12])
def test_changed_limit_lists_exactly_the_cases_that_it_would_change(city: City_, months: int) -> None:
    many(city)
    draft = written(city, started(city), value=months)
    year_on = city.on.replace(year=2027)  # when those that were closed are last year's
    trial = commands.try_draft(draft=draft, by=city.people["project_office"], on=year_on)
    wanted = by_brute_force(draft, year_on.date())
    assert listed(draft) == wanted != set()
    assert (trial.done, trial.total, trial.ended_at) == (11, 11, year_on)


def test_raised_limit_frees_the_drafts_between_and_says_by_which_line(city: City_) -> None:
    cases = many(city)
    draft = written(city, started(city), value=12)
    commands.try_draft(draft=draft, by=city.people["project_office"], on=city.on)
    rows = Consequence.objects.filter(effect=Effect.FREED.value).order_by("application_id")
    assert [(c.application_id, c.stop, c.where, c.causes) for c in rows] == [
        (cases[name].pk, "hand_in", "line/category_fits", [MONTHS]) for name in ("draft9", "draft12")
    ]
    assert rows[0].told_sv.startswith("Innovativt it-stöd får finnas i högst 6 månader; ansökan anger 9.")
    assert (rows[0].limit_sv, rows[0].limit_en) == ("Innovativt it-stöd, högst månader", "Innovative IT support, at most months")
    assert rows[0].told_en.startswith("Innovative IT support may")
    trial = trial_of(Draft.objects.get(pk=draft.pk))
    assert trial is not None
    summed = told(trial)
    assert (summed.cases, summed.causes, summed.effects[Effect.FREED], summed.effects[Effect.ONE_LESS]) == (3, {MONTHS: 3}, 2, 3)


def test_last_years_cases_are_tried_too_and_those_before_are_not(city: City_) -> None:
    many(city)
    draft = written(city, started(city), "line/users_involved", level="block")
    for year, wanted in ((2026, 9), (2027, 11), (2028, 9)):  # two are closed, in 2026
        on = city.on.replace(year=year)
        trial = commands.try_draft(draft=draft, by=city.people["project_office"], on=on)
        assert (trial.year, trial.done) == (year - 1, wanted)


def test_required_field_that_is_added_stops_those_who_lack_it(city: City_) -> None:
    has, lacks = make_case(city, "draft"), make_case(city, "draft", title="Utan kontakt")
    Application.objects.filter(pk=has.pk).update(contact="Anna, 0123")
    line = {"stops": ["hand_in"], "categories": [], "level": "block", "clause": "Riktlinjen 4 §"}
    by = city.people["project_office"]
    draft = commands.write_line(draft=started(city), where="required/contact", values=line, new=True, by=by, on=city.on)
    commands.try_draft(draft=draft, by=by, on=city.on)
    assert [(c.application_id, c.effect, c.causes, c.told_sv) for c in Consequence.objects.all()] == [
        (lacks.pk, "stopped", ["required/contact"], "Kontaktperson saknas. Fyll i fältet.")
    ]


def test_number_of_queries_does_not_grow_with_the_cases(city: City_) -> None:
    draft, counted = written(city, started(city), value=12), []
    commands.try_draft(draft=draft, by=city.people["project_office"], on=city.on)  # which the next one replaces
    for n in (2, 5):
        for k in range(n):
            make_case(city, "decision", title=f"Ärende {n} {k}")
        with CaptureQueriesContext(connection) as captured:
            commands.try_draft(draft=draft, by=city.people["project_office"], on=city.on)
        counted.append(len(captured.captured_queries))
    assert counted[0] == counted[1] <= 40


def test_many_cases_are_tried_by_the_worker_batch_by_batch_with_progress(
    city: City_, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(city)
    monkeypatch.setattr(trying, "BATCH", 4)
    draft = written(city, started(city), value=12)
    commands.try_draft(draft=draft, by=city.people["project_office"], on=city.on)
    page = reverse("rulesets:detail", args=[draft.code])
    client.force_login(city.people["project_office"], backend="django.contrib.auth.backends.ModelBackend")
    seen = []
    while run_one(clock.now() + timedelta(seconds=1)):
        seen.append((trial_of(Draft.objects.get(pk=draft.pk)) or draft.trial).done)
        bit = client.get(page, {"bit": 1}, headers=SV).content.decode()
        assert ("data-done" in bit) is (seen[-1] == 9)
        assert (f"Prövar ärendena: {seen[-1]} av 9" in bit) is (seen[-1] < 9)
    assert seen == [4, 8, 9]
    assert listed(draft) == by_brute_force(draft, city.on.date())


def test_trial_is_stale_when_the_draft_changes_and_ends_where_it_was(city: City_, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    many(city)
    monkeypatch.setattr(trying, "BATCH", 4)
    draft = written(city, started(city), value=12)
    commands.try_draft(draft=draft, by=city.people["project_office"], on=city.on)
    run_one(clock.now() + timedelta(seconds=1))
    written(city, draft, value=9)
    while run_one(clock.now() + timedelta(seconds=1)):
        pass
    trial = trial_of(Draft.objects.get(pk=draft.pk))
    assert trial is not None
    assert (trial.done, trial.edition, trial.draft.edition, trial.ended_at is not None) == (4, 2, 3, True)
    client.force_login(city.people["project_office"], backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("rulesets:detail", args=[draft.code]), headers=SV).content.decode()
    assert "Inaktuellt: utkastet har ändrats sedan det prövades." in html


def test_somebody_elses_draft_of_an_application_shows_neither_title_nor_link(city: City_, client: Client) -> None:
    cases = many(city)
    proposed(city, written(city, started(city), value=5))
    client.force_login(city.people["project_office"], backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("rulesets:consequences"), headers=SV).content.decode()
    assert (cases["handed_in"].title in html, reverse("applications:detail", args=[cases["handed_in"].code]) in html) == (True, True)
    assert (cases["draft6"].code in html, cases["draft6"].title in html) == (True, False)
    assert (reverse("applications:detail", args=[cases["draft6"].code]) in html, "Utkast som inte är inlämnat" in html) == (False, True)
    mine = Client()
    mine.force_login(city.people["applicant"], backend="django.contrib.auth.backends.ModelBackend")
    assert mine.get(reverse("rulesets:consequences")).status_code == 403


def test_a_body_that_has_ended_asks_no_more_queries_case_by_case(city: City_) -> None:
    body = city.bodies["byggnadsnamnden"]
    draft, counted = written(city, started(city), value=12), []
    commands.try_draft(draft=draft, by=city.people["project_office"], on=city.on)  # which the next one replaces
    for n in (2, 4):
        for k in range(n):
            make_case(city, "screening", title=f"Ärende {n} {k}")
        type(body).objects.filter(pk=body.pk).update(valid_until=city.on.date() - timedelta(days=1))
        with CaptureQueriesContext(connection) as captured:
            commands.try_draft(draft=draft, by=city.people["project_office"], on=city.on)
        counted.append(len(captured.captured_queries))
        type(body).objects.filter(pk=body.pk).update(valid_until=None)
    assert counted[0] == counted[1]
