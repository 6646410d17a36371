"""The registrar's pages of identity providers: which there are, what they are asked, what their rules do, and who came."""

import json
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import audit
from nytta.kit.pages import ActPage, DetailPage, HousePage, admit
from nytta.kit.panels import Act
from nytta.kit.words import change_called, label
from nytta.plain.verdicts import Verdict

from .. import policies
from ..commands import providers as commands
from ..forms.providers import ClaimRuleForm, ClaimsForm, OidcForm, ReasonForm
from ..forms.saml import SamlForm
from ..models import ClaimRule, IdentityProvider
from ..queries import identity as queries
from ..queries import oidc
from ..rules.claims import Reading, values_at
from ..rules.saml import openable
from ..terms import ClaimOutcome, ClaimTest, FirstLogin, LoginOutcome, MatchWith, ProviderKind
from .saml import facts_of, own_address

TITLE = _("Inloggning genom andra")


def trail(provider: IdentityProvider | None, title: str) -> list[tuple[str, str]]:
    """Where one is, from the providers down."""
    found = [(gettext(TITLE), reverse("access:providers"))]
    if provider is not None:
        found.append((provider.name, reverse("access:provider", args=[provider.code])))
    return [*found, (title, "")]


def the_provider(code: str) -> IdentityProvider:
    """The provider at an address."""
    found = queries.provider_at(code)
    if found is None:
        raise Http404
    return found


def is_saml(provider: IdentityProvider) -> bool:
    """Whether it speaks SAML 2.0."""
    return ProviderKind(provider.kind) is ProviderKind.SAML


def standing(provider: IdentityProvider) -> Verdict:
    """What stands in the way of log-in by it: that its secret is not there, or that it speaks SAML 2.0."""
    return openable(ProviderKind.SAML) if is_saml(provider) else oidc.secret_found(provider)


def asked_by_oidc(code: str) -> IdentityProvider:
    """A provider that can be asked whether it answers; one of SAML 2.0 cannot."""
    found = the_provider(code)
    if is_saml(found):
        raise Http404
    return found


class Providers(DetailPage):
    """All providers. Source: D14."""

    template = "access/providers.html"

    def thing(self, **address: Any) -> list[IdentityProvider]:
        admit(policies.can_keep(self.person, self.on.date()))
        return list(IdentityProvider.objects.select_related("body"))

    def context(self, thing: list[IdentityProvider]) -> dict[str, Any]:
        acts = [Act(gettext("Ny leverantör med OpenID Connect"), reverse("access:new_provider"), primary=not thing),
                Act(gettext("Läs in SAML-metadata"), reverse("access:read_metadata"))]  # fmt: skip
        return {"title": gettext(TITLE), "acts": acts}


