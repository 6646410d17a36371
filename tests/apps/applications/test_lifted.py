"""A requirement that an exemption from its clause lifts: for what it names, while it holds, told on every page; and stopped again. Source: O4; O5."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.models import Decision, Exemption
from nytta.city.records.queries import governing
from nytta.city.records.rules.exemptions import Thing
from nytta.city.records.terms import Target
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries.many import remember
from nytta.governance.applications.rules import LIFTED, MET, MISSING
from nytta.governance.portfolios.queries import conditions_of, grant_gate, lacking
from nytta.governance.rulesets import commands as rulesets
from nytta.governance.rulesets.models import Consequence
from tests.apps.records import test_governing as documents
from tests.apps.rulesets import drafts
from tests.factories.city import City_, grant, make_case
from tests.factories.exemptions import body_thing, make_exemption, thing_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O4", "O5")]
SV, EN = {"accept-language": "sv"}, {"accept-language": "en"}
REF, CITED = "riktlinje/1/2.1", "P5; Riktlinje riktlinje, punkt 2.1"
END = date(2026, 12, 31)


def client_of(city: City_, name: str, headers: dict[str, str] = SV) -> Client:
    client = Client(headers=headers)
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def ruled(city: City_, where: str = "line/change_planned", **values: Any) -> None:
    """A guideline in force, and a rule set in force whose line cites it and may be excepted."""
    documents.decided(city, first=date(2026, 2, 1))
    drafts.delegated(city)
    draft = drafts.written(city, drafts.started(city), where, **{"clause": CITED, "exemption": "yes", **values})
    drafts.decided(city, drafts.proposed(city, draft))


def planless(city: City_, until: str = "decision", **values: Any) -> Application:
    """A case without a plan for the change, with all else in order."""
    return make_case(city, until, change_plan="", **values)


def states(case: Application, day: date) -> dict[str, str]:
    found = Application.objects.get(pk=case.pk)
    return {t.rule: t.state for t in conditions_of(found, day) if t.rule in ("change_planned", "benefit_planned")}


def stops(case: Application, day: date) -> list[str]:
    verdict = grant_gate(Application.objects.get(pk=case.pk), 2026, 1, day)
    return [f.rule for f in verdict.blocking]


def test_the_way_by_the_pages_lifted_while_it_holds_and_stopped_again(city: City_) -> None:
    ruled(city)
    case, day = planless(city), city.on.date()
    assert stops(case, day) == ["change_planned"]
    applicant = client_of(city, "applicant")
    page = applicant.get(reverse("applications:detail", args=[case.code]))
    [act] = [a for a in page.context["acts"] if a.label == "Sök undantag"]
    assert "Går det inte kan undantag från bestämmelsen sökas." in page.content.decode()
    form = applicant.get(act.url).context["form"]
    assert [form[n].value() for n in ("thing", "against", "clause")] == [f"case:{case.code}", "clause", REF]
    sent = {
        "thing": f"case:{case.code}",
        "against": "clause",
        "clause": REF,
        "need": "Arbetssättet ändras inte.",
        "asked_until": "2026-12-31",
    }
    assert applicant.post(act.url, sent).status_code == 302
    one = Exemption.objects.get()
    for name, who, data in (
        ("appoint_reviewer", "project_office", {"reviewer": city.people["reviewer"].pk}),
        ("review_exemption", "reviewer", {"opinion": "support", "opinion_text": "Går bra."}),
    ):
        assert client_of(city, who).post(reverse(f"records:{name}", args=[one.code]), data).status_code == 302
    assert stops(case, day) == ["change_planned"]
    director, url = client_of(city, "director"), reverse("records:exempt", args=[one.code])
    data = {"reasons": "Behovet finns.", "valid_from": "2026-03-02", "valid_until": "2026-12-31"}
    letter = director.post(url, {**data, "act": "preview_grant"})
    assert director.post(url, {**data, "act": "grant", "seen": letter.context["digest"]}).status_code == 302
    assert (stops(case, day), states(case, day)) == ([], {"change_planned": LIFTED, "benefit_planned": MET})
    number = Decision.objects.get(subject=one.code).called
    told = f"Kravet lyfts av undantaget {one.code}, beslut {number} den 2026-03-02. Det gäller till och med 2026-12-31."
    english = f"The requirement is lifted by the exemption {one.code}, decision {number} of 2026-03-02. It holds through 2026-12-31."
    for name, where in (
        ("applicant", reverse("applications:detail", args=[case.code])),
        ("director", reverse("portfolios:decide", args=[case.code])),
    ):
        for headers, words in ((SV, told), (EN, english)):
            html = client_of(city, name, headers).get(where).content.decode()
            assert (words in html, reverse("records:exemption", args=[one.code]) in html) == (True, True), (name, words)
    after = END + timedelta(days=1)
    assert (stops(case, END), stops(case, after), states(case, after)["change_planned"]) == ([], ["change_planned"], MISSING)
    [finding] = lacking([case.pk], after)[case.pk]
    assert (finding.text % finding.params).startswith(f"Plan för verksamhetsförändringen saknas. Undantaget {one.code} gick ut 2026-12-31.")


def test_decision_on_money_names_the_exemption_that_it_rests_on_and_next_years_part_is_stopped_when_that_ends(city: City_) -> None:
    ruled(city)
    case = planless(city)
    one = make_exemption(city, thing=thing_of(case), clause=REF, solution="")
    assert grant(city, case).decision.content["exemptions"] == [one.code]
    assert stops(case, date(2027, 1, 1))[:1] == ["change_planned"]


@pytest.mark.parametrize("whose", ["case", "project", "body", "other"])
def test_it_lifts_for_what_it_names_and_for_nothing_else(city: City_, whose: str) -> None:
    ruled(city)
    case, other = planless(city), planless(city, title="En annan")
    thing = {
        "case": thing_of(case), "body": body_thing(city), "other": thing_of(other),
        "project": Thing(Target.PROJECT, case.code, case.title, case.applicant_body_id),
    }[whose]  # fmt: skip
    make_exemption(city, thing=thing, clause=REF, solution="")
    day = city.on.date()
    assert (stops(case, day) == [], stops(other, day) == []) == (whose != "other", whose in ("body", "other"))


@pytest.mark.parametrize("values", [{"exemption": "no"}, {"clause": "P5"}], ids=["not allowed", "another clause"])
def test_a_line_that_does_not_allow_it_or_cites_another_clause_stops_still(city: City_, values: dict[str, str]) -> None:
    ruled(city, **{"text": "Ny ordalydelse", **values})
    case = planless(city)
    make_exemption(city, thing=thing_of(case), clause=REF, solution="")
    assert stops(case, city.on.date()) == ["change_planned"]


def test_asked_refused_and_revoked_ones_lift_nothing(city: City_) -> None:
    ruled(city)
    case, day = planless(city), city.on.date()
    one = make_exemption(city, "decision", thing_of(case), clause=REF, solution="")
    assert stops(case, day) == ["change_planned"]
    records.refuse_exemption(exemption=one, reasons="Nej", by=city.people["director"], on=city.on)
    assert stops(case, day) == ["change_planned"]
    given = make_exemption(city, thing=thing_of(case), clause=REF, solution="")
    assert stops(case, day) == []
    records.revoke_exemption(exemption=given, last_day=day, reasons="Villkoret bröts", by=city.people["director"], on=city.on)
    assert (stops(case, day), stops(case, day + timedelta(days=1))) == ([], ["change_planned"])


def test_a_new_edition_with_other_words_lets_go_of_it_visibly_and_one_with_the_same_does_not(city: City_) -> None:
    ruled(city)
    case = planless(city)
    one = make_exemption(city, thing=thing_of(case), clause=REF, solution="")
    documents.next_edition(city, governing.clause_of(REF).edition.document)  # type: ignore[union-attr]
    june, before = date(2026, 6, 1), date(2026, 5, 31)
    same = governing.clause_of("riktlinje/2/2.1")
    first = governing.clause_of(REF)
    assert same is not None and first is not None
    kept = (same.heading, same.text) == (first.heading, first.text)
    assert (stops(case, before), stops(case, june)) == ([], [] if kept else ["change_planned"])
    if not kept:
        [finding] = lacking([case.pk], june)[case.pk]
        assert f"Undantaget {one.code} gavs från en äldre lydelse av bestämmelsen." in finding.text % finding.params


def test_a_letter_leads_to_its_programme(city: City_) -> None:
    documents.loaded(city)
    drafts.delegated(city)
    drafts.decided(city, drafts.proposed(city, drafts.written(city, drafts.started(city), "line/change_planned", exemption="yes")))
    case = planless(city)
    [chapter] = [c for c in governing.clauses(city.on.date(), document="program-2026-2031") if c.key == "5"]
    make_exemption(city, thing=thing_of(case), clause=governing.clause_ref(chapter), solution="")
    assert stops(case, city.on.date()) == []


def test_hand_in_is_lifted_too_and_told_where_one_writes(city: City_) -> None:
    ruled(city, "line/users_involved", level="block")
    case = make_case(city, "draft", user_groups="")
    make_exemption(city, thing=thing_of(case), clause=REF, solution="")
    client = client_of(city, "applicant")
    for name, more in (("submit", []), ("write", ["kalkyl"])):
        html = client.get(reverse(f"applications:{name}", args=[case.code, *more])).content.decode()
        assert ("Lyfts av undantag" in html, "Det gäller till och med 2026-12-31." in html) == (True, True), name
    assert client.post(reverse("applications:submit", args=[case.code])).status_code == 302
    case.refresh_from_db()
    assert case.state == "screening"


def test_a_draft_that_allows_exemptions_lists_the_cases_that_one_frees(city: City_) -> None:
    documents.decided(city, first=date(2026, 2, 1))
    freed, other = planless(city), planless(city, title="Utan undantag")
    make_exemption(city, thing=thing_of(freed), clause=REF, solution="")
    by = city.people["project_office"]
    draft = drafts.written(city, drafts.started(city), "line/change_planned", exemption="yes", clause=CITED)
    rulesets.try_draft(draft=draft, by=by, on=city.on)
    assert [(c.application_id, c.stop, c.effect) for c in Consequence.objects.all()] == [(freed.pk, "grant", "freed")]
    assert other.pk != freed.pk


def test_many_cases_take_as_many_questions_as_one(city: City_) -> None:
    ruled(city)
    counted = []
    for n in (1, 3):
        for k in range(n):
            make_exemption(city, thing=thing_of(planless(city, title=f"Ärende {n} {k}")), clause=REF, solution="")
        cases = list(Application.objects.select_related("applicant_body", "focus_area", "calculation", "owner_body", "process_body"))
        with CaptureQueriesContext(connection) as captured:
            remember(cases, city.on.date())
            found = [t.state for a in cases for t in conditions_of(a, city.on.date()) if t.rule == "change_planned"]
        assert found == [LIFTED] * len(cases)
        counted.append(len(captured.captured_queries))
    assert counted[0] == counted[1]


def test_who_may_not_ask_review_or_decide_is_told_why(city: City_) -> None:
    ruled(city)
    case = planless(city)
    one = make_exemption(city, "decision", thing_of(case), clause=REF, solution="")
    for name, who, says in (
        ("seek_exemption", "project_office", "Det kräver uppdraget: Sökande"),
        ("review_exemption", "project_office", "Bara den som är utsedd att granska undantaget kan göra det."),
        ("exempt", "project_office", "Du har ingen registrerad delegation för att: Medge undantag"),
        ("record_exemption", "applicant", "Det kräver uppdraget: Registrator"),
    ):
        answer = client_of(city, who).get(reverse(f"records:{name}", args=[] if name == "seek_exemption" else [one.code]))
        assert says.lower() in answer.content.decode().lower(), (name, answer.status_code)
    assert isinstance(city.people["applicant"], Person)


def test_the_exemption_and_the_clause_say_which_requirements_rest_on_it_and_which_it_lifts(city: City_) -> None:
    ruled(city)
    case = planless(city)
    one = make_exemption(city, "decision", thing_of(case), clause=REF, solution="")
    other = make_exemption(city, "decision", body_thing(city), clause="Riktlinje för arkitektur 9", solution="")
    for who, where in (
        ("director", reverse("records:exempt", args=[one.code])),
        ("reviewer", reverse("records:exemption", args=[one.code])),
        ("applicant", reverse("records:clause", args=REF.split("/"))),
    ):
        for headers, words in ((SV, ("Plan för verksamhetsförändringen finns", ">Kan lyftas<")), (EN, ("There is a plan for the business change", ">Can be lifted<"))):  # fmt: skip
            html = client_of(city, who, headers).get(where).content.decode()
            assert [w for w in words if w not in html] == [], (who, words)
    html = client_of(city, "director").get(reverse("records:exempt", args=[other.code])).content.decode()
    assert "Inget krav i regelverket anger bestämmelsen." in html


def test_line_says_which_clause_it_cites_and_what_becomes_of_a_line_that_is_taken_out(city: City_) -> None:
    documents.decided(city, first=date(2026, 2, 1))
    draft = drafts.written(city, drafts.started(city), "line/change_planned", clause=CITED, exemption="yes", text="Plan finns")
    office = client_of(city, "project_office")
    html = office.get(reverse("rulesets:line", args=[draft.code, "line", "change_planned"])).content.decode()
    assert (reverse("records:clause", args=REF.split("/")) in html, "Riktlinje riktlinje, 2.1 Undantag" in html) == (True, True)
    drafts.written(city, draft, "line/change_planned", clause="Riktlinje som inte finns 7")
    html = office.get(reverse("rulesets:line", args=[draft.code, "line", "change_planned"])).content.decode()
    assert "Då kan bara ett undantag som är skrivet med samma ord lyfta kravet." in html
    for part, key, says in (
        ("line", "change_planned", "Det som raden kräver prövas inte längre när utkastet är beslutat och gäller."),
        ("weights", "KF1", "Målet väger inget i den rangordnade listan när utkastet är beslutat och gäller."),
        ("conflict_ground", "other", "Det som redan är anmält står kvar."),
    ):
        html = office.get(reverse("rulesets:remove", args=[draft.code, part, key])).content.decode()
        assert (says in html, "Raden i utkastet" in html) == (True, True), part
    assert "Plan finns" in office.get(reverse("rulesets:remove", args=[draft.code, "line", "change_planned"])).content.decode()


def test_who_proposes_sees_what_changes_and_for_whom(city: City_) -> None:
    case = planless(city)
    draft = drafts.written(city, drafts.started(city), "line/change_planned", level="warn")
    rulesets.try_draft(draft=draft, by=city.people["project_office"], on=city.on)
    html = client_of(city, "project_office").get(reverse("rulesets:propose", args=[draft.code])).content.decode()
    assert [w for w in ("Skillnader mot version", "Plan för verksamhetsförändringen finns", "1 ärende påverkas") if w not in html] == []
    assert case.pk
