"""A draft tried, moved onto a newer version, proposed, sent back, dropped, decided."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import delegation_for
from nytta.city.records.terms import DelegatedAct
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import DecideForm, ProposeForm, ReasonForm
from ..models import Draft
from ..queries.words import compared, name_of
from ..rules import lines_of
from .drafts import beyond_of, trial_block
from .finding import OnDraft, url_of


class TryPage(OnDraft):
    """Try the draft on all open cases and last year's. Source: O4."""

    title = _("Pröva mot ärendena")
    button = _("Pröva utkastet")
    done = ""
    help = _(
        "Utkastet prövas mot alla öppna ärenden och mot dem som lämnades in eller avgjordes förra året, med ärendenas uppgifter så som de är i dag. Ingenting ändras för något ärende."
    )

    def verdict(self, thing: Draft) -> Verdict:
        return policies.can_try(self.person, thing, self.on.date())

    def run(self, thing: Draft, cleaned: dict[str, Any]) -> Any:
        return commands.try_draft(draft=thing, by=self.person, on=self.on)

    def went_to(self, thing: Draft, result: Any) -> str:
        return f"{url_of(thing)}#konsekvenser"

    def context(self, thing: Draft) -> dict[str, Any]:
        found = super().context(thing)
        return {**found, "facts": [*found["facts"], (gettext("Ärenden som prövas"), queries.to_try(self.on.year - 1).count())]}


class RebasePage(OnDraft):
    """Move the draft onto the newest version. Source: O4."""

    title = _("Ta in den nyare versionen")
    button = _("Ta in versionen")
    done = _("Utkastet bygger nu på den senaste versionen. Konsekvenserna behöver räknas om.")
    help = _(
        "Det som bara den nyare versionen har ändrat följer med. Där båda har ändrat samma rad står utkastets ändring kvar, och raden nämns."
    )

    def verdict(self, thing: Draft) -> Verdict:
        return policies.can_write(self.person, thing, self.on.date())

    def run(self, thing: Draft, cleaned: dict[str, Any]) -> Any:
        both = commands.take_in_newer(draft=thing, by=self.person, on=self.on)
        thing.refresh_from_db()
        lines, known = lines_of(thing.content), queries.known_on(self.on.date())
        for where in both:
            says = gettext("Båda har ändrat raden, och utkastets ändring står kvar: %(line)s")
            messages.warning(self.request, says % {"line": name_of(where, lines, known)})
        return thing


def what_it_does(draft: Draft, day: date) -> dict[str, Any]:
    """What a draft changes and what that would mean, for whoever proposes or decides it."""
    known, old, new = queries.known_on(day), lines_of(draft.base.content), lines_of(draft.content)
    rows, trial = compared(queries.differing(draft), old, new, known), trial_block(draft, queries.trial_of(draft), {**old, **new}, known)
    return {"rows": rows, "trial": trial, "beyond": beyond_of(draft, day)}


class ProposePage(OnDraft):
    """Propose the draft to the director. Source: T decision 2; O4."""

    template = "rulesets/decide.html"
    title = _("Lägg fram för beslut")
    button = _("Lägg fram utkastet")
    done = _("Utkastet är framlagt och väntar på direktörens beslut. Det kan inte ändras så länge.")

    def verdict(self, thing: Draft) -> Verdict:
        return policies.can_propose(self.person, thing, self.on.date()) + queries.ready(
            thing, queries.known_on(self.on.date()), queries.newest()
        )

    def form(self, thing: Draft, **data: Any) -> forms.Form:
        return ProposeForm(draft=thing, **data)

    def context(self, thing: Draft) -> dict[str, Any]:
        return {**super().context(thing), **what_it_does(thing, self.on.date())}

    def run(self, thing: Draft, cleaned: dict[str, Any]) -> Draft:
        return commands.propose(draft=thing, **cleaned, by=self.person, on=self.on)


class SendBackPage(OnDraft):
    """Send a proposed draft back to be written. Source: O4."""

    form_class = ReasonForm
    title = _("Skicka tillbaka")
    button = _("Skicka tillbaka utkastet")
    done = _("Utkastet skrivs igen.")

    def verdict(self, thing: Draft) -> Verdict:
        return policies.can_send_back(self.person, thing, self.on.date())

    def run(self, thing: Draft, cleaned: dict[str, Any]) -> Draft:
        return commands.send_back(draft=thing, **cleaned, by=self.person, on=self.on)


class DropPage(OnDraft):
    """Drop the draft. Source: O4."""

    form_class = ReasonForm
    title = _("Lägg ned utkastet")
    button = _("Lägg ned utkastet")
    done = _("Utkastet är nedlagt. Det går att läsa, men inte att ändra.")

    def verdict(self, thing: Draft) -> Verdict:
        return policies.can_drop(self.person, thing, self.on.date())

    def run(self, thing: Draft, cleaned: dict[str, Any]) -> Draft:
        return commands.drop(draft=thing, **cleaned, by=self.person, on=self.on)


class DecidePage(OnDraft):
    """Decide the draft on delegation, in force from a day. Source: T decision 2; O4, O6."""

    template = "rulesets/decide.html"
    title = _("Besluta regelverket")
    button = _("Besluta")
    done = _("Regelverket är beslutat och kan inte ändras. Det gäller från den dag som beslutet anger.")
    help = _("Ansökningar som redan är inlämnade behåller den version som de prövades mot. Utkast till ansökningar följer med från dagen.")

    def verdict(self, thing: Draft) -> Verdict:
        return policies.can_decide(self.person, thing, self.on.date()) + queries.ready(
            thing, queries.known_on(self.on.date()), queries.newest()
        )

    def form(self, thing: Draft, **data: Any) -> forms.Form:
        return DecideForm(draft=thing, version=queries.next_version(self.on.date()), **data)

    def run(self, thing: Draft, cleaned: dict[str, Any]) -> Draft:
        return commands.decide(draft=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Draft, result: Draft) -> str:
        return reverse("records:rule_set", args=[result.rule_set.version]) if result.rule_set else url_of(thing)

    def context(self, thing: Draft) -> dict[str, Any]:
        delegation = delegation_for(self.person, DelegatedAct.GUIDELINES, self.on.date())
        found = super().context(thing)
        mandate = [(gettext("Delegation"), f"{delegation.body}: {delegation.clause}")] if delegation else []
        return {
            **found,
            "facts": [*found["facts"], *mandate, (gettext("Motiv"), thing.motive)],
            **what_it_does(thing, self.on.date()),
        }
