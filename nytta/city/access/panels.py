"""What the acts of log-in and programs are called, what a token may be given here, the ways in, and what is shown on others' pages."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person
from nytta.city.records.policies import can_record
from nytta.kit import retention, words
from nytta.kit.panels import Act, panel
from nytta.kit.scopes import scope
from nytta.kit.work import Waiting, worklist

from . import policies
from .models import Attempts, Invitation, LoginAttempt, Removal, SignIn
from .queries.identity import in_force
from .queries.programs import addresses_before
from .queries.saml import certificates_ending
from .queries.webhooks import deliveries_before
from .rules.saml import warns_from
from .terms import FirstLogin, InvitationKind, MatchWith, ProviderKind, Strength

SHOWN_DAYS = 14

words.tell(
    {
        "program.record": _("lade upp systemkontot"),
        "program.change": _("ändrade systemkontot"),
        "program.close": _("avslutade systemkontot"),
        "webhook.record": _("lade upp webhooken"),
        "webhook.change": _("ändrade webhooken"),
        "webhook.pause": _("pausade webhooken"),
        "webhook.resume": _("återupptog webhooken"),
        "webhook.close": _("avslutade webhooken"),
        "webhook.rotate": _("skapade en ny hemlighet"),
        "webhook.resend": _("skickade ett utskick igen"),
        "token.issue": _("utfärdade en nyckel"),
        "token.revoke": _("återkallade en nyckel"),
        "token.address": _("använde en nyckel från en ny adress"),
        "directory.add": _("lade upp personen från katalogen"),
        "directory.adopt": _("tog över personen till katalogen"),
        "directory.restore": _("lade upp personen på nytt från katalogen"),
        "directory.change": _("ändrade personen från katalogen"),
        "directory.remove": _("tog bort personen i katalogen"),
        "directory.group": _("lade upp gruppen från katalogen"),
        "directory.group_change": _("ändrade gruppen från katalogen"),
        "directory.group_remove": _("tog bort gruppen i katalogen"),
        "directory.tie": _("knöt katalogens avdelning till ett organ"),
        "directory.group_tie": _("knöt katalogens grupp till ett uppdrag"),
        "directory.set": _("ändrade hur katalogen släpps in"),
    }
)

words.tell_changes(
    "program", {"body": _("Ägare"), "name": _("Namn"), "purpose": _("Vad det är till för"), "tokens": _("Nycklar som slutade gälla")}
)
words.tell_changes(
    "webhook",
    {
        "name": _("Namn"), "body": _("Ägare"), "url": _("Adress"), "kinds": _("Händelser"), "account": _("Ser som"),
        "version": _("Hemlighetens version"), "delivery": _("Utskick"),
    },
)  # fmt: skip
words.tell_changes(
    "token",
    {
        "name": _("Nyckel"), "hint": _("Början"), "scopes": _("Behörigheter"), "per_minute": _("Anrop i minuten, högst"),
        "expires_at": _("Går ut"), "network": _("Nät"),
    },
)  # fmt: skip

scope("scim:read", _("Läsa personer och grupper"), _("Kontoförsörjning (SCIM)"), for_programs=True)
scope("scim:write", _("Lägga upp, ändra och ta bort personer och grupper"), _("Kontoförsörjning (SCIM)"), for_programs=True)

words.tell({
    "provider.record": _("lade till en leverantör av inloggning"),
    "provider.change": _("ändrade leverantören"),
    "provider.metadata": _("läste om leverantörens metadata"),
    "provider.open": _("tog leverantören i bruk"),
    "provider.pause": _("pausade leverantören"),
    "provider.rules": _("ändrade reglerna"),
    "provider.group": _("skapade en grupp"),
    "identity.link": _("kopplade en inloggning till personen"),
    "identity.unlink": _("tog bort kopplingen till en inloggning"),
    "person.first_login": _("förde in personen vid första inloggningen"),
    "person.by_provider": _("ändrade personen efter leverantörens uppgifter"),
    "person.remove": _("tog bort personen"),
    "person.restore": _("återställde personen"),
    "person.merge": _("slog ihop personen med en annan"),
    "person.merged_in": _("lät en annan gå upp i personen"),
    "appointment.move": _("förde över uppdraget till samma person"),
})  # fmt: skip
words.tell_changes("provider", {
    "name": _("Namn på knappen"), "issuer": _("Utfärdare"), "client_id": _("Klientens id"), "secret_name": _("Hemlighetens namn"),
    "scopes": _("Omfattningar"), "first_login": _("När någon kommer för första gången"), "match_claim": _("Känns igen på"),
    "match_with": _("Jämförs med"), "kind": _("Slag"), "body": _("Vems"), "place": _("Plats på inloggningssidan"), "in_force": _("I bruk"),
    "rules": _("Regler"), "version": _("Version"), "group": _("Grupp"), "claim_username": _("Uppgift med användarnamn"),
    "claim_name": _("Uppgift med namn"), "claim_title": _("Uppgift med befattning"), "claim_email": _("Uppgift med e-postadress"),
    "claim_active": _("Uppgift om kontot är aktivt"), "second_factor": _("Andra steget hos leverantören"), "help_contact": _("Vem man vänder sig till"),
    "max_age_minutes": _("Ny inloggning efter minuter"), "metadata": _("Metadata"), "saml_name": _("Namn i metadata"), "saml_SSO": _("Adresser för inloggning"), "saml_SLO": _("Adresser för utloggning"),
    "saml_signing": _("Certifikat för signering"), "saml_encryption": _("Certifikat för kryptering"), "saml_until": _("Metadata gäller till"),
    "saml_signer": _("Filens signatur"),
}, {"first_login": FirstLogin, "match_with": MatchWith, "kind": ProviderKind})  # fmt: skip
words.tell_changes("person", {
    "provider": _("Leverantör"), "name": _("Namn"), "title": _("Befattning"), "email": _("E-postadress"), "body": _("Organ"),
    "groups": _("Grupper"), "is_active": _("Kan logga in"), "appointments": _("Uppdrag"), "tokens": _("Nycklar"), "sessions": _("Sessioner"),
    "into": _("Gick upp i"), "from": _("Från"),
})  # fmt: skip
words.tell_changes("identity", {"provider": _("Leverantör"), "subject": _("Id hos leverantören")})


@panel("login.ways")
def ways(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, address) of each provider in force, for the log-in page; one query."""
    onward = request.GET.get("next", "")
    query = f"?{urlencode({'next': onward})}" if onward else ""
    return [(p.name, reverse("access:begin", args=[p.code]) + query) for p in in_force()]


