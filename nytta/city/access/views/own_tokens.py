"""One's own tokens, for one's own scripts. Source: D14; O2."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import scopes
from nytta.kit.clock import moment
from nytta.kit.login import Fresh
from nytta.kit.pages import ActPage, DetailPage
from nytta.kit.panels import Act
from nytta.kit.shown_once import ShownOnce
from nytta.plain.verdicts import Verdict

from .. import policies
from ..commands import programs as commands
from ..forms.programs import TokenForm
from ..models import AccessToken
from ..queries import programs as reads
from ..rules import OWN_MOST_DAYS
from .programs import told

USUAL_DAYS = 30


def _trail(last: str = "") -> list[tuple[str, str]]:
    found = [(gettext("Mina val"), "/mina-val/"), (gettext("Mina nycklar"), reverse("access:own_tokens"))]
    return [*found, (last, "")] if last else found


class OwnTokens(DetailPage):
    """One's tokens, in force and ended."""

    template = "access/own_tokens.html"

    def thing(self, **address: Any) -> Any:
        return self.person

    def context(self, thing: Any) -> dict[str, Any]:
        may = policies.can_have_own(thing, self.on.date())
        return {
            "title": gettext("Mina nycklar"), "crumbs": _trail(), "tokens": told(reads.tokens_of(thing), thing, self.on),
            "acts": [Act(gettext("Utfärda en nyckel"), reverse("access:issue_own_token"), primary=True)] if may else [],
        }  # fmt: skip


class IssueOwnToken(Fresh, ShownOnce, ActPage):
    """Issue oneself a token."""

    title = _("Utfärda en egen nyckel")
    button = _("Utfärda nyckeln")
    help = _("För dina egna skript. Nyckeln kan aldrig mer än du själv får just då: när ett uppdrag upphör kan den inte längre det heller.")

    def verdict(self, thing: None) -> Verdict:
        return policies.can_have_own(self.person, self.on.date())

    def last(self) -> date:
        """The last day that may be chosen."""
        return self.on.date() + timedelta(days=OWN_MOST_DAYS - 1)

    def form(self, thing: None, **given: Any) -> forms.Form:
        initial = {"expires_on": self.on.date() + timedelta(days=USUAL_DAYS)}
        return TokenForm(groups=scopes.grouped(programs=False), last=self.last(), initial=initial, **given)

    def run(self, thing: None, cleaned: dict[str, Any]) -> AccessToken:
        ends = moment(cleaned.pop("expires_on") + timedelta(days=1), 0)
        known = list(scopes.known(programs=False))
        token, self.secret = commands.issue_own_token(known=known, expires_at=ends, **cleaned, by=self.person, on=self.on)
        return token

    def went_to(self, thing: None, result: Any) -> str:
        return reverse("access:own_tokens")

    def context(self, thing: None) -> dict[str, Any]:
        return {"crumbs": _trail(gettext(self.title)), "cancel_url": reverse("access:own_tokens")}


class RevokeOwnToken(ActPage):
    """Take one's own token back."""

    title = _("Återkalla nyckeln")
    button = _("Återkalla nyckeln")
    done = _("Nyckeln är återkallad och gäller inte längre.")

    def thing(self, **address: Any) -> AccessToken:
        found = reads.token_at(address["pk"], self.person)
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: AccessToken) -> Verdict:
        return policies.can_revoke(self.person, thing, self.on.date())

    def run(self, thing: AccessToken, cleaned: dict[str, Any]) -> AccessToken:
        return commands.revoke_token(token=thing, by=self.person, on=self.on)

    def went_to(self, thing: AccessToken, result: Any) -> str:
        return reverse("access:own_tokens")

    def context(self, thing: AccessToken) -> dict[str, Any]:
        facts = [(gettext("Nyckel"), str(thing)), (gettext("Sista dag"), reads.last_day(thing))]
        return {"crumbs": _trail(gettext(self.title)), "cancel_url": reverse("access:own_tokens"), "facts": facts}
