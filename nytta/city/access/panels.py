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

scope("scim:read", _("Läsa personer och grupper"), _("Kontoförsörjning (SCIM)"), for_programs=True)
scope("scim:write", _("Lägga upp, ändra och ta bort personer och grupper"), _("Kontoförsörjning (SCIM)"), for_programs=True)
