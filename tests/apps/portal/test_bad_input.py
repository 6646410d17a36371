"""What people send by mistake or mischief, where a browser adds nothing: told in words, done once, and nothing lost."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from html import unescape
from itertools import count
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.access.models import SignIn
from nytta.city.access.terms import Outcome as LoginOutcome
from nytta.city.organisation.models import Body
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import commands as records
from nytta.city.records.models import Decision
from nytta.city.records.terms import Role
from nytta.delivery.systems.models import Capability, System
from nytta.followup.projects.models import CostEntry, CostFile, Project
from nytta.followup.scorecard.models import AnnualReport
from nytta.followup.scorecard.terms import ReportState
from nytta.governance.applications.commands import keep_mapping
from nytta.governance.applications.models import Application, Document, Question
from nytta.governance.applications.queries.mappings import starting_point
from nytta.governance.benefits.models import Parameter, ReferenceProject
from nytta.governance.benefits.terms import ClaimDriver
from nytta.governance.portfolios.models import Grant
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.models import Statement
from nytta.governance.preparation.terms import ConflictGround
from nytta.governance.rulesets.models import Consequence, Trial
from nytta.governance.rulesets.terms import Effect, Group, Outcome
from nytta.governance.valuation import commands as valuation
from nytta.kit import guards
from nytta.kit.fields import DateField, NumberField, SekField, TextField
from nytta.kit.lists import Listing
from nytta.kit.models import FormUse
from nytta.kit.pages import LISTINGS, LetterFirst
from nytta.kit.testing import csv_rows
from nytta.needs.intake.commands import ask_for_support
from nytta.needs.intake.models import Idea
from nytta.needs.intake.terms import Subject
from nytta.portal.commands import follow
from tests.apps.access.entering import sample as account_sample
from tests.apps.access.holders import sample as access_sample
from tests.apps.benefits.ledger import baseline_of, claiming
from tests.apps.meetings import rooms
from tests.apps.projects.sheets import sample as sheet_sample
from tests.apps.rulesets.drafts import sample as draft_sample
from tests.apps.test_contract import ACTS, LISTS, STAGE, samples
from tests.apps.weighing.rooms import start
from tests.factories.changes import sample as change_sample
from tests.factories.city import START, City_, go_on, make_case
from tests.factories.directory import sample as directory_sample
from tests.factories.exemptions import make_exemption
from tests.factories.projects import sample as project_sample
from tests.factories.systems import make_held, make_system

pytestmark = pytest.mark.django_db
SIGNS = "=+-@"


def client_of(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def hidden_of(client: Client, url: str) -> dict[str, Any]:
    """What the page's form sends by itself: its token and what its fields held."""
    context = client.get(url).context
    return {name: context[name] for name in ("form_token", "as_shown") if context.get(name)}


# somebody else wrote in between


def two_members(city: City_) -> tuple[str, Client]:
    """A case that two members of its group write on."""
    case = make_case(city, "preparation")
    for name in ("group_1", "group_2"):
        if name == "group_2":
            records.appoint(
                person=city.people[name], role=Role.PREPARATION_GROUP, valid_from=START, valid_until=None,
                mandate="U 9", portfolio="P1", by=city.people["registrar"], on=city.on,
            )  # fmt: skip
        preparation.declare_conflict(application=case, ground=ConflictGround.NONE, by=city.people[name], on=city.on)
    return case.code, client_of(city, "group_1")


@pytest.mark.requirement("F10")
def test_statement_that_another_wrote_in_between_is_not_overwritten(city: City_) -> None:
    code, mine = two_members(city)
    url = reverse("preparation:state", args=[code])
    sent = hidden_of(mine, url) | {"text": "Mitt yttrande", "recommendation": "support"}
    client_of(city, "group_2").post(url, {"text": "Kollegans yttrande", "recommendation": "oppose"})
    told = mine.post(url, sent)
    page = unescape(told.content.decode())
    assert told.status_code == 409
    for text in (
        "Yttrande har ändrats sedan du öppnade sidan. Där står nu: ”Kollegans yttrande”.",
        "Där står nu: ”Avstyrks”",
        "Mitt yttrande",
    ):
        assert text in page
    assert (Statement.objects.get().text, FormUse.objects.count()) == ("Kollegans yttrande", 0)
    again = mine.post(url, sent | {"as_shown": told.context["as_shown"]})
    assert (again.status_code, Statement.objects.get().text) == (302, "Mitt yttrande")