class ProviderPage(DetailPage):
    """One provider: what is said of it, its rules, and the last who came. Source: D14."""

    template = "access/provider.html"

    def thing(self, **address: Any) -> IdentityProvider:
        admit(policies.can_keep(self.person, self.on.date()))
        return the_provider(address["code"])

    def context(self, thing: IdentityProvider) -> dict[str, Any]:
        return {
            "title": thing.name, "subtitle": label(ProviderKind(thing.kind)), "facts": self.facts(thing), "acts": self.acts(thing),
            "label": gettext("I bruk") if thing.in_force else gettext("Pausad"), "color": "success" if thing.in_force else "warning",
            "rules": [(row, label(ClaimTest(row.test)), label(ClaimOutcome(row.outcome))) for row in queries.rows_of(thing)],
            "attempts": [(row, label(LoginOutcome(row.outcome)), why(row.rule)) for row in queries.attempts_at(thing)],
            "known": thing.identities.count(), "crumbs": trail(None, thing.name), "verdict": standing(thing),
            "verdict_heading": gettext("Ingen kan logga in här nu"),
            "events": audit.history(thing.code)[:20],
        }  # fmt: skip

    def acts(self, thing: IdentityProvider) -> list[Act]:
        """What the registrar can do with it."""
        code = [thing.code]
        if is_saml(thing):
            return [
                Act(gettext("Läs om metadata"), reverse("access:read_metadata"), primary=True),
                Act(gettext("Pröva reglerna"), reverse("access:trial", args=code)),
                Act(gettext("Ny regel"), reverse("access:new_rule", args=code)),
                Act(gettext("Ändra"), reverse("access:change_provider", args=code)),
            ]
        return [
            Act(gettext("Pröva förbindelsen"), reverse("access:try_provider", args=code), primary=not thing.in_force),
            Act(gettext("Pröva reglerna"), reverse("access:trial", args=code)),
            Act(gettext("Ny regel"), reverse("access:new_rule", args=code)),
            Act(gettext("Ändra"), reverse("access:change_provider", args=code)),
            Act(gettext("Pausa") if thing.in_force else gettext("Ta i bruk"), reverse("access:set_in_force", args=code)),
        ]

    def facts(self, thing: IdentityProvider) -> list[tuple[str, Any]]:
        """What is said of it, and the addresses that the provider needs of us."""
        here = self.request.build_absolute_uri
        matched = (
            f"{thing.match_claim} = {label(MatchWith(thing.match_with))}" if thing.match_with else gettext("Registratorn kopplar för hand")
        )
        found = [
            (gettext("Vems"), thing.body or gettext("Kommunens egen")),
            *self.spoken_to(thing),
            (gettext("När någon kommer för första gången"), label(FirstLogin(thing.first_login))),
            (gettext("Den som redan är införd känns igen på"), matched),
            (gettext("Uppgifter om personen"), ", ".join(c for c in (thing.claim_username, thing.claim_name, thing.claim_title, thing.claim_email,
                                                            thing.claim_active) if c)),
            (gettext("Andra steget"), gettext("Hos leverantören") if thing.second_factor else gettext("Här, av den som har ett")),
        ]  # fmt: skip
        if not is_saml(thing):
            found += [
                (gettext("Adress att ange som redirect URI"), here(reverse("access:back", args=[thing.code]))),
                (gettext("Adress att ange som post logout redirect URI"), here(reverse("access:out"))),
                (gettext("Adress att ange som back-channel logout URI"), here(reverse("access:ended_there", args=[thing.code]))),
            ]
        return [f for f in found if f[1]]

    def spoken_to(self, thing: IdentityProvider) -> list[tuple[str, Any]]:
        """How the provider is reached: what its metadata says, or what the registrar has written."""
        if is_saml(thing):
            return (
                [*facts_of(thing.described, thing.metadata_signer), (gettext("Nyttas egen metadata, för leverantören"), own_address())]
                if thing.described
                else []
            )
        return [
            (gettext("Utfärdare"), thing.issuer), (gettext("Klientens id"), thing.client_id),
            (gettext("Hemlighetens namn"), thing.secret_name), (gettext("Omfattningar"), oidc.scope_of(thing)),
        ]  # fmt: skip


class _Kept(ActPage):
    """An act of the registrar's on a provider."""

    def thing(self, **address: Any) -> IdentityProvider | None:
        return the_provider(address["code"])

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep(self.person, self.on.date())

    def context(self, thing: Any) -> dict[str, Any]:
        provider = thing if isinstance(thing, IdentityProvider) else None
        back = reverse("access:provider", args=[provider.code]) if provider else reverse("access:providers")
        return {"cancel_url": back, "crumbs": trail(provider, gettext(self.title))}

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("access:provider", args=[thing.code])


class NewProvider(_Kept):
    """A provider that speaks OpenID Connect. Source: D14."""

    title = _("Ny leverantör med OpenID Connect")
    button = _("Lägg till")
    done = _("Leverantören är införd och pausad. Pröva förbindelsen, och ta den sedan i bruk.")
    help = _("Personer loggar in hos leverantören och kommer hit som den leverantören säger att de är.")

    def thing(self, **address: Any) -> None:
        return None

    def form(self, thing: Any, **given: Any) -> forms.Form:
        self.asked = OidcForm(on=self.on.date(), **given)
        return self.asked

    def run(self, thing: Any, cleaned: dict[str, Any]) -> IdentityProvider:
        return commands.record_provider(**self.asked.settings(), by=self.person, on=self.on)

    def went_to(self, thing: Any, result: IdentityProvider) -> str:
        return reverse("access:provider", args=[result.code])