@worklist
def removed_lately(person: Person, on: date) -> Iterable[Waiting]:
    """Those who were removed in the last fortnight and whose appointments ended by it, to the registrar; one query."""
    if not policies.can_keep(person, on):
        return
    rows = (
        Removal.objects.filter(at__date__gt=on - timedelta(days=SHOWN_DAYS), restored_at=None, ended__isnull=False, person__is_active=False)
        .select_related("person")
        .distinct()
    )
    for one in rows:
        what = gettext("Uppdrag som upphörde när personen togs bort")
        where: Any = reverse("access:person", args=[one.person.username])
        yield Waiting(what, str(one.person), "", where, one.at.date(), one.reason, 4)


@worklist
def certificates(person: Person, on: date) -> Iterable[Waiting]:
    """Certificates of providers that end within 30 days or have ended, to the registrar; one query."""
    if not policies.can_keep(person, on):
        return
    for one in certificates_ending(on):
        ends: Any = one.certificate_ends_on
        what = (
            gettext("Certifikatet gick ut %(day)s: läs in ny metadata")
            if ends < on
            else gettext("Certifikatet går ut %(day)s: läs in ny metadata")
        )
        yield Waiting(what % {"day": ends}, str(one), "", reverse("access:provider", args=[one.code]), warns_from(ends), "", 3)


words.tell(
    {
        "password.change": _("bytte lösenord"),
        "password.choose": _("valde lösenord på en inbjudan"),
        "factor.totp_on": _("slog på appen med koder"),
        "factor.totp_off": _("stängde av appen med koder"),
        "factor.key_on": _("lade till en lösennyckel"),
        "factor.key_off": _("tog bort en lösennyckel"),
        "factor.codes": _("gjorde nya reservkoder"),
        "factor.demand": _("krävde ett andra steg"),
        "factor.end": _("avslutade ett krav på ett andra steg"),
        "session.end": _("avslutade en inloggning"),
        "session.end_others": _("avslutade sina andra inloggningar"),
        "session.end_all": _("avslutade personens alla inloggningar"),
        "factor.take_off": _("tog bort personens andra steg"),
        "invitation.make": _("bjöd in till att välja lösenord"),
    }
)
words.tell_changes("session", {"ended": _("Avslutade")})
words.tell_changes("password", {"ended": _("Avslutade inloggningar")})
words.tell_changes(
    "factor",
    {
        "ended": _("Avslutade inloggningar"),
        "role": _("Uppdrag"),
        "right": _("Rätt"),
        "strength": _("Det som krävs"),
        "from_day": _("Från och med"),
    },
    {"strength": Strength},
)
words.tell_changes("invitation", {"kind": _("Slag"), "until": _("Gäller till")}, {"kind": InvitationKind})


@panel("body.acts", order=60)
def let_in_act(body: Body, person: Person | None, on: date) -> Iterable[Act]:
    """Let somebody log in, on a body's page."""
    return [Act(gettext("Lägg till en person"), reverse("access:let_in"))] if can_record(person, on) else []


retention.log("sign_ins", _("Logg över inloggningar"), lambda before: SignIn.objects.filter(at__lt=before))
retention.log("login_log", _("Försök att logga in genom en leverantör"), lambda before: LoginAttempt.objects.filter(at__lt=before))
retention.log("deliveries", _("Utskick till webhookar, med mottagarens svar"), deliveries_before)
retention.log("addresses", _("Adresser som en nyckel har använts från, sedan nyckeln slutade gälla"), addresses_before)
retention.log("attempts", _("Räknare av felaktiga försök att logga in"), lambda before: Attempts.objects.filter(last_at__lt=before))
retention.log("invitations", _("Inbjudningar att välja lösenord"), lambda before: Invitation.objects.filter(expires_at__lt=before))
