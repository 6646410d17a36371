"""A grant is refused at each stop in words, with what was typed still there; what the frame holds is never passed."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision, DecisionText
from nytta.city.records.terms import FrameSource
from nytta.delivery.systems.models import CommonSolution
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import Acceptable
from nytta.governance.portfolios import commands
from nytta.governance.portfolios.models import Commitment, Continuation, CouncilAdvice, Frame, FramePart, Grant
from nytta.governance.portfolios.terms import Advice
from nytta.kit import guards
from nytta.kit.proof import Fault, faults
from nytta.plain.verdicts import Refused
from tests.at_once import at_once, refused_by
from tests.factories.city import YEAR, City_, fill, grant, make_case
from tests.reading import unlinked

TYPED = {"amount_sek": "1 000 000", "reasons": "Bidrar till målen.", "cost_centre": "1000", "activity": "200", "project_code": "3000"}
PARTS = {"innovation": 1_000_000, "improvement": 900_000, "standardised": 1_000_000}


def at(client: Client, person: Person) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def frame(city: City_, amount: int, parts: dict[str, int] | None = None) -> Frame:
    return commands.set_frame(
        portfolio=city.portfolio(1), year=YEAR, amount_sek=amount, source=FrameSource.OPERATING, paragraph="KF § 20", parts=parts,
        by=city.people["registrar"], on=city.on,
    )  # fmt: skip


def no_owner(city: City_, case: Application) -> None:
    case.acceptances.filter(what=Acceptable.OWNERSHIP.value).update(voided_on=city.on.date(), void_reason="Prov.")
    case.acceptances.filter(what=Acceptable.OWNERSHIP.value).delete()


def changed_amount(city: City_, case: Application) -> None:
    Application.objects.filter(pk=case.pk).update(state="completion")
    case.refresh_from_db()
    case.calculation.trusted = "claimed"
    case.calculation.save()
    fill(city, case, running_sek=250_000)
    Application.objects.filter(pk=case.pk).update(state="decision")


def duplicate(city: City_, case: Application) -> None:
    code = CommonSolution.objects.order_by("code").values_list("code", flat=True)[0]
    Application.objects.filter(pk=case.pk).update(covers=[code])


def small_frame(city: City_, case: Application) -> None:
    frame(city, 999_999)


def small_part(city: City_, case: Application) -> None:
    frame(city, 5_000_000, PARTS)


STOPS: list[tuple[Any, str, str, str]] = [
    (
        no_owner,
        "Byggnadsnämnden har inte godtagit ansvaret och driftkostnaden.",
        "P4; G3; F12",
        "Någon med mandat för Byggnadsnämnden godtar.",
    ),
    (changed_amount, "gäller inte längre", "P4; G3; F12", "Någon med mandat för Byggnadsnämnden godtar på nytt."),
    (duplicate, "Ansökan dubblerar en gemensam lösning", "P7.1", "begär undantag innan medel beviljas."),
    (small_frame, "ryms inte i ramen för P1 2026", "P5; F2", "begär ny ram av fullmäktige."),
    (
        small_part,
        "ryms inte i delen ”Förbättringar av befintliga e-tjänster” av P1 2026",
        "E6.2; F3",
        "begär nya storlekar på delarna av fullmäktige.",
    ),
]


@pytest.mark.requirement("F2", "F3", "F12")
@pytest.mark.parametrize(("spoil", "says", "source", "mend"), STOPS, ids=[s[0].__name__ for s in STOPS])
def test_grant_refused_at_the_stop(city: City_, client: Client, spoil: Any, says: str, source: str, mend: str) -> None:
    case = make_case(city, "decision")
    spoil(city, case)
    answer = at(client, city.people["director"]).post(reverse("portfolios:decide", args=[case.code]), {**TYPED, "act": "preview_grant"})
    text = unlinked(answer).replace("\xa0", " ")
    assert answer.status_code == 409
    assert [says in text, source in text, mend in text] == [True, True, True]
    assert [f'value="{v}"' in text or v in text for v in TYPED.values()] == [True] * 5
    assert (Grant.objects.count(), Decision.objects.filter(kind="grant").count()) == (0, 0)


@pytest.mark.requirement("F11")
def test_grant_previews_then_sends_the_letter(city: City_, client: Client) -> None:
    case = make_case(city, "decision")
    address, client = reverse("portfolios:decide", args=[case.code]), at(client, city.people["director"])
    blind = client.post(address, {**TYPED, "act": "grant"})
    preview = client.post(address, {**TYPED, "act": "preview_grant"})
    changed = client.post(address, {**TYPED, "reasons": "Andra skäl.", "act": "grant", "seen": preview.context["digest"]})
    assert [blind.status_code, preview.status_code, changed.status_code, Grant.objects.count()] == [409, 200, 409, 0]
    assert ["Brevet har ändrats" in changed.content.decode(), "Andra skäl." in changed.content.decode()] == [True, True]
    answer = client.post(address, {**TYPED, "act": "grant", "seen": preview.context["digest"]})
    made = Grant.objects.select_related("decision__text").get()
    letter = client.get(answer["Location"]).content.decode()
    client.logout()
    public = client.get(answer["Location"])
    assert (made.decision.text.letter, made.decision.text.published_on) == (preview.context["letter"], made.decision.decided_on)
    assert [t in letter for t in ("Bidrar till målen.", "Till Byggnadsnämnden", case.registry_number)] == [True, True, True]
    assert public.status_code == 200


@pytest.mark.requirement("F11")
def test_refuse_needs_reasons_and_not_codes(city: City_, client: Client) -> None:
    case = make_case(city, "decision")
    address, client = reverse("portfolios:decide", args=[case.code]), at(client, city.people["director"])
    empty = client.post(address, {"act": "preview_refuse"})
    preview = client.post(address, {"reasons": "Nyttan är för liten.", "act": "preview_refuse"})
    answer = client.post(address, {"reasons": "Nyttan är för liten.", "act": "refuse", "seen": preview.context["digest"]})
    case.refresh_from_db()
    assert [empty.status_code, preview.status_code, answer.status_code, case.state] == [422, 200, 302, "refused"]
    assert "avslår ansökan om medel för 2026" in DecisionText.objects.get(decision__kind="refusal").letter


@pytest.mark.requirement("F11")
@pytest.mark.parametrize("who", ["applicant", "council_member", "project_office"])
def test_decide_refused_to_others(city: City_, client: Client, who: str) -> None:
    case = make_case(city, "decision")
    answer = at(client, city.people[who]).post(reverse("portfolios:decide", args=[case.code]), {**TYPED, "act": "preview_grant"})
    text = unlinked(answer)
    assert answer.status_code == 409
    assert ["Det kräver uppdraget: Direktör." in text, "P5; T; F11" in text, "Bidrar till målen." in text] == [True, True, True]


@pytest.mark.requirement("F2")
@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"amount_sek": "999 999"}, "Ramen kan inte sänkas till 999 999 kr: 1 000 000 kr är redan beviljat."),
        (
            {"amount_sek": "5 mkr", "part_improvement": "6 mkr"},
            "Delarna är tillsammans 6 000 000 kr, mer än ramen 5 000 000 kr.",
        ),
        ({"amount_sek": "5 mkr", "part_improvement": "999 999"}, "kan inte sänkas under det redan beviljade 1 000 000 kr."),
    ],
)
def test_frame_refused_below_what_is_granted(city: City_, client: Client, sent: dict[str, str], says: str) -> None:
    if len(sent) > 1:
        frame(city, 10_000_000, {"improvement": 5_000_000})
    make_case(city, "granted")
    form = {"source": "operating", "paragraph": "KF § 99", **sent}
    answer = at(client, city.people["registrar"]).post(reverse("portfolios:frame", args=["P1", YEAR]), form)
    text = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 409
    assert [says in text, "KF § 99" in text, sent["amount_sek"] in text] == [True, True, True]
    assert Frame.objects.get(portfolio=city.portfolio(1), year=YEAR).amount_sek == 10_000_000


@pytest.mark.requirement("F3")
def test_part_refused_once_something_is_granted_without(city: City_) -> None:
    make_case(city, "granted")
    with pytest.raises(Refused) as refused:
        frame(city, 5_000_000, {"improvement": 1_500_000})
    assert [f.rule for f in refused.value.verdict.findings] == ["part_after_grants"]
    assert FramePart.objects.count() == 0


@pytest.mark.requirement("F2")
def test_frame_recorded_with_parts(city: City_, client: Client) -> None:
    sent = {
        "source": "equity",
        "paragraph": "KF § 99, 2026-02-01",
        "amount_sek": "12 mkr",
        "part_innovation": "2 mkr",
        "part_improvement": "8 mkr",
    }
    answer = at(client, city.people["registrar"]).post(reverse("portfolios:frame", args=["P1", YEAR]), sent)
    found = Frame.objects.get(portfolio=city.portfolio(1), year=YEAR)
    assert (answer.status_code, found.amount_sek, found.source, found.decision and found.decision.mandate) == (
        302, 12_000_000, "equity", "KF § 99, 2026-02-01",
    )  # fmt: skip
    assert list(found.parts.values_list("part", "amount_sek")) == [("improvement", 8_000_000), ("innovation", 2_000_000)]


def race(city: City_, cases: list[Application]) -> list[str]:
    """Grant all cases at the same time: the rule that refused each, "" where it was granted."""
    return refused_by(at_once([lambda c=c: grant(city, Application.objects.get(pk=c.pk)) for c in cases]))


@pytest.mark.both
@pytest.mark.requirement("F2")
@pytest.mark.django_db(transaction=True)
def test_twenty_grants_at_once_never_pass_the_frame(transactional_city: City_) -> None:
    city = transactional_city
    cases = [make_case(city, "decision", title=f"Förslag {n}", cost_sek=1_000_000) for n in range(20)]
    frame(city, 7_500_000)
    assert race(city, cases) == [""] * 7 + ["frame"] * 13
    found = Frame.objects.get(portfolio=city.portfolio(1), year=YEAR)
    assert (found.granted_sek, Grant.objects.count()) == (7_000_000, 7)
    assert list(faults(Decision)) == []


INSERT = (
    "INSERT INTO portfolios_grant (application_id, frame_id, part_id, amount_sek, decision_id, granted_on, cost_centre, activity, project_code) "
    "VALUES (%s, %s, %s, %s, %s, '2026-03-02', '', '', '')"
)


@pytest.mark.both
@pytest.mark.requirement("F2", "F3")
@pytest.mark.parametrize("of", ["frame", "part"])
def test_raw_insert_past_the_frame_or_part_is_refused(city: City_, of: str) -> None:
    found = frame(city, 2_000_000, {"improvement": 1_000_000} if of == "part" else None)
    granted = make_case(city, "granted", cost_sek=900_000)
    other = make_case(city, "decision", title="Nästa")
    part = found.parts.first()
    decision = Decision.objects.filter(kind="frame").order_by("-number")[0]
    amount = 200_000 if of == "part" else 1_200_000
    values = [other.pk, found.pk, part.pk if part else None, amount, decision.pk]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, values)
    assert list(Grant.objects.values_list("application", flat=True)) == [granted.pk]
    assert Frame.objects.get(pk=found.pk).granted_sek == 900_000


@pytest.mark.both
@pytest.mark.requirement("F11")
@pytest.mark.parametrize("table", ["records_decision", "portfolios_grant"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_decisions_and_grants_refuse_change(city: City_, table: str, sql: str) -> None:
    make_case(city, "granted")
    before = Decision.objects.count(), Grant.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))
    assert (Decision.objects.count(), Grant.objects.count()) == before


@pytest.mark.requirement("F11")
def test_chain_finds_a_decision_changed_without_guards(city: City_) -> None:
    make_case(city, "granted")
    whole = list(faults(Decision))
    found = Decision.objects.get(kind="grant")
    with guards.lifted():
        Decision.objects.filter(pk=found.pk).update(content={**found.content, "amount_sek": 2_000_000})
    assert (whole, list(faults(Decision))) == ([], [Fault("decisions", found.number, found.number, "content")])


def continued(city: City_) -> Application:
    case = make_case(city, "granted", cost_sek=1_000_000, years=2)
    for year in (YEAR + 1,):
        commands.set_frame(
            portfolio=city.portfolio(1), year=year, amount_sek=2_000_000, source=FrameSource.OPERATING, paragraph="KF § 30",
            by=city.people["registrar"], on=city.on,
        )  # fmt: skip
    commands.propose_next(
        application=case, year=YEAR + 1, amount_sek=450_000, reasons="Del 1 är klar.", by=city.people["applicant"], on=city.on
    )
    return case


@pytest.mark.requirement("F13")
def test_next_years_part_is_weighed_and_granted_by_itself(city: City_, client: Client) -> None:
    case = continued(city)
    assert list(Commitment.objects.values_list("year", "amount_sek")) == [(YEAR + 1, 500_000)]
    page = at(client, city.people["council_member"]).get(reverse("portfolios:weigh"), {"ar": YEAR + 1}).content.decode()
    assert [f"Fortsättning {YEAR + 1}" in page, f'value="{case.code}/{YEAR + 1}"' in page] == [True, True]
    query = f"?ar={YEAR + 1}"
    client.post(reverse("portfolios:advise", args=[case.code]) + query, {"advice": "fund", "reasons": "Går bra."})
    client = at(client, city.people["director"])
    address = reverse("portfolios:decide", args=[case.code]) + query
    preview = client.post(address, {**TYPED, "amount_sek": "450 000", "act": "preview_grant"})
    client.post(address, {**TYPED, "amount_sek": "450 000", "act": "grant", "seen": preview.context["digest"]})
    assert list(Grant.objects.order_by("frame__year").values_list("frame__year", "amount_sek")) == [(YEAR, 500_000), (YEAR + 1, 450_000)]
    assert (Commitment.objects.count(), Continuation.objects.get().state) == (0, "granted")


@pytest.mark.requirement("F13")
def test_next_years_part_is_never_more_than_what_was_committed(city: City_) -> None:
    case = make_case(city, "granted", cost_sek=1_000_000, years=2)
    with pytest.raises(Refused) as refused:
        commands.propose_next(application=case, year=YEAR + 1, amount_sek=500_001, reasons="Mer.", by=city.people["applicant"], on=city.on)
    assert [f.rule for f in refused.value.verdict.findings] == ["amount"]


@pytest.mark.requirement("F11")
def test_advice_in_bulk_is_whole_or_nothing(city: City_) -> None:
    first, second = make_case(city, "weighing"), make_case(city, "screening", title="Inte framme")
    with pytest.raises(Refused):
        commands.advise_many(
            proposals=[(first, YEAR), (second, YEAR)], advice=Advice.FUND, reasons="Bra.", by=city.people["council_member"], on=city.on
        )
    first.refresh_from_db()
    assert (first.state, CouncilAdvice.objects.count()) == ("weighing", 0)
