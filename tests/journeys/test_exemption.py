"""A proposal that covers log-in is stopped; an exemption is sought, reviewed and granted; the proposal goes on; the exemption ends and the
system shows as in breach. In a browser, by everybody in turn. Source: O5; D2.
"""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from nytta.city.records import commands as records
from nytta.city.records.models import Exemption
from nytta.delivery.systems.models import System
from nytta.governance.applications.models import Application
from nytta.kit.clock import moment
from nytta.kit.models import Notice
from tests.factories.city import City_, make_case
from tests.factories.exemptions import LOG_IN
from tests.journeys.steps import send

pytestmark = [pytest.mark.browser, pytest.mark.both, pytest.mark.django_db(transaction=True)]
STOPPED = "Ansökan dubblerar en gemensam lösning: Stadens autentiseringslösning (id-portal)."


@pytest.mark.requirement("O5", "D2")
def test_from_a_stopped_proposal_to_a_system_in_breach(
    transactional_city: City_, enter: Callable[..., Page], travel: Callable[[date], None]
) -> None:
    city = transactional_city
    case = make_case(city, "decision", title="Egen inloggning för bygglov", covers=[LOG_IN])
    office, applicant, director = (enter(city.people[n]) for n in ("project_office", "applicant", "director"))

    # the proposal is stopped
    decide = reverse("portfolios:decide", args=[case.code])
    director.goto(decide)
    expect(director.get_by_role("main")).to_contain_text(STOPPED)

    # an exemption is sought from the case's own page; what is missing is told and what was typed is kept
    applicant.goto(reverse("applications:detail", args=[case.code]))
    applicant.get_by_role("link", name="Sök undantag").click()
    expect(applicant.locator("[name=thing]")).to_have_value(f"case:{case.code}")
    expect(applicant.locator("[name=solution]")).to_have_value(LOG_IN)
    applicant.fill("[name=need]", "Id-portalen tar inte emot ombud ännu.")
    applicant.fill("[name=asked_until]", "2026-12-31")
    applicant.check("[name=local]")
    applicant.get_by_role("button", name="Lämna in ansökan").click()
    expect(applicant.locator("main")).to_contain_text("En lokal lösning ska ha diskuterats med den centrala it-funktionen.")
    expect(applicant.locator("[name=need]")).to_have_value("Id-portalen tar inte emot ombud ännu.")
    applicant.fill("[name=discussed_on]", "2026-02-20")
    applicant.fill("[name=discussed_outcome]", "De räknar med ombud till nästa år.")
    send(applicant, "Lämna in ansökan")
    one = Exemption.objects.get()

    # the office designates a reviewer, who reviews
    office.goto(reverse("portal:desk"))
    office.get_by_role("link", name="Stadens autentiseringslösning (id-portal)").first.click()
    office.select_option("[name=reviewer]", label="Reviewer")
    send(office, "Utse granskaren")
    reviewer = enter(city.people["reviewer"])
    reviewer.goto(reverse("records:review_exemption", args=[one.code]))
    expect(reviewer.get_by_role("main")).to_contain_text("De räknar med ombud till nästa år.")
    reviewer.check("[name=opinion][value=conditions]")
    reviewer.fill("[name=opinion_text]", "Går att vända när id-portalen tar emot ombud.")
    reviewer.fill("[name=conditions_proposed]", "Byts ut när ombud finns i id-portalen.")
    send(reviewer, "Lämna granskningen")

    # the director reads the letter and grants, with an end
    director.goto(reverse("records:exempt", args=[one.code]))
    director.fill("[name=reasons]", "Ombuden kan inte vänta.")
    director.get_by_role("button", name="Läs brevet om att bevilja").click()
    expect(director.locator(".letter")).to_contain_text(f"för {case.code}, 2026-03-02 till och med 2026-12-31")
    send(director, "Bevilja och skicka brevet")

    # the proposal goes on
    director.goto(decide)
    expect(director.get_by_role("main")).not_to_contain_text(STOPPED)
    director.fill("[name=reasons]", "Bidrar till målen.")
    for name in ("cost_centre", "activity", "project_code"):
        director.fill(f"[name={name}]", "1000")
    director.get_by_role("button", name="Läs brevet om att bevilja").click()
    send(director, "Bevilja och skicka brevet")
    assert Application.objects.get(pk=case.pk).state == "granted"

    # what it builds is registered: stopped without the exemption, let in on it
    office.goto(reverse("systems:new"))
    office.fill("[name=name]", "Bygglovsdörren")
    office.select_option("[name=owner]", label="Byggnadsnämnden")
    office.fill("[name=functions]", "inloggning från internet")
    office.get_by_role("button", name="För in systemet").click()
    expect(office.locator("main")).to_contain_text("Systemet gör det som redan täcks av en gemensam lösning")
    office.select_option("[name=exemption]", value=one.code)
    send(office, "För in systemet")
    system = System.objects.get()
    expect(office.get_by_role("main")).not_to_contain_text("Systemet är i strid med reglerna")

    # the last day passes: everybody sees it, and those whom it concerns are told
    travel(date(2027, 1, 1))
    records.tell_of_ends(by=None, on=moment(date(2027, 1, 1)))
    anybody = enter(None)
    anybody.goto(reverse("systems:detail", args=[system.code]))
    expect(anybody.get_by_role("main")).to_contain_text("Undantaget från Stadens autentiseringslösning (id-portal) gick ut 2026-12-31.")
    anybody.goto(reverse("records:exemption", args=[one.code]))
    expect(anybody.get_by_role("main")).to_contain_text("saknar stöd och är stoppat")
    owner = enter(city.people["owner"])
    owner.goto(reverse("portal:desk"))
    expect(owner.get_by_role("main")).to_contain_text("Undantag har gått ut")
    assert Notice.objects.filter(to="owner@example.org", subject__contains="har gått ut").count() == 1
    owner.goto(reverse("records:exemption", args=[one.code]))
    owner.get_by_role("link", name="Sök förnyelse").click()
    expect(owner.get_by_role("main")).to_contain_text(f"Det här är en förnyelse av {one.code}")
