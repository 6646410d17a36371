"""A draft written by two, refused by line, proposed, decided: in force from its day, never changed, a decided case untouched."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.records.models import Decision, RuleSet
from nytta.city.records.queries import rule_set_in_force
from nytta.governance.applications import commands as applications
from nytta.governance.applications.queries import rules_for
from nytta.governance.applications.terms import Category
from nytta.governance.rulesets import commands
from nytta.governance.rulesets.models import Draft
from nytta.governance.rulesets.rules import lines_of
from nytta.kit import guards
from nytta.kit.proof import faults
from nytta.plain.verdicts import Refused
from tests.apps.rulesets.drafts import MONTHS, decided, delegated, proposed, started, written
from tests.at_once import at_once
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O4")]
SV = {"accept-language": "sv"}
CLAUSE = "P4 ”bör inte överstiga 3-6 månader”; G1"


def as_(city: City_, name: str) -> Client:
    client = Client(headers=SV)
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def rules_of(refused: Any) -> list[str]:
    return [f.rule for f in refused.value.verdict.blocking]


def line_url(draft: Draft, where: str = MONTHS, name: str = "line") -> str:
    return reverse(f"rulesets:{name}", args=[draft.code, *where.split("/")])


def test_administrator_changes_a_limit_without_code_and_sees_what_differs(city: City_) -> None:
    office = as_(city, "project_office")
    answer = office.post(reverse("rulesets:start"), {"base": "2026:1", "title": "Längre försök"})
    draft = Draft.objects.get()
    assert answer["Location"] == reverse("rulesets:detail", args=[draft.code])
    assert lines_of(draft.content) == lines_of(RuleSet.objects.get().content)
    page = office.get(line_url(draft)).content.decode()
    assert ("Helt tal från 1 till 120." in page, "månader" in page, 'value="6"' in page) == (True, True, True)
    assert office.post(line_url(draft), {"value": "9", "clause": CLAUSE}).status_code == 302
    draft.refresh_from_db()
    assert (draft.content["limits"]["innovative_months"], draft.edition) == (9, 2)
    html = office.get(reverse("rulesets:detail", args=[draft.code])).content.decode()
    assert '<td data-l="Före">6 månader</td><td data-l="Efter">9 månader</td>' in html


@pytest.mark.parametrize(
    ("where", "sent", "told"),
    [
        (MONTHS, {"value": "9", "clause": ""}, "obligatorisk"),
        (MONTHS, {"value": "nio", "clause": "§"}, "Skriv ett tal"),
        (MONTHS, {"value": "500", "clause": "§"}, "Gräns ska ligga mellan 1 och 120 månader."),
        (MONTHS, {"value": "2,5", "clause": "§"}, "Gräns ska vara hela tal."),
        (
            MONTHS,
            {"value": "40", "clause": "§"},
            "Innovativt it-stöd får vara längre (40 månader) än där differentierande börjar (36 månader).",
        ),
        ("limits/differentiating_months", {"value": "60", "value_1": "36", "clause": "§"}, "Den lägre gränsen är högre än den övre."),
        ("line/valuation_signed", {"text": "x", "stops": ["hand_in"], "level": "block", "clause": "§"}, "hand_in"),
    ],
)
def test_line_that_could_break_a_case_is_refused_and_what_was_typed_stays(city: City_, where: str, sent: dict[str, Any], told: str) -> None:
    draft = started(city)
    answer = as_(city, "project_office").post(line_url(draft, where), sent)
    html = answer.content.decode()
    assert (answer.status_code in (409, 422), told in html) == (True, True)
    assert all(f'value="{v}"' in html for k, v in sent.items() if k.startswith("value"))
    assert Draft.objects.get().edition == 1


def test_line_is_added_and_taken_out_and_what_stands_on_it_holds_it(city: City_) -> None:
    office, draft = as_(city, "project_office"), started(city)
    answer = office.post(reverse("rulesets:add", args=[draft.code, "required"]), {"key": "learning_measure"})
    assert answer["Location"] == line_url(draft, "required/learning_measure", "new")
    sent = {"stops": ["hand_in"], "categories": ["innovative"], "level": "block", "clause": "Riktlinjen 5 §"}
    assert office.post(answer["Location"], sent).status_code == 302
    draft.refresh_from_db()
    assert draft.content["required"] == [
        {"field": "learning_measure", "stops": ["hand_in"], "categories": ["innovative"], "clause": "Riktlinjen 5 §"}
    ]
    assert office.post(answer["Location"], sent).status_code == 409
    held = office.post(line_url(draft, "conflict_ground/earlier_role", "remove"))
    assert (held.status_code, "Föreslår grunden kan inte vara ”earlier_role”" in held.content.decode()) == (409, True)
    assert office.post(line_url(draft, "line/users_involved", "remove")).status_code == 302
    assert "line/users_involved" not in lines_of(Draft.objects.get().content)


def test_of_two_who_write_the_same_line_the_last_is_told(city: City_) -> None:
    draft, office = started(city), as_(city, "project_office")
    shown = office.get(line_url(draft)).context["as_shown"]
    written(city, draft, value=9)
    answer = office.post(line_url(draft), {"value": "12", "clause": CLAUSE, "as_shown": shown})
    html = answer.content.decode()
    assert (answer.status_code, "har ändrats sedan du öppnade sidan. Där står nu: ”9”." in html, 'value="12"' in html) == (409, True, True)
    assert Draft.objects.get().content["limits"]["innovative_months"] == 9
    again = office.post(line_url(draft), {"value": "12", "clause": CLAUSE, "as_shown": answer.context["as_shown"]})
    assert (again.status_code, Draft.objects.get().content["limits"]["innovative_months"]) == (302, 12)


def test_untried_unchanged_or_changed_since_is_not_proposed(city: City_) -> None:
    by, on, draft = city.people["project_office"], city.on, started(city)
    act: dict[str, Any] = {"motive": "Behövs.", "by": by, "on": on}
    with pytest.raises(Refused) as refused:
        commands.propose(draft=draft, seen=1, **act)
    assert rules_of(refused) == ["draft_same", "draft_tried"]
    draft = written(city, draft, value=9)
    commands.try_draft(draft=draft, by=by, on=on)
    draft = written(city, draft, value=10)
    with pytest.raises(Refused) as refused:
        commands.propose(draft=draft, seen=2, **act)
    assert rules_of(refused) == ["draft_seen", "draft_tried"]
    commands.try_draft(draft=draft, by=by, on=on)
    assert commands.propose(draft=draft, seen=3, **act).state == "proposed"
    with pytest.raises(Refused) as refused:
        written(city, draft, value=11)
    assert rules_of(refused) == ["flow.draft.write"]


@pytest.mark.requirement("O6")
def test_director_decides_on_delegation_with_reasons_and_registry_number(city: City_) -> None:
    draft = proposed(city, written(city, started(city), value=9))
    director = as_(city, "director")
    form = {
        "version": "2026:2",
        "in_force_from": "2026-04-01",
        "registry": "KS 2026/0042",
        "reasons": "Försöken hinner inte.",
        "seen": str(draft.edition),
    }
    refused = director.post(reverse("rulesets:decide", args=[draft.code]), form)
    assert (refused.status_code, "Du har ingen registrerad delegation för att: besluta riktlinjer." in refused.content.decode()) == (
        409,
        True,
    )
    delegated(city)
    early = director.post(reverse("rulesets:decide", args=[draft.code]), {**form, "in_force_from": "2026-03-01"})
    assert (early.status_code, "gäller tidigast från den dag det beslutas, 2026-03-02." in early.content.decode()) == (409, True)
    assert director.post(reverse("rulesets:decide", args=[draft.code]), {**form, "reasons": ""}).status_code == 422
    answer = director.post(reverse("rulesets:decide", args=[draft.code]), form)
    assert answer["Location"] == reverse("records:rule_set", args=["2026:2"])
    rules, decision = RuleSet.objects.get(version="2026:2"), Decision.objects.filter(kind="rule_set").latest("number")
    assert (rules.in_force_from, rules.content["limits"]["innovative_months"], rules.decision) == (date(2026, 4, 1), 9, decision)
    assert (decision.mandate, decision.registry_number, decision.text.reasons) == (
        "Delegationsordning 7 §",
        "KS 2026/0042",
        "Försöken hinner inte.",
    )
    assert (decision.on_delegation, decision.body_name, decision.decider) == (True, "Kommunstyrelsen", "kommundirektören")
    assert decision.content["tried"] == {"on": "2026-03-02", "cases": 0, "changed": 0}
    assert list(faults(Decision)) == []
    html = Client(headers=SV).get(answer["Location"]).content.decode()
    assert ("Ändrat från version 2026:1" in html, '<td data-l="Före">6 månader</td><td data-l="Efter">9 månader</td>' in html) == (
        True,
        True,
    )


def test_version_names_the_programme_in_force_and_not_the_one_it_was_copied_from(city: City_) -> None:
    delegated(city)
    draft = written(city, started(city), value=9)
    Draft.objects.filter(pk=draft.pk).update(content={**draft.content, "source": "Ett äldre program"})
    made = decided(city, proposed(city, Draft.objects.get(pk=draft.pk))).rule_set
    assert made is not None and made.content["source"] == city.programme.name


def test_case_handed_in_keeps_its_version_and_drafts_move_with_the_day(city: City_) -> None:
    delegated(city)
    innovative: dict[str, Any] = {
        "category": Category.INNOVATIVE.value, "focus_area": city.area(5), "hypothesis": "Om", "experience_plan": "Delas",
    }  # fmt: skip
    handed_in = make_case(city, "preparation", title="Inlämnad", **innovative, lifetime_months=6)
    writing = make_case(city, "draft", title="Skrivs", **innovative, lifetime_months=6)
    day = city.on.date() + timedelta(days=30)
    decided(city, proposed(city, written(city, started(city), value=5)), day=day)
    for case, on, version in (
        (handed_in, day, "2026:1"), (handed_in, day + timedelta(days=900), "2026:1"), (writing, day - timedelta(days=1), "2026:1"), (writing, day, "2026:2"),
    ):  # fmt: skip
        case.__dict__.pop("remembered", None)
        rules = rules_for(case, on)
        assert rules is not None
        assert rules.version == version
    submit: dict[str, Any] = {"application": writing, "by": city.people["applicant"]}
    with pytest.raises(Refused) as refused:
        applications.submit(**submit, on=city.on + timedelta(days=30))
    assert rules_of(refused) == ["category_fits"]
    assert applications.submit(**submit, on=city.on + timedelta(days=29)).rule_set.version == "2026:1"
    assert handed_in.versions.get().rule_set.version == "2026:1"
    found = [rule_set_in_force(d) for d in (day - timedelta(days=1), day)]
    assert [r.version for r in found if r] == ["2026:1", "2026:2"]


def test_newer_version_is_taken_in_before_an_older_draft_is_proposed(city: City_) -> None:
    delegated(city)
    office, slow = as_(city, "project_office"), started(city, "Långsamt")
    slow = written(city, written(city, slow, value=9), "limits/commitment_shares", value=[50, 30])
    decided(city, proposed(city, written(city, written(city, started(city), value=8), "line/users_involved", level="block")))
    with pytest.raises(Refused) as refused:
        proposed(city, slow)
    assert rules_of(refused) == ["draft_base"]
    answer = office.post(reverse("rulesets:rebase", args=[slow.code]), follow=True)
    assert "utkastets ändring står kvar: Innovativt it-stöd, högst månader" in answer.content.decode()
    slow.refresh_from_db()
    lines = lines_of(slow.content)
    assert (slow.base.version, lines[MONTHS]["value"], lines["limits/commitment_shares"]["value"]) == ("2026:2", 9, [50, 30])
    assert lines["line/users_involved"]["level"] == "block"
    assert office.post(reverse("rulesets:rebase", args=[slow.code])).status_code == 409


def test_draft_goes_back_with_reasons_and_may_be_dropped(city: City_) -> None:
    draft = proposed(city, written(city, started(city), value=9))
    commands.send_back(draft=draft, reason="Bestämmelsen räcker inte.", by=city.people["director"], on=city.on)
    html = as_(city, "project_office").get(reverse("rulesets:detail", args=[draft.code])).content.decode()
    assert "Bestämmelsen räcker inte." in html
    commands.drop(draft=draft, reason="Behövs inte.", by=city.people["project_office"], on=city.on)
    assert Draft.objects.get().state == "dropped"
    assert RuleSet.objects.count() == 1


@pytest.mark.parametrize("name", ["applicant", "owner", "assessor"])
def test_drafts_are_closed_to_others(city: City_, name: str) -> None:
    draft = started(city)
    client = as_(city, name)
    assert client.get(reverse("rulesets:detail", args=[draft.code])).status_code == 404
    assert client.get(reverse("rulesets:list")).status_code == 403


@pytest.mark.both
def test_decided_version_and_its_draft_cannot_be_changed_by_anything(city: City_) -> None:
    delegated(city)
    draft = decided(city, proposed(city, written(city, started(city), value=9)))
    rules, writing = RuleSet.objects.get(version="2026:2"), started(city)
    assert guards.missing() == []
    for sql, key in (
        ("UPDATE records_ruleset SET in_force_from = '2026-01-02' WHERE id = %s", rules.pk),
        ("UPDATE records_ruleset SET version = 'x' WHERE id = %s", rules.pk),
        ("DELETE FROM records_ruleset WHERE id = %s", rules.pk),
        ("UPDATE rulesets_draft SET edition = 9 WHERE id = %s", draft.pk),
        ("DELETE FROM rulesets_draft WHERE id = %s", writing.pk),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [key])
    assert written(city, writing, value=4).edition == 2
    with pytest.raises(Refused):
        commands.decide(
            draft=draft, version="2026:3", in_force_from=date(2026, 5, 1), registry="x", reasons="x", seen=draft.edition,
            by=city.people["director"], on=city.on,
        )  # fmt: skip


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_decided_and_sent_back_at_once_is_one_of_them(transactional_city: City_) -> None:
    city = transactional_city
    delegated(city)
    draft = proposed(city, written(city, started(city), value=9))
    back: dict[str, Any] = {"draft": draft, "reason": "Vänta.", "by": city.people["project_office"], "on": city.on}
    given = at_once([lambda: decided(city, draft), lambda: commands.send_back(**back), lambda: decided(city, draft, "2026:3")])
    done = [g for g in given if isinstance(g, Draft)]
    assert len(done) == 1
    assert RuleSet.objects.count() == 1 + (Draft.objects.get().state == "decided")