@pytest.mark.requirement("F10")
def test_autosave_does_not_overwrite_what_another_wrote(city: City_) -> None:
    code, mine = two_members(city)
    url = reverse("preparation:state", args=[code])
    sent = hidden_of(mine, url) | {"text": "Mitt yttrande"}
    first = mine.post(url, sent, headers={"X-Autosave": "1"})
    sent |= {"as_shown": first.json()["as_shown"], "text": "Mitt längre yttrande"}
    assert (first.status_code, mine.post(url, sent, headers={"X-Autosave": "1"}).status_code) == (200, 200)
    client_of(city, "group_2").post(url, {"text": "Kollegans yttrande"})
    told = mine.post(url, sent | {"text": "Mitt"}, headers={"X-Autosave": "1"})
    assert (told.status_code, "Där står nu: ”Kollegans yttrande”." in told.json()["text"]) == (409, True)
    assert Statement.objects.get().text == "Kollegans yttrande"


def test_other_fields_of_the_same_form_do_not_clash(city: City_) -> None:
    code, mine = two_members(city)
    url = reverse("preparation:state", args=[code])
    client_of(city, "group_2").post(url, {"text": "Yttrandet", "recommendation": ""})
    sent = hidden_of(mine, url) | {"text": "Yttrandet", "recommendation": "oppose"}
    client_of(city, "group_2").post(url, {"text": "Yttrandet", "recommendation": "oppose"})
    assert mine.post(url, sent).status_code == 302  # the same choice made twice is no clash


