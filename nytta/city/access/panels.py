"""What the acts of log-in and programs are called, and what a token may be given here."""

from django.utils.translation import gettext_noop as _

from nytta.kit import words
from nytta.kit.scopes import scope

words.tell(
    {
        "program.record": _("lade upp systemkontot"),
        "token.issue": _("utfärdade en nyckel"),
        "token.revoke": _("återkallade en nyckel"),
        "token.address": _("använde en nyckel från en ny adress"),
    }
)

scope("scim:read", _("Läsa personer och grupper"), _("Kontoförsörjning (SCIM)"), for_programs=True)
scope("scim:write", _("Lägga upp, ändra och ta bort personer och grupper"), _("Kontoförsörjning (SCIM)"), for_programs=True)
