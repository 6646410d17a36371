"""What the acts of log-in and programs are called, and what a token may be given here."""

from django.utils.translation import gettext_noop as _

from nytta.kit import words
from nytta.kit.scopes import scope

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
