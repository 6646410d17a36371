"""Service accounts: the register, an account with its tokens, and the acts of whoever keeps them. Source: D14; O2."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import audit, scopes
from nytta.kit.clock import moment
from nytta.kit.login import Fresh
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, Block, gather
from nytta.kit.shown_once import ShownOnce
from nytta.kit.words import label, spoken
from nytta.plain.verdicts import Verdict, no

from .. import policies
from ..commands import programs as commands
from ..forms.programs import ChangeProgramForm, NewProgramForm, ProgramTokenForm, ReasonForm
from ..lists.programs import ACCOUNT_COLORS, PROGRAMS
from ..models import AccessToken, ServiceAccount
from ..queries import programs as reads
from ..queries import standing
from ..rules import MOST_DAYS
from ..terms import AccountState, TokenState

TOKEN_COLORS = {TokenState.IN_FORCE: "success", TokenState.EXPIRED: "neutral", TokenState.REVOKED: "neutral", TokenState.STOPPED: "danger"}
USUAL_DAYS = 90


def scope_words(names: list[str]) -> list[str]:
    """What scopes are called in the reader's language; the name of one that is no longer there."""
    known = scopes.known()
    return [f"{spoken(known[name].label)} ({name})" if name in known else name for name in names]


def told(tokens: list[AccessToken], person: Any, on: Any) -> list[dict[str, Any]]:
    """Tokens of one holder as `access/_tokens.html` shows them to a person."""
    may_revoke = bool(tokens and policies.can_revoke(person, tokens[0], on.date()))
    found = []
    for token in tokens:
        state = standing(token, on)
        ended = state not in (TokenState.IN_FORCE, TokenState.STOPPED)
        found.append({
            "token": token, "label": label(state), "color": TOKEN_COLORS[state], "scopes": scope_words(token.scopes),
            "last": reads.last_day(token), "addresses": list(token.addresses.all()), "may_revoke": may_revoke and not ended,
        })  # fmt: skip
    return found


def account_or_404(username: str) -> ServiceAccount:
    """The account at an address."""
    found = reads.account_at(username)
    if found is None:
        raise Http404
    return found


def trail(account: ServiceAccount | None, last: str = "") -> list[tuple[str, str]]:
    """Where one is, from the register down."""
    found = [(gettext(PROGRAMS.title), reverse("access:programs"))]
    found += [(account.person.name, reverse("access:program", args=[account.person.username]))] if account else []
    return [*found, (last, "")] if last else found


class Programs(ListPage):
    """The register of service accounts. Source: D14."""

    listing = PROGRAMS

    def may_see(self) -> Verdict:
        return policies.can_see(self.person, self.on.date())

    def new_act(self) -> Act | None:
        may = policies.can_keep(self.person, self.on.date())
        return Act(gettext("Lägg upp ett systemkonto"), reverse("access:new_program")) if may else None


class ProgramPage(DetailPage):
    """One account with its tokens and history. Source: D14; O2."""

    def thing(self, **address: Any) -> ServiceAccount:
        return account_or_404(address["username"])

    def may_see(self, thing: ServiceAccount) -> bool:
        return bool(policies.can_see(self.person, self.on.date()))

    def context(self, thing: ServiceAccount) -> dict[str, Any]:
        state, keeps = reads.state_of_account(thing, self.on.date()), bool(policies.can_keep(self.person, self.on.date()))
        lines = told(reads.tokens_of(thing.person), self.person, self.on)
        used = max((t["token"].last_used_at for t in lines if t["token"].last_used_at), default=None)
        facts = [
            (gettext("Konto"), thing.person.username), (gettext("Ägare"), thing.person.body), (gettext("Vad det är till för"), thing.purpose),
            (gettext("Upplagt"), f"{thing.opened_at.astimezone(self.on.tzinfo).date()}, {thing.opened_by}"),
            (gettext("Senast använt"), f"{timezone.localtime(used):%Y-%m-%d %H:%M}" if used else ""),
        ]  # fmt: skip
        if thing.closed_at:
            facts.append((gettext("Avslutat"), f"{timezone.localtime(thing.closed_at).date()}, {thing.closed_by}: {thing.closed_reason}"))
        return {
            "title": thing.person.name, "code": thing.person.username, "subtitle": thing.person.body, "crumbs": trail(thing),
            "label": label(state), "color": ACCOUNT_COLORS[state.value], "facts": facts, "verdict": self.stopped(thing, state),
            "blocks": [Block(gettext("Nycklar"), "access/_tokens.html", {"tokens": lines, "revoke": "access:revoke_token"}, "nycklar"),
                       *gather("program.blocks", thing, self.person, self.on.date())],
            "acts": self.acts(thing, state) if keeps else [], "events": audit.history(thing.person.username)[:100],
        }  # fmt: skip

    def stopped(self, thing: ServiceAccount, state: AccountState) -> Verdict | None:
        """Why no token holds, where that is not the account's own end."""
        if state is not AccountState.STOPPED:
            return None
        return no("program_body", "%(body)s har upphört. Kontots nycklar gäller inte förrän en annan svarar för det.", "O1; D14",
                  "Ändra ägare till den som tog över, eller avsluta kontot.", body=str(thing.person.body))  # fmt: skip

    def acts(self, thing: ServiceAccount, state: AccountState) -> list[Act]:
        """What whoever keeps it can do with it now."""
        if state is AccountState.CLOSED:
            return []
        name = thing.person.username
        found = (
            [Act(gettext("Utfärda en nyckel"), reverse("access:issue_token", args=[name]), primary=True)]
            if state is AccountState.OPEN
            else []
        )
        found.append(Act(gettext("Ändra namn eller ägare"), reverse("access:change_program", args=[name])))
        return [*found, Act(gettext("Avsluta kontot"), reverse("access:close_program", args=[name]))]