@pytest.mark.parametrize(
    ("who", "other", "route", "args", "mine", "theirs"),
    [
        ("registrar", "project_office", "portfolios:describe", ["P1"], {"purpose": "Mitt syfte"}, {"purpose": "Kontorets syfte"}),
        (
            "registrar", "project_office", "portfolios:frame", ["P1", 2026],
            {"amount_sek": "11 000 000", "source": "operating", "paragraph": "KF § 90"},
            {"amount_sek": "12 000 000", "source": "operating", "paragraph": "KF § 91"},
        ),
    ],
)  # fmt: skip
def test_what_two_roles_keep_is_not_overwritten(
    city: City_, who: str, other: str, route: str, args: list[Any], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    url, client = reverse(route, args=args), client_of(city, who)
    sent = hidden_of(client, url) | mine
    assert client_of(city, other).post(url, theirs).status_code == 302
    told = client.post(url, sent)
    page = unescape(told.content.decode()).replace("\xa0", " ")
    shown, typed = next(iter(theirs.values())), next(iter(mine.values()))
    assert (told.status_code, f"Där står nu: ”{shown}”." in page, typed in page) == (409, True, True)


def test_answer_to_a_question_that_is_answered_already_is_given_back(city: City_) -> None:
    case = make_case(city, "screening")
    office = client_of(city, "project_office")
    office.post(reverse("applications:ask", args=[case.code]), {"field_1": "summary", "text_1": "Vilka ritningar?"})
    url, name = reverse("applications:answer", args=[case.code]), f"answer_{Question.objects.get().pk}"
    mine = client_of(city, "applicant")
    sent = hidden_of(mine, url) | {name: "Mitt långa svar"}
    client_of(city, "applicant").post(url, {name: "Medskribentens svar"})
    told = mine.post(url, sent)
    assert (told.status_code, "Mitt långa svar" in told.content.decode()) == (409, True)
    assert Question.objects.get().answer == "Medskribentens svar"


# the same form twice


@pytest.mark.parametrize("act", ["idea", "file", "completion", "grant"])
def test_form_that_comes_twice_is_done_once(city: City_, act: str) -> None:
    case = make_case(city, {"file": "draft", "completion": "screening"}.get(act, "decision"))
    who, url, sent, counted = {
        "idea": ("applicant", reverse("intake:new"), {"title": "Ny idé", "text": "Bra.", "goal": city.goal().pk}, Idea),
        "file": (
            "applicant", reverse("applications:write", args=[case.code, "handlingar"]),
            {"title": "Förstudie", "file": lambda: SimpleUploadedFile("a.txt", b"hej")}, Document,
        ),
        "completion": ("project_office", reverse("applications:ask", args=[case.code]), {"field_1": "summary", "text_1": "Vad?"}, Question),
        "grant": (
            "director", reverse("portfolios:decide", args=[case.code]),
            {"amount_sek": "1 000 000", "reasons": "Bra.", "cost_centre": "1", "activity": "2", "project_code": "3"}, Grant,
        ),
    }[act]  # fmt: skip
    client, before = client_of(city, who), counted.objects.count()  # type: ignore[attr-defined]
    sent |= hidden_of(client, url)
    if act == "grant":
        sent |= {"seen": client.post(url, sent | {"act": "preview_grant"}).context["digest"], "act": "grant"}
    answers = [client.post(url, {k: v() if callable(v) else v for k, v in sent.items()}, follow=True) for _ in range(2)]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert "Det var redan gjort: formuläret kom in två gånger." in answers[1].content.decode()
    assert counted.objects.count() == before + 1  # type: ignore[attr-defined]


# odd and huge text in every form

ODD = "<b onclick=x>fet</b>\0\r\n👍🏽 مرحبا \u202eomvänt {{ 7*7 }} %(x)s ' \" \\"
KEPT = "<b onclick=x>fet</b>\n👍🏽 مرحبا omvänt {{ 7*7 }} %(x)s ' \" \\"
STAGES = sorted({STAGE.get(r.name, "effect") for r in ACTS})
WRITERS = ("applicant", "project_office", "registrar", "director", "owner", "process_owner", "group_1", "council_member", "assessor")


def opened(city: City_, url: str) -> tuple[Client, dict[str, Any], dict[str, forms.Field]]:
    """Whoever may send the form at the address: what it would send as it stands, and the fields it shows."""
    for name in WRITERS:
        client = client_of(city, name)
        answer = client.get(url)
        context, page = answer.context, answer.content.decode()
        if context and context.get("form") and context.get("verdict"):
            form = context["form"]
            sent = {f.html_name: v for f in form if (v := f.value()) is not None and not isinstance(f.field, forms.FileField)}
            return client, sent | hidden_of(client, url), {f.html_name: f.field for f in form if f'name="{f.html_name}"' in page}
    return client_of(city, "applicant"), {}, {}


def try_out(client: Client, url: str, sent: dict[str, Any]) -> Any:
    """The answer, and everything as before."""
    with transaction.atomic():
        answer = client.post(url, sent)
        transaction.set_rollback(True)
    return answer


def staged(city: City_, stage: str) -> dict[str, Any]:
    """Values for the addresses of a stage, where its own people may act."""
    values, case = samples(city, stage), Application.objects.order_by("pk")[0]
    if stage == "valuation":
        valuation.appoint_assessor(application=case, assessor=city.people["assessor"], by=city.people["project_office"], on=city.on)
    if stage == "preparation":
        preparation.declare_conflict(application=case, ground=ConflictGround.NONE, by=city.people["group_1"], on=city.on)
    return values


@pytest.mark.both
@pytest.mark.parametrize("stage", STAGES)
def test_odd_and_huge_text_is_taken_or_told_in_every_form(city: City_, stage: str) -> None:
    values, faults, tried = staged(city, stage), [], 0
    for route in (r for r in ACTS if STAGE.get(r.name, "effect") == stage):
        url = route.url(values)
        client, sent, fields = opened(city, url)
        texts = [name for name, field in fields.items() if isinstance(field, TextField)]
        for names in (texts, [*sent, *texts]):
            odd = try_out(client, url, sent | dict.fromkeys(names, ODD))
            shown = issubclass(route.page, LetterFirst) or route.name in SHOWN_ONCE
            read_first = (200,) if shown else ()  # the letter is shown, and nothing is done; or a secret is, this once
            if odd.status_code not in (302, 403, 404, 409, 422, *read_first) or "<b onclick" in odd.content.decode():
                faults.append((route.name, "odd", odd.status_code))
        for name in texts[:1]:
            huge = "å" * 1_000_000
            answer, tried = try_out(client, url, sent | {name: huge}), tried + 1
            page = answer.content.decode()
            if answer.status_code != 422 or page.count(huge) != 1 or "1000000 tecken lång" not in page.replace("\xa0", ""):
                faults.append((route.name, name, answer.status_code, page.count(huge)))
    assert faults == []
    assert tried or stage == "granted"  # where there is nothing to write


WRONG = {
    DateField: [("1900-01-01", "Dagen måste ligga mellan 1990-01-01 och 2099-12-31."), ("9999-12-31", "Dagen måste ligga mellan")],
    SekField: [("-5", "Beloppet kan inte vara negativt."), ("99 999 999 999 999", "Beloppet är större än systemet tar emot")],
    NumberField: [("-5", "Talet kan inte vara negativt."), ("999 999 999 999", "större än")],
    forms.IntegerField: [("-5", ""), ("99999999999999999999", "")],
}


@pytest.mark.parametrize("stage", STAGES)
def test_wrong_days_and_amounts_are_told_and_kept_in_every_form(city: City_, stage: str) -> None:
    values, faults = staged(city, stage), []
    for route in (r for r in ACTS if STAGE.get(r.name, "effect") == stage):
        url = route.url(values)
        client, sent, fields = opened(city, url)
        for name, field in fields.items():
            may = getattr(field, "may_be_negative", False) or getattr(field, "negative", False)
            for typed, told in WRONG.get(type(field), []):
                answer = try_out(client, url, sent | {name: typed})
                page = unescape(answer.content.decode()).replace("\xa0", " ")
                if not (may and typed == "-5") and (answer.status_code != 422 or told not in page or f'value="{typed}"' not in page):
                    faults.append((route.name, name, typed, answer.status_code))
    assert faults == []


def test_odd_text_is_kept_and_shown_as_text(city: City_) -> None:
    client = client_of(city, "applicant")
    sent = {"title": "<script>1</script> 👍🏽 مرحبا", "text": ODD, "goal": city.goal().pk}
    page = client.post(reverse("intake:new"), sent, follow=True).content.decode()
    idea = Idea.objects.get()
    assert (idea.title, idea.text) == ("<script>1</script> 👍🏽 مرحبا", KEPT)
    for shown in (page, client.get(reverse("intake:list"), {"q": "مرحبا"}).content.decode()):
        assert "&lt;script&gt;1&lt;/script&gt; 👍🏽 مرحبا" in shown and "<script>1" not in shown


def test_form_larger_than_is_taken_is_told(city: City_) -> None:
    answer = client_of(city, "applicant").post(reverse("intake:new"), {"title": "x", "text": "x" * 6_000_000})
    assert (answer.status_code, "Det gick inte att förstå frågan" in answer.content.decode()) == (400, True)


# text that a spreadsheet would take for a formula


SHOWN_ONCE = {
    "changes:renew_feed",
    "meetings:renew_feed",
    "meetings:renew_own",
    "access:rotate_secret",
    "access:new_webhook",
    "access:issue_token",
    "access:issue_own_token",
    "access:let_in",
    "access:invite",
}


def whole_city(city: City_) -> None:
    """At least one row in every register."""
    case = make_case(city, "effect")
    go_on(city, claiming(city, "Anspråk", baseline_of(city), ClaimDriver.TIME, "0.1"), "draft", "screening")
    make_exemption(city, conditions="Villkor")
    records.report_to_board(
        body=city.bodies["kommunstyrelsen"], decisions=list(Decision.objects.filter(kind="grant")), note="", by=city.people["registrar"],
        on=city.on,
    )  # fmt: skip
    access_sample(city)  # programs
    SignIn.objects.create(
        person=city.people["auditor"], at=city.on, outcome=LoginOutcome.ENTERED.value, network="192.0.2.0/24", device="Chromium"
    )
    rooms.sample(city)  # meetings, a circulation, a posting
    ask_for_support(subject=Subject.STEERING, title="Styrgrupp?", about="", by=city.people["applicant"], on=city.on)
    follow(application=case, by=city.people["auditor"], on=city.on)
    Body.objects.create(code="gamla", name="Gamla nämnden", kind=BodyKind.COMMITTEE.value, valid_until=date(2025, 12, 31))
    records.seal_registers(by=None, on=city.on)
    keep_mapping(text=starting_point(), by=city.people["project_office"], on=city.on)
    Parameter.objects.create(kind="it_budget", key="byggnadsnamnden", label="=1", value=1, valid_from=date(2026, 1, 1), source="Budget")
    ReferenceProject.objects.create(
        source="Källa", key="1", title="Titel", planned=Decimal(1), actual=Decimal(1), closed_on=date(2026, 1, 1)
    )
    start(city)
    change_sample(city)
    draft_sample(city)
    Consequence.objects.create(
        trial=Trial.objects.earliest("pk"), application=case, group=Group.OPEN.value, stop="grant", where="line.frame", line_sv="=1", line_en="=1",
        before=Outcome.PASSES.value, after=Outcome.STOPS.value, effect=Effect.STOPPED.value,
    )  # fmt: skip
    landscape(city)
    directory_sample(city)
    followed(city, case)
    account_sample(city)


def followed(city: City_, case: Application) -> None:
    """What the follow-up's registers hold: a fund request, a transfer, booked cost, an effect that is due, an annual report."""
    day = city.on.date()
    project_sample(city, case)
    sheet_sample(city, case)
    file = CostFile.objects.create(code="K-1", name="=1", sha256="0" * 64, rows=1, brought_in_at=city.on, by=city.people["project_office"])
    project = Project.objects.get(application=case)
    told = {"voucher": "A 1", "account": "6540", "text": "Konsult", "amount_ore": 100}
    CostEntry.objects.create(file=file, key="1", row=1, project=project, booked_on=day, **told)
    Project.objects.filter(pk=project.pk).update(effect_due_on=day, effect_on=day)
    AnnualReport.objects.create(
        year=2024, state=ReportState.DECIDED.value, content=[], figures_at=city.on, begun_by=city.people["project_office"], begun_on=day,
        decision=Decision.objects.filter(kind="frame").first(), decided_on=day,
    )  # fmt: skip


def landscape(city: City_) -> None:
    """Systems of which something stands in every overview: one of a body that has ended, one that is retired."""
    capability = Capability.objects.create(code="lov", name="Lov")
    make_held(city, make_system(city, "Pollux", capabilities=[capability], business_value=4, technical_fitness=2, cost_per_year_sek=1000))
    left, retired = make_system(city, "Arkivet"), make_system(city, "Kortet")
    System.objects.filter(pk=left.pk).update(owner=Body.objects.get(code="gamla"))
    System.objects.filter(pk=retired.pk).update(retired_on=date(2026, 1, 31), retired_reason="Ersatt")


def field_at(model: type[models.Model], path: str) -> tuple[type[models.Model], Any] | None:
    """The model and the written field at the end of a path; None for what is computed or chosen from a list."""
    *steps, last = path.split("__")
    try:
        for step in steps:
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        found = model._meta.get_field(last)
    except (FieldDoesNotExist, AttributeError):
        return None
    return (model, found) if isinstance(found, models.CharField | models.TextField | models.JSONField) and not found.choices else None


def stain(listing: Listing) -> int:
    """Every written text of the register begins as a formula; how many columns did."""
    stained, number, model_of = 0, count(), listing.rows(AnonymousUser()).model
    for column in listing.columns:
        found = field_at(model_of, column.value) or field_at(model_of, column.value.removesuffix("_on"))  # as on a day: written once
        if column.kind not in ("text", "code") or found is None:
            continue
        model, written = found
        found_rows = model._default_manager.all()
        if not isinstance(written, models.JSONField) and written.blank:  # what may be said only of some is stained where it is said
            found_rows = found_rows.exclude(**{written.name: ""})
        for key in found_rows.values_list("pk", flat=True):
            text = f"{SIGNS[next(number) % 4]}{key}+1"
            model._default_manager.filter(pk=key).update(**{written.name: [text] if isinstance(written, models.JSONField) else text})
        stained += 1
    return stained


def texts_of(book: bytes) -> list[str]:
    """Every text of a workbook's first sheet; no cell of it is a formula."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        shared = archive.read("xl/sharedStrings.xml").decode() if "xl/sharedStrings.xml" in archive.namelist() else ""
    assert "<f>" not in sheet and "<f " not in sheet
    return [unescape(t) for t in re.findall(r"<t(?: [^>]*)?>(.*?)</t>", shared + sheet, re.DOTALL)]


def test_no_export_holds_a_formula(city: City_) -> None:
    whole_city(city)
    client, faults = client_of(city, "auditor"), []
    assert {r.page.listing.name for r in LISTS} == set(LISTINGS)  # type: ignore[attr-defined]
    with guards.lifted():
        stained = {name: stain(listing) for name, listing in LISTINGS.items()}
    assert [name for name, columns in stained.items() if not columns] == []
    for route in LISTS:
        url = route.url({})
        rows = csv_rows(client.get(url + "csv"))
        texts = {"csv": [cell for row in rows for cell in row], "xlsx": texts_of(client.get(url + "xlsx").content)}
        for form, cells in texts.items():
            if [c for c in cells if c.startswith(tuple(SIGNS))] or not [c for c in cells if c[:1] == "'" and c[1:2] in SIGNS]:
                faults.append((route.name, form, cells[:20]))
    assert not faults, " ".join(f"{a}/{b}/{len(c)}" for a, b, c in faults)


# found on the way


def test_uncertainty_factor_is_written_once_and_by_name(city: City_) -> None:
    case = make_case(city)
    client, url = client_of(city, "applicant"), reverse("applications:cost_risk", args=[case.code])
    sent = hidden_of(client, url) | {"project_type": case.calculation.project_type, "edition": case.edition}
    twice = client.post(url, sent | {"factor_0": "Oklara krav", "share_0": "10", "factor_1": "oklara krav", "share_1": "20"})
    unnamed = client.post(url, sent | {"evidence_0": "Prövat med 40 användare"})
    assert (twice.status_code, "står två gånger" in twice.content.decode()) == (409, True)
    page = unnamed.content.decode()
    assert (unnamed.status_code, "Skriv vilken faktor det gäller." in page, "Prövat med 40 användare" in page) == (422, True, True)