class ChangeProvider(_Kept):
    """Change what is said of a provider. Source: D14."""

    title = _("Ändra leverantören")
    button = _("Spara")
    done = _("Leverantören är ändrad.")

    def form(self, thing: IdentityProvider, **given: Any) -> forms.Form:
        self.asked = (SamlForm if is_saml(thing) else OidcForm)(on=self.on.date(), provider=thing, **given)
        return self.asked

    def run(self, thing: IdentityProvider, cleaned: dict[str, Any]) -> IdentityProvider:
        return commands.change_provider(provider=thing, **self.asked.settings(), by=self.person, on=self.on)


class SetInForce(_Kept):
    """Open a provider for log-in, or pause it. Source: D14."""

    form_class = ReasonForm
    title = _("Ta i bruk eller pausa")
    done = _("Sparat.")

    def context(self, thing: IdentityProvider) -> dict[str, Any]:
        told = super().context(thing)
        if thing.in_force:
            lead = gettext("Ingen kan logga in genom leverantören förrän den tas i bruk igen. Den som redan är inloggad förblir det.")
            return {**told, "title": gettext("Pausa %(name)s") % {"name": thing}, "button": gettext("Pausa"), "lead": lead}
        lead = gettext("En knapp med leverantörens namn visas på inloggningssidan.")
        return {**told, "title": gettext("Ta %(name)s i bruk") % {"name": thing}, "button": gettext("Ta i bruk"), "lead": lead}

    def run(self, thing: IdentityProvider, cleaned: dict[str, Any]) -> IdentityProvider:
        return commands.set_in_force(provider=thing, in_force=not thing.in_force, **cleaned, by=self.person, on=self.on)


class TryProvider(HousePage):
    """Ask a provider now, and tell what it answers or what stands in the way. Nothing is kept. Source: D14."""

    template: ClassVar[str] = "access/try.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        admit(policies.can_keep(self.person, self.on.date()))
        thing = asked_by_oidc(code)
        return render(
            request,
            self.template,
            {"thing": thing, "title": gettext("Pröva förbindelsen"), "crumbs": trail(thing, gettext("Pröva förbindelsen"))},
        )

    def post(self, request: HttpRequest, code: str) -> HttpResponseBase:
        admit(policies.can_keep(self.person, self.on.date()))
        thing = asked_by_oidc(code)
        facts, verdict = oidc.tried(thing, self.on)
        context = {
            "thing": thing, "tried": True, "facts": facts, "verdict": verdict, "title": gettext("Pröva förbindelsen"),
            "crumbs": trail(thing, gettext("Pröva förbindelsen")),
        }  # fmt: skip
        return render(request, self.template, context)


class Trial(HousePage):
    """What the rules would do with claims that are pasted; nothing is kept. Source: D14."""

    template: ClassVar[str] = "access/trial.html"

    def shown(self, thing: IdentityProvider, form: ClaimsForm, more: dict[str, Any], status: int = 200) -> HttpResponseBase:
        title = gettext("Pröva reglerna")
        context = {"thing": thing, "form": form, "title": title, "crumbs": trail(thing, title), "version": thing.rules_version, **more}
        return render(self.request, self.template, context, status=status)

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        admit(policies.can_keep(self.person, self.on.date()))
        thing = the_provider(code)
        return self.shown(thing, ClaimsForm(initial={"claims": example(thing)}), {})

    def post(self, request: HttpRequest, code: str) -> HttpResponseBase:
        admit(policies.can_keep(self.person, self.on.date()))
        thing, form = the_provider(code), ClaimsForm(request.POST)
        if not form.is_valid():
            return self.shown(thing, form, {}, 422)
        claims = form.cleaned_data["claims"]
        said = queries.reading(thing, claims)
        tried = queries.would(thing, claims, said, values_at(claims, thing.match_claim))
        changes = [(change_called("person.by_provider", name), old, new) for name, (old, new) in tried.changes.items()]
        return self.shown(thing, form, {"tried": tried, "changes": changes, "said": lines(thing, said)})


def example(provider: IdentityProvider) -> str:
    """Claims such as the provider's rules ask for, to begin a trial with."""
    claims: dict[str, Any] = {"sub": "1234"}
    usual = {"claim_username": "anek", "claim_name": "Anna Ek", "claim_title": gettext("Handläggare"), "claim_email": "anna.ek@example.org"}
    claims |= {getattr(provider, name): value for name, value in usual.items() if getattr(provider, name)}
    for row in queries.rows_of(provider)[:10]:
        claims.setdefault(row.path, [row.value.split(",")[0].strip().replace("*", "x").replace("?", "x")])
    return json.dumps(claims, ensure_ascii=False, indent=2)