class _Kept(ActPage):
    """An act on an account, for whoever keeps them."""

    def thing(self, **address: Any) -> Any:
        return account_or_404(address["username"])

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep(self.person, self.on.date())

    def may_see(self, thing: Any) -> bool:
        return thing is None or bool(policies.can_see(self.person, self.on.date()))

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("access:program", args=[thing.person.username])

    def context(self, thing: Any) -> dict[str, Any]:
        cancel = reverse("access:program", args=[thing.person.username]) if thing else reverse("access:programs")
        facts = [(gettext("Konto"), thing.person.username), (gettext("Ägare"), thing.person.body)] if thing else []
        return {"crumbs": trail(thing, gettext(self.title)), "cancel_url": cancel, "facts": facts}


class NewProgram(_Kept):
    """Set up a service account. Source: D14; O2."""

    title = _("Lägg upp ett systemkonto")
    button = _("Lägg upp kontot")
    done = _("Systemkontot är upplagt. Utfärda en nyckel till programmet.")
    help = _("Kontot får inga uppdrag. Det når vad en anställd hos ägaren når, och bara inom nyckelns behörigheter.")

    def thing(self, **address: Any) -> None:
        return None

    def form(self, thing: None, **given: Any) -> forms.Form:
        return NewProgramForm(on=self.on.date(), **given)

    def run(self, thing: None, cleaned: dict[str, Any]) -> Any:
        return commands.record_program(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: None, result: Any) -> str:
        return reverse("access:program", args=[result.username])


class ChangeProgram(_Kept):
    """Change what an account is called, or who answers for it. Source: D14; O1."""

    title = _("Ändra namn eller ägare")
    done = _("Ändringen är sparad och står i historiken.")

    def form(self, thing: ServiceAccount, **given: Any) -> forms.Form:
        initial = {"name": thing.person.name, "purpose": thing.purpose, "body": thing.person.body_id}
        return ChangeProgramForm(on=self.on.date(), initial=initial, **given)

    def run(self, thing: ServiceAccount, cleaned: dict[str, Any]) -> ServiceAccount:
        return commands.change_program(account=thing, **cleaned, by=self.person, on=self.on)


class CloseProgram(_Kept):
    """End an account with all its tokens. Source: D14; O2."""

    form_class = ReasonForm
    title = _("Avsluta systemkontot")
    button = _("Avsluta kontot")
    done = _("Systemkontot är avslutat. Dess nycklar gäller inte längre.")
    help = _("Alla nycklar slutar gälla genast. Historiken står kvar. Ett avslutat konto öppnas inte igen.")

    def run(self, thing: ServiceAccount, cleaned: dict[str, Any]) -> ServiceAccount:
        return commands.close_program(account=thing, **cleaned, by=self.person, on=self.on)


class IssueToken(Fresh, ShownOnce, _Kept):
    """Issue a token, whose text is shown once. Source: D14; O2."""

    title = _("Utfärda en nyckel")
    button = _("Utfärda nyckeln")
    help = _("Nyckeln visas en enda gång, på nästa sida. Ha programmets hemlighetsförråd framme.")

    def last(self) -> date:
        """The last day that may be chosen: the token ends with it, whole days counted."""
        return self.on.date() + timedelta(days=MOST_DAYS - 1)

    def form(self, thing: ServiceAccount, **given: Any) -> forms.Form:
        initial = {"expires_on": self.on.date() + timedelta(days=USUAL_DAYS)}
        return ProgramTokenForm(groups=scopes.grouped(), last=self.last(), initial=initial, **given)

    def run(self, thing: ServiceAccount, cleaned: dict[str, Any]) -> AccessToken:
        ends = moment(cleaned.pop("expires_on") + timedelta(days=1), 0)
        token, self.secret = commands.issue_token(
            holder=thing.person, known=list(scopes.known()), expires_at=ends, **cleaned, by=self.person, on=self.on
        )
        return token


class RevokeToken(_Kept):
    """Take a program's token back. Source: D14; O2."""

    form_class = ReasonForm
    title = _("Återkalla nyckeln")
    button = _("Återkalla nyckeln")
    done = _("Nyckeln är återkallad och gäller inte längre.")
    help = _("Programmet som använder nyckeln stannar genast.")

    def thing(self, **address: Any) -> ServiceAccount:
        account = account_or_404(address["username"])
        token = reads.token_at(address["pk"], account.person)
        if token is None:
            raise Http404
        self.token = token
        return account

    def verdict(self, thing: ServiceAccount) -> Verdict:
        return policies.can_revoke(self.person, self.token, self.on.date())

    def context(self, thing: ServiceAccount) -> dict[str, Any]:
        found = super().context(thing)
        found["facts"] += [(gettext("Nyckel"), str(self.token)), (gettext("Sista dag"), reads.last_day(self.token))]
        return found

    def run(self, thing: ServiceAccount, cleaned: dict[str, Any]) -> AccessToken:
        return commands.revoke_token(token=self.token, **cleaned, by=self.person, on=self.on)
