"""Who may keep programs and log-in."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Holder, Role, Scope
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no, require

from .flow import WEBHOOK
from .models import AccessToken, FactorDemand, IdentityProvider, Merge, Webhook
from .queries.accounts import held_factors
from .terms import WebhookState


@right("access.keep", _("Hålla i inloggning, systemkonton och nycklar"), Role.REGISTRAR, scope=Scope.CITY, source="D14; O2")
def can_keep(person: Person | None, on: date) -> Verdict:
    """Keep identity providers, service accounts and their tokens: the registrar. Source: D14; O2."""
    return by_right(person, "access.keep", on)


def may_take_off(person: Person | None, whose: Person, on: date) -> Verdict:
    """Take off somebody else's second steps: whoever keeps log-ins, where there are any. Source: D14; O2."""
    verdict = can_keep(person, on)
    if person is not None and person.pk == whose.pk:
        verdict += no(
            "own_factors", "Dina egna andra steg tar du inte bort här.", "D14", "Gör det på din egen sida, eller be en annan registrator."
        )
    if not held_factors(whose.pk):
        verdict += no("no_factors", "%(name)s har inget andra steg.", "D14", "Bjud in på nytt om lösenordet är glömt.", name=whose.name)
    return verdict


@right("access.provision", _("Lägga upp, ändra och ta bort personer"), Role.REGISTRAR, scope=Scope.CITY, source="D14; O2")
def can_provision(person: Person | None, on: date) -> Verdict:
    """Keep persons as the city's directory has them: the registrar, or a program whose token says so (tried where it comes in).

    Source: D14; O2.
    """
    return YES if person is not None and person.is_program else by_right(person, "access.provision", on)


@right(
    "access.see",
    _("Se systemkonton, deras nycklar och webhookar"),
    Role.REGISTRAR,
    Role.PROJECT_OFFICE,
    Role.AUDITOR,
    Role.OWNER_REPRESENTATIVE,
    scope=Scope.CITY,
    reads=True,
    source="D14; O2",
)
def can_see(person: Person | None, on: date) -> Verdict:
    """See the registers of programs: who keeps, oversees or audits them, and whoever answers for a body's systems. Source: D14; O2."""
    return by_right(person, "access.see", on)


@right("access.own_token", _("Ha egna nycklar för egna skript"), others=(Holder.EMPLOYED,), scope=Scope.CITY, source="D14; O2")
def can_have_own(person: Person | None, on: date) -> Verdict:
    """Issue oneself a token: anybody who logs in. It can do no more than the person may that moment. Source: D14; O2."""
    if person is not None and person.is_active and not person.is_program:
        return YES
    return no("own_token", "Bara den som är inloggad kan ha egna nycklar.", "D14; O2")


@right(
    "access.revoke", _("Återkalla en nyckel"), Role.REGISTRAR, Role.OWNER_REPRESENTATIVE, others=(Holder.SELF,), scope=Scope.BODY,
    source="D14; O2",
)  # fmt: skip
def can_revoke(person: Person | None, token: AccessToken, on: date) -> Verdict:
    """Take a token back: who holds it, the registrar, or of a program's whoever answers for its body's systems. Source: D14; O2."""
    body = token.holder.body if token.holder.is_program else None
    if person is not None and person.pk == token.holder_id:
        return YES
    if body is not None and has_role(person, Role.OWNER_REPRESENTATIVE, on, body=body.answers_for_id):
        return YES
    verdict = by_right(person, "access.revoke", on)
    if not verdict or has_role(person, Role.REGISTRAR, on):
        return verdict
    return no("token_body", "Nyckeln hör till ett program som ett annat organ svarar för.", "D14; O2", "Vänd dig till registratorn.")


@right("access.webhook", _("Ändra, pausa, prova och avsluta webhookar"), Role.REGISTRAR, scope=Scope.CITY, source="D14; O2")
def can_keep_webhook(person: Person | None, webhook: Webhook, act: str, on: date) -> Verdict:
    """Change, pause, resume, rotate, test or close a webhook (`act` as in the flow): whoever keeps programs. Source: D14."""
    return by_right(person, "access.webhook", on) + WEBHOOK.allows(WebhookState(webhook.state), act)


def can_enter(provider: IdentityProvider, on: date) -> Verdict:
    """Log in by a provider: while it is in force. Source: D14."""
    if provider.in_force:
        return YES
    return no(
        "provider_paused", "Det går inte att logga in genom %(name)s just nu.", "D14", "Logga in på ett annat sätt.", name=provider.name
    )


def require_entry(provider: IdentityProvider, on: date) -> None:
    """Go on only where the provider is in force. Source: D14."""
    require(can_enter(provider, on))


def not_merged(merge: Merge | None) -> Verdict:
    """Whether a row is still a person of its own. Source: O2."""
    if merge is None:
        return YES
    return no("person_merged", "Personen är sammanslagen med %(name)s.", "O2", "Använd den andra.", name=str(merge.into))


def demand_may_end(person: Person | None, demand: FactorDemand, on: date) -> Verdict:
    """End a demand of a second step, while it holds: the registrar. Source: D14; O2."""
    over = demand.ended_on is not None and demand.ended_on <= on
    return can_keep(person, on) + (no("factor_over", "Kravet har redan upphört.", "D14", "Inget behöver göras.") if over else YES)


def password_for(person: Person) -> Verdict:
    """Be invited to choose a password: a person who may log in, and no program. Source: O2; D14."""
    if person.is_active and not person.is_program:
        return YES
    return no("no_password", "Den som inte får logga in kan inte få ett lösenord.", "O2; D14", "Släpp in personen först.")


@right(
    "access.see_groups", _("Se katalogens grupper bredvid uppdragen"), Role.REGISTRAR, Role.CITY_DIRECTOR, Role.PROJECT_OFFICE, Role.AUDITOR,
    scope=Scope.CITY, reads=True, source="O2",
)  # fmt: skip
def can_see_groups(person: Person | None, on: date) -> Verdict:
    """See the directory's groups beside the seats: those who appoint or record who has been appointed, and the auditor. Source: O2."""
    return by_right(person, "access.see_groups", on)
