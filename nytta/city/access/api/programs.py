"""Service accounts for programs: who answers for them, and how their tokens stand; never a token itself. Source: D14; O2."""

from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.api import BODY, told_body
from nytta.kit.api import Detail, Field, Resource
from nytta.kit.api.shapes import Json

from ..lists.programs import PROGRAMS
from ..models import ServiceAccount
from ..queries import programs as reads
from ..queries import standing
from ..terms import AccountState, TokenState

TOKEN = (
    Field("pk", _("Nyckelns nummer, för den som återkallar den"), "whole", null=False, example=1), Field("name", _("Nyckel"), example="Nattlig körning"),
    Field("hint", _("Början"), example="nytta_AbCd"), Field("state", _("Läge"), "term", terms=TokenState), Field("scopes", _("Behörigheter"), "texts", example="cases:read"),
    Field("per_minute", _("Anrop i minuten, högst"), "whole", example=300), Field("issued_on", _("Utfärdad"), "day"), Field("last_day", _("Sista dag"), "day"),
    Field("last_used_at", _("Senast använd"), "moment"),
)  # fmt: skip


def _program(page: Any, thing: ServiceAccount) -> Json:
    person = thing.person
    return {
        "username": person.username, "name": person.name, "owner": told_body(person.body), "purpose": thing.purpose,
        "state": reads.state_of_account(thing, page.on.date()), "opened_on": thing.opened_at, "closed_on": thing.closed_at,
        "tokens": [
            {"pk": t.pk, "name": t.name, "hint": t.hint, "state": standing(t, page.on), "scopes": t.scopes, "per_minute": t.per_minute,
             "issued_on": t.created_at, "last_day": reads.last_day(t), "last_used_at": t.last_used_at}
            for t in reads.tokens_of(person)
        ],
    }  # fmt: skip


PROGRAM = Detail(
    page="access:program",
    address={"username": str},
    fields=(
        Field("username", _("Konto"), "code", null=False, example="byggr-koppling"), Field("name", _("Program"), example="ByggR"), Field("owner", _("Ägare"), "thing", of=BODY),
        Field("purpose", _("Vad det är till för")), Field("state", _("Läge"), "term", terms=AccountState), Field("opened_on", _("Upplagt"), "day"),
        Field("closed_on", _("Avslutat"), "day"), Field("tokens", _("Nycklar"), "things", of=TOKEN),
    ),
    read=_program,
)  # fmt: skip

RESOURCES = (
    Resource(
        "programs", "program", PROGRAMS, _("Program som använder Nytta, vem som svarar för dem och hur deras nycklar står. Nycklarna själva finns inte här."),
        detail=PROGRAM, key="username", filters={"body": "owner"},
        names={"code": "username", "body": "owner", "in_force": "tokens_in_force", "last_used": "last_used_at", "opened_at": "opened_on"},
    ),
)  # fmt: skip