def why(rule: str) -> str:
    """Why a log-in came to nothing, by its rule; empty for a rule that is told by its name alone."""
    return gettext(queries.WHY_TEXTS[rule]) if rule in queries.WHY_TEXTS else ""


def lines(provider: IdentityProvider, said: Reading) -> list[tuple[int, str, Any, str]]:
    """What each rule that was met came to: number, outcome, the body or group and the value that met it."""
    rows = {number: row.body or row.group or "" for number, row in enumerate(queries.rows_of(provider), start=1)}
    return [(b.rule, label(b.outcome), rows.get(b.rule, ""), b.value) for b in said.because]


class _OfRules(_Kept):
    """An act on a provider's rules."""

    form_class = ClaimRuleForm

    def rule(self) -> ClaimRule | None:
        """The rule at the address."""
        found = (
            ClaimRule.objects.filter(provider__code=self.kwargs["code"], pk=self.kwargs["pk"])
            .select_related("provider", "body", "group")
            .first()
        )
        if found is None:
            raise Http404
        return found


class NewRule(_OfRules):
    """Write a rule. Source: D14."""

    title = _("Ny regel")
    button = _("Spara regeln")
    done = _("Regeln är sparad och gäller från nästa inloggning. Pröva reglerna.")
    help = _("En regel säger var personen arbetar, lägger personen i en grupp eller nekar inloggning. Den ger aldrig rättigheter.")

    def form(self, thing: IdentityProvider, **given: Any) -> forms.Form:
        return ClaimRuleForm(on=self.on.date(), initial={"place": thing.rules.count() + 1, "path": "groups"}, **given)

    def run(self, thing: IdentityProvider, cleaned: dict[str, Any]) -> ClaimRule:
        place, new_group = cleaned.pop("place"), cleaned.pop("new_group")
        return commands.set_rule(
            provider=thing, rule=None, place=place, new_group=new_group, text=commands.RuleText(**cleaned), by=self.person, on=self.on
        )  # fmt: skip


class ChangeRule(_OfRules):
    """Change a rule. Source: D14."""

    title = _("Ändra regeln")
    button = _("Spara regeln")
    done = _("Regeln är sparad och gäller från nästa inloggning. Pröva reglerna.")

    def form(self, thing: IdentityProvider, **given: Any) -> forms.Form:
        row = self.rule()
        assert row is not None
        held = {
            "place": row.place,
            "path": row.path,
            "test": row.test,
            "value": row.value,
            "outcome": row.outcome,
            "body": row.body_id,
            "group": row.group_id,
        }
        return ClaimRuleForm(on=self.on.date(), initial=held, **given)

    def run(self, thing: IdentityProvider, cleaned: dict[str, Any]) -> ClaimRule:
        place, new_group = cleaned.pop("place"), cleaned.pop("new_group")
        return commands.set_rule(
            provider=thing, rule=self.rule(), place=place, new_group=new_group, text=commands.RuleText(**cleaned), by=self.person, on=self.on
        )  # fmt: skip


class RemoveRule(_OfRules):
    """Take a rule away. Source: D14."""

    form_class = forms.Form  # type: ignore[assignment]
    title = _("Ta bort regeln")
    button = _("Ta bort regeln")
    done = _("Regeln är borttagen.")

    def form(self, thing: IdentityProvider, **given: Any) -> forms.Form:
        return forms.Form(**given)

    def context(self, thing: IdentityProvider) -> dict[str, Any]:
        row = self.rule()
        assert row is not None
        facts = [
            (gettext("Uppgift"), row.path),
            (label(ClaimTest(row.test)), row.value),
            (label(ClaimOutcome(row.outcome)), row.body or row.group or ""),
        ]
        return {**super().context(thing), "facts": facts}

    def run(self, thing: IdentityProvider, cleaned: dict[str, Any]) -> None:
        row = self.rule()
        assert row is not None
        commands.remove_rule(rule=row, by=self.person, on=self.on)
