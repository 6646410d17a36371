"""The account of effects a year after closure: written, handed in, reviewed, read, reminded of, summed up."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.models import Appointment
from nytta.city.records.terms import Openness, Role
from nytta.followup.projects import commands, queries
from nytta.followup.projects.commands import EffectItem, EffectText
from nytta.followup.projects.models import EffectAnalysis, EffectFile, Project
from nytta.followup.projects.policies import can_review_effect
from nytta.followup.projects.rules import totals
from nytta.followup.projects.terms import Cause, EffectState, ProjectState
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.models import Claim, ClaimShare, Figure
from nytta.governance.benefits.terms import ClaimDriver, ClaimStatus, Side
from nytta.kit.clock import moment
from nytta.kit.models import Notice
from nytta.kit.testing import csv_rows
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from tests.apps.benefits.ledger import baseline_of, benefit_of
from tests.factories.city import START, City_, effect_text, make_case, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("U6")]
SV = {"accept-language": "sv"}
DUE = date(2027, 3, 2)


def as_(city: City_, name: str | None) -> Client:
    client = Client()
    if name:
        client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def project(city: City_, until: str = "closed", **values: object) -> Project:
    return Project.objects.select_related("application").get(application=make_case(city, until, **values))  # type: ignore[arg-type]


def write(city: City_, p: Project, text: EffectText | None = None) -> EffectAnalysis:
    return commands.write_effect(project=p, text=text or effect_text(city, p.application), by=city.people["owner"], on=moment(DUE))


def hand_in(city: City_, p: Project) -> EffectAnalysis:
    return commands.hand_in_effect(project=p, by=city.people["owner"], on=moment(DUE))


def sent(p: Project, **values: str) -> dict[str, str]:
    """What the owner fills in, item by item."""
    told = {"explanation": "Något lägre än väntat.", "unexpected": "Telefonkön blev kortare.", "cause": "own"}
    for r in queries.outcomes(p):
        told |= {
            f"amount_{r.item}_2027": "300 000",
            f"evidence_{r.item}": "Tabell 3",
            f"kind_{r.item}": "metric",
            f"why_{r.item}": "Färre",
            f"cause_{r.item}": "own",
        }
    return {**told, **values}


def test_desk_holds_an_account_that_is_filled_in_with_what_was_promised_and_decided(city: City_, travel: Any) -> None:
    p = project(city)
    url = reverse("projects:effect", args=[p.code])
    assert [w.url for w in desk(city.people["owner"], DUE) if w.code == p.code] == [url]
    travel(DUE)
    html = as_(city, "owner").get(url, headers=SV).content.decode()
    assert html.count("500\u00a0000\u00a0kr") == 2  # promised and decided, 2027
    assert [r.promised for r in queries.outcomes(p)][1] == {2027: 500_000, 2028: 500_000, 2029: 500_000}


def test_account_is_saved_while_one_writes_and_handed_in_by_an_act_of_its_own(city: City_, travel: Any) -> None:
    p = project(city)
    travel(DUE)
    client, url = as_(city, "owner"), reverse("projects:effect", args=[p.code])
    assert client.post(url, {"explanation": "Halv"}, headers={"X-Autosave": "1"}).status_code == 200
    draft = EffectAnalysis.objects.get()
    assert (draft.explanation, draft.state, Figure.objects.filter(side=Side.REALISED.value).count()) == ("Halv", EffectState.DRAFT.value, 0)
    lacking = client.get(reverse("projects:hand_in_effect", args=[p.code]), headers=SV).content.decode()
    assert "Utfall saknas för ”Minskad handläggningstid” 2027." in lacking
    assert client.post(reverse("projects:hand_in_effect", args=[p.code])).status_code == 409
    went = client.post(url, sent(p) | {"hand_in": "1"})
    assert went["Location"] == reverse("projects:hand_in_effect", args=[p.code])
    assert client.post(went["Location"]).status_code == 302
    p.refresh_from_db()
    assert (p.state, p.effect_on, p.analysis.handed_in_by) == (ProjectState.EFFECT_REPORTED.value, DUE, city.people["owner"])
    came = {(o.label, o.realised_sek, o.difference_sek, o.explanation) for o in queries.outcomes(p)}
    assert ("Minskad handläggningstid", 300_000, -200_000, "Färre") in came
    html = as_(city, "auditor").get(reverse("projects:detail", args=[p.code]), headers=SV).content.decode()
    assert ("Telefonkön blev kortare." in html, "Lämnad, granskas" in html) == (True, True)


def test_account_without_evidence_or_reasons_is_refused(city: City_) -> None:
    p = project(city)
    rows = queries.outcomes(p)
    write(city, p, EffectText({rows[1].item: EffectItem({2027: 1})}))
    with pytest.raises(Refused) as refused:
        hand_in(city, p)
    assert [(f.rule, f.params.get("item")) for f in refused.value.verdict.blocking] == [
        ("realised", "Drift"), ("evidence", "Minskad handläggningstid"), ("deviation_explained", "Minskad handläggningstid"),
        ("realised", "Snabbare besked"), ("explanation", None),
    ]  # fmt: skip


def test_file_is_evidence_and_opens_for_those_who_work_here(city: City_, travel: Any) -> None:
    p = project(city)
    item = queries.outcomes(p)[1].item
    travel(DUE)
    url = reverse("projects:effect_file", args=[p.code])
    upload = {"item": str(item), "title": "Tidmätning", "file": SimpleUploadedFile("tid.csv", b"1;2", "text/csv")}
    assert as_(city, "assessor").post(url, upload).status_code == 409
    upload["file"] = SimpleUploadedFile("tid.csv", b"1;2", "text/csv")
    assert as_(city, "owner").post(url, upload).status_code == 302
    kept = EffectFile.objects.get()
    assert (kept.item_id, kept.size, kept.filename) == (item, 3, "tid.csv")
    opened = as_(city, "auditor").get(reverse("projects:effect_evidence", args=[p.code, kept.pk]))
    assert opened.content == b"1;2"
    assert as_(city, None).get(reverse("projects:effect_evidence", args=[p.code, kept.pk])).status_code == 302
    assert as_(city, "auditor").get(reverse("projects:effect_evidence", args=["A-1999-001", kept.pk])).status_code == 404


def test_independent_assessor_comments_and_then_accepts(city: City_, travel: Any) -> None:
    p = project(city)
    write(city, p)
    hand_in(city, p)
    travel(DUE)
    url, assessor = reverse("projects:review_effect", args=[p.code]), city.people["assessor"]
    assert [w.url for w in desk(assessor, DUE) if w.code == p.code] == [url]
    assert as_(city, "owner").post(url, {"accepts": "yes"}).status_code == 409
    assert as_(city, "assessor").post(url, {"accepts": "no", "review": ""}).status_code == 409
    assert as_(city, "assessor").post(url, {"accepts": "no", "review": "Var finns tabell 3?"}).status_code == 302
    assert [w.url for w in desk(city.people["owner"], DUE) if w.code == p.code] == [reverse("projects:effect", args=[p.code])]
    html = as_(city, "owner").get(reverse("projects:effect", args=[p.code]), headers=SV).content.decode()
    assert "Var finns tabell 3?" in html
    write(city, p, effect_text(city, p.application, 350_000))
    hand_in(city, p)
    assert [o.realised_sek for o in queries.outcomes(p)] == [100_000, 350_000, 350_000]
    assert as_(city, "assessor").post(url, {"accepts": "yes", "review": "Håller."}).status_code == 302
    analysis = EffectAnalysis.objects.get()
    assert (analysis.state, analysis.reviewed_by, analysis.review) == (EffectState.ACCEPTED.value, assessor, "Håller.")
    with pytest.raises(Refused):
        write(city, p)


@pytest.mark.requirement("F8")
def test_who_has_a_part_in_the_project_does_not_review_it(city: City_) -> None:
    p = project(city, "effect")
    mine = make_person("egen", city.bodies["byggforvaltningen"], "controller")
    for person in (mine, city.people["applicant"]):
        Appointment.objects.create(person=person, role=Role.ASSESSOR.value, valid_from=START)
    assert [f.rule for f in can_review_effect(mine, p, DUE).blocking] == ["independence", "reviewer_apart"]
    assert [f.rule for f in can_review_effect(city.people["applicant"], p, DUE).blocking] == ["independence", "reviewer_apart"]
    assert can_review_effect(city.people["assessor"], p, DUE).blocking == ()


@pytest.mark.requirement("F9")
def test_shortfall_gives_its_capacity_back_when_the_assessor_accepts(city: City_) -> None:
    p = project(city)
    base, item = baseline_of(city), benefit_of(p.application)
    claim = Claim.objects.create(
        item=item, baseline=base, version=base.versions.get(), driver=next(iter(ClaimDriver)).value, status=ClaimStatus.GRANTED.value
    )
    ClaimShare.objects.create(claim=claim, side=Side.DECIDED.value, year=2027, fraction="0.5", counted="0.5")
    write(city, p)
    hand_in(city, p)
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.GRANTED.value  # nothing is given back on the owner's word alone
    commands.review_effect(project=p, accepts=True, by=city.people["assessor"], on=moment(DUE))
    claim.refresh_from_db()
    share = claim.shares.get(side=Side.REALISED.value)
    assert (claim.status, share.fraction) == (ClaimStatus.REALISED.value, claim.shares.get(side=Side.DECIDED.value).fraction * 3 / 5)


def test_reminders_go_further_and_each_lead_time_once(city: City_) -> None:
    p = project(city)
    head = make_person("chef", city.bodies["byggnadsnamnden"], "förvaltningschef")
    Appointment.objects.create(person=head, role=Role.DECIDING_HEAD.value, body=city.bodies["byggnadsnamnden"], valid_from=START)
    told = []
    for days in (-31, -30, -29, -7, 0, 1, 2, 15, 30, 31):
        Notice.objects.all().delete()
        commands.remind_effects(by=None, on=moment(DUE + timedelta(days=days)))
        commands.remind_effects(by=None, on=moment(DUE + timedelta(days=days), 13))
        told.append((days, sorted(n.to.partition("@")[0] for n in Notice.objects.filter(key__startswith="effect-"))))
    near, head_too = ["applicant", "owner"], ["applicant", "chef", "owner"]
    assert told == [
        (-31, []), (-30, near), (-29, []), (-7, near), (0, []), (1, near), (2, []), (15, head_too), (30, [*head_too, "project_office"]), (31, []),
    ]  # fmt: skip
    p.refresh_from_db()
    assert p.effect_told_days == 30


def test_late_accounts_stand_on_the_offices_desk_and_in_public(city: City_, travel: Any) -> None:
    p = project(city)
    assert [w for w in desk(city.people["project_office"], DUE) if w.code == p.code] == []
    late = DUE + timedelta(days=30)
    assert [w.what for w in desk(city.people["project_office"], late) if w.code == p.code] == ["Sen redovisning av effekten"]
    for day, rows in ((late - timedelta(days=1), 0), (late, 1)):
        travel(day)
        listed = as_(city, None).get(reverse("projects:effects") + "csv", {"redovisning": "late"})
        assert len(csv_rows(listed)) == 1 + rows
    html = as_(city, None).get(reverse("projects:effects"), headers=SV).content.decode()
    assert ("Har inte redovisat" in html, "30 dagar sen" in html, p.code in html) == (True, True, True)


def figures_of(day: date) -> Any:
    rows = queries.dues(queries.with_figures(queries.with_reporting(Project.objects.all(), day)))
    return totals(r for r in rows if r.category != Category.INNOVATIVE.value)


@pytest.mark.both
def test_sums_of_all_projects_with_and_without_the_unreported(city: City_) -> None:
    done, late = project(city, "effect"), project(city, "closed", title="Digital hemtjänst")
    pilot = project(city, "closed", title="Sensorer")
    pilot.application.category = Category.INNOVATIVE.value
    pilot.application.save()
    before, found = figures_of(date(2027, 3, 1)), figures_of(date(2027, 3, 3))
    assert (len(before.rows), [r.code for r in found.rows], [r.code for r in found.missing]) == (0, [done.code, late.code], [late.code])
    assert (found.invested_sek, found.effect_sek) == (
        2_000_000,
        200_000,
    )  # 300 000 of the business less 100 000; residents' benefit is society's
    assert (found.effect_share, found.effect_share_reported) == (Fraction(1, 10), Fraction(1, 5))
    assert (found.rate, found.rate_reported, found.rate_green, found.cash_share_reported) == (
        Fraction(3, 10),
        Fraction(3, 5),
        None,
        Fraction(-1, 10),
    )


def test_page_of_all_effects_answers_by_year_portfolio_category_and_body(city: City_, travel: Any) -> None:
    project(city, "effect")
    project(city, "closed", title="Digital hemtjänst")
    travel(date(2027, 3, 3))
    html = as_(city, "auditor").get(reverse("projects:effects"), headers=SV).content.decode()
    for heading in ("Per avslutsår", "Per portfölj", "Per kategori", "Per sökande", "Utlovat, beslutat och utfall efter avslutsår"):
        assert heading in html
    assert ("10,0\u00a0%" in html, "20,0\u00a0%" in html, "<svg" in html) == (True, True, True)
    earlier = as_(city, "auditor").get(reverse("projects:effects"), {"dag": "2027-03-02"}, headers=SV).content.decode()
    assert "0,0\u00a0%" in earlier  # the day before the account came in
    rows = csv_rows(as_(city, "auditor").get(reverse("projects:effects") + "csv"))
    assert sorted(r[2] for r in rows[1:]) == ["Redovisad", "Väntar på redovisning"]


@pytest.mark.requirement("O6")
def test_anybody_reads_an_account_as_far_as_it_has_been_found_open(city: City_, travel: Any) -> None:
    p = project(city, "effect")
    travel(date(2027, 4, 1))
    anybody, url = as_(city, None), reverse("projects:effect_page", args=[p.code])
    closed = anybody.get(url, headers=SV).content.decode()
    assert ("300\u00a0000" in closed, "Något lägre än väntat." in closed, "inte prövade ännu" in closed) == (False, False, True)
    for part in ("figures", "effect_explanation"):
        records.examine(subject=p.code, part=part, openness=Openness.OPEN, clause="", by=city.people["registrar"], on=city.on)
    shown = anybody.get(url, headers=SV).content.decode()
    assert ("300\u00a0000" in shown, "Något lägre än väntat." in shown, "Owner" in shown, "Tabell 3" in shown) == (True, True, False, False)
    assert anybody.get(reverse("projects:effect_page", args=[make_case(city, "running", title="Ny").code])).status_code == 404


@pytest.mark.requirement("F8")
def test_calibration_of_applicants_and_assessors(city: City_, travel: Any) -> None:
    project(city, "effect")
    travel(date(2027, 4, 1))
    html = as_(city, "auditor").get(reverse("projects:calibration"), headers=SV).content.decode()
    for text in ("Sökandena: utlovat mot utfall", "Värderarna: värderat mot utfall", "Assessor", "60,0\u00a0%", "−40,0\u00a0%", "<svg"):
        assert text in html
    rows = csv_rows(as_(city, "auditor").get(reverse("projects:calibration") + "csv"))
    assert rows[1][2:6] == ["500000", "500000", "500000", "300000"]
    assert as_(city, None).get(reverse("projects:calibration")).status_code == 302


def test_innovative_project_tells_in_words(city: City_) -> None:
    p = project(city)
    Figure.objects.filter(item__calculation=p.application.calculation_id).delete()
    write(city, p, EffectText({}, "Hypotesen höll inte.", "", Cause.OWN))
    hand_in(city, p)
    p.refresh_from_db()
    assert p.state == ProjectState.EFFECT_REPORTED.value
