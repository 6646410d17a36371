"""Fund requests: the register, one request, and the acts on it."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Verdict

from .. import commands, policies, queries
from ..flow import FUND_REQUEST
from ..forms import PaymentForm, ReasonsForm, RequestForm
from ..lists import REQUEST_TAGS, REQUESTS
from ..models import FundRequest, Project
from ..rules import may_be_paid
from ..terms import RequestState
from .acts import Fields, OfProject
from .pages import trail

BY_OFFICE = (
    ("approve", _("Godkänn och reservera"), True), ("pay", _("Betala ut"), True), ("refuse", _("Avslå"), False),
    ("release", _("Släpp reservationen"), False), ("repay", _("För in en återbetalning"), False),
)  # fmt: skip


class Requests(ListPage):
    """The register of fund requests. Source: P5; U5."""

    listing = REQUESTS


def request_at(code: str) -> FundRequest:
    """The fund request under a code, or not found."""
    found = queries.request_at(code)
    if found is None:
        raise Http404
    return found


def facts_of(one: FundRequest) -> list[tuple[str, Any]]:
    """What a request says."""
    facts: list[tuple[str, Any]] = [
        (gettext("Projekt"), f"{one.project.code} {one.project.application.title}"), (gettext("År"), one.allocation.year),
        (gettext("Belopp"), sek(one.amount_sek)), (gettext("Ändamål"), one.purpose), (gettext("Begärd av"), one.asked_by),
        (gettext("Begärd"), one.asked_on),
    ]  # fmt: skip
    if one.settled_by:
        facts += [(gettext("Senast behandlad av"), one.settled_by), (gettext("Senast behandlad"), one.settled_on)]
    if one.reasons:
        facts.append((gettext("Skäl"), one.reasons))
    if one.paid_sek:
        facts += [(gettext("Utbetalt"), sek(one.paid_sek)), (gettext("Betald"), one.paid_on), (gettext("Verifikation"), one.reference)]
    if one.repaid_sek:
        facts.append((gettext("Återbetalt till projektet"), sek(one.repaid_sek)))
    return facts


class RequestPage(DetailPage):
    """A fund request: what it asks for, what stops it, what became of it. Source: P5; U5."""

    def thing(self, **address: Any) -> FundRequest:
        return request_at(address["code"])

    def context(self, thing: FundRequest) -> dict[str, Any]:
        project, state = thing.project, RequestState(thing.state)
        stops = may_be_paid(unmet=queries.unmet(project.application_id, thing.allocation.year)) if FUND_REQUEST.waits_on[state] else YES
        here = reverse("projects:detail", args=[project.code])
        return {
            "title": gettext("Rekvisition %(code)s") % {"code": thing.code}, "subtitle": project.application.title, "label": label(state),
            "color": REQUEST_TAGS[thing.state], "facts": facts_of(thing), "acts": self._acts(thing, state), "verdict": stops if not stops else None,
            "crumbs": trail((project.code, here), (thing.code, "")),
        }  # fmt: skip

    def _acts(self, thing: FundRequest, state: RequestState) -> list[Act]:
        day, person, found = self.on.date(), self.person, []
        if policies.can_settle_request(person, thing.project, day) and person.pk != thing.asked_by_id:
            found = [
                Act(gettext(words), reverse(f"projects:{name}_request", args=[thing.code]), primary)
                for name, words, primary in BY_OFFICE if FUND_REQUEST.allows(state, name)
            ]  # fmt: skip
        if policies.can_request_money(person, thing.project, day) and FUND_REQUEST.allows(state, "withdraw"):
            found.append(Act(gettext("Ta tillbaka rekvisitionen"), reverse("projects:withdraw_request", args=[thing.code])))
        return found


class Ask(OfProject):
    """Ask for a part of a year's money. Source: P5; U5."""

    title = _("Begär pengar")
    button = _("Begär pengarna")
    done = _("Rekvisitionen ligger hos projektkontoret.")
    help = _(
        "Pengar begärs i delar, när de behövs. Projektkontoret reserverar beloppet och betalar ut. Villkor som stoppar utbetalning ska vara bekräftade först."
    )

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_request_money(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        return RequestForm(places=queries.money_to_ask_for(thing, self.on.date()), **given)

    def facts(self, thing: Project) -> list[tuple[str, Any]]:
        stops = [(gettext("Stoppar utbetalning"), text) for text, _decision in queries.unmet(thing.application_id, self.on.year)]
        return [*super().facts(thing), *stops]

    def run(self, thing: Project, cleaned: Fields) -> FundRequest:
        return commands.request_money(project=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Project, result: FundRequest) -> str:
        return reverse("projects:request", args=[result.code])


class OfRequest(ActPage):
    """An act on a fund request: back to its page afterwards."""

    act_name = ""

    def thing(self, **address: Any) -> FundRequest:
        return request_at(address["code"])

    def right_to(self, thing: FundRequest) -> Verdict:
        """Who may."""
        return policies.can_settle_request(self.person, thing.project, self.on.date())

    def verdict(self, thing: FundRequest) -> Verdict:
        verdict = self.right_to(thing)
        return verdict + (FUND_REQUEST.allows(RequestState(thing.state), self.act_name) if verdict else YES)

    def context(self, thing: FundRequest) -> Fields:
        here, project = self.went_to(thing, None), thing.project
        crumbs = trail((project.code, reverse("projects:detail", args=[project.code])), (thing.code, here), (gettext(self.title), ""))
        return {"cancel_url": here, "facts": facts_of(thing), "crumbs": crumbs}

    def run(self, thing: FundRequest, cleaned: Fields) -> FundRequest:
        made: FundRequest = getattr(commands, f"{self.act_name}_request")(request=thing, **cleaned, by=self.person, on=self.on)
        return made

    def went_to(self, thing: FundRequest, result: Any) -> str:
        return reverse("projects:request", args=[thing.code])


class Approve(OfRequest):
    """Reserve what is asked for. Source: P5; U5, F11."""

    act_name = "approve"
    title = _("Godkänn rekvisitionen")
    button = _("Godkänn och reservera")
    done = _("Pengarna är reserverade.")
    help = _("Beloppet reserveras av årets pengar. Betalningen förs in när den är gjord.")


class Refuse(OfRequest):
    """Refuse, with reasons. Source: P5; U5."""

    act_name = "refuse"
    form_class = ReasonsForm
    title = _("Avslå rekvisitionen")
    button = _("Avslå")
    done = _("Rekvisitionen är avslagen.")


class Withdraw(OfRequest):
    """Take back a request that waits. Source: P5; U5."""

    act_name = "withdraw"
    title = _("Ta tillbaka rekvisitionen")
    button = _("Ta tillbaka")
    done = _("Rekvisitionen är tillbakatagen.")

    def right_to(self, thing: FundRequest) -> Verdict:
        return policies.can_request_money(self.person, thing.project, self.on.date())


class Release(OfRequest):
    """Let a reservation go. Source: P5; U5."""

    act_name = "release"
    form_class = ReasonsForm
    title = _("Släpp reservationen")
    button = _("Släpp reservationen")
    done = _("Pengarna är fria igen.")


class Pay(OfRequest):
    """Enter that it is paid. Source: P5; U5."""

    act_name = "pay"
    form_class = PaymentForm
    title = _("Betala ut rekvisitionen")
    button = _("För in betalningen")
    done = _("Betalningen är införd.")
    help = _("Det som inte betalas släpps och blir fritt igen.")

    def form(self, thing: FundRequest, **given: Any) -> forms.Form:
        return PaymentForm(initial={"amount_sek": thing.amount_sek}, **given)


class Repay(OfRequest):
    """Enter that some of it has come back. Source: P5; U5."""

    act_name = "repay"
    form_class = PaymentForm
    title = _("För in en återbetalning")
    button = _("För in återbetalningen")
    done = _("Återbetalningen är införd. Pengarna är fria igen.")
