"""Who holds a token."""

from datetime import date, datetime

from nytta.city.organisation.models import Body, Person

from ..models import AccessToken
from ..rules import PREFIX, digest
from ..terms import TokenState


def exists_on(body: Body, on: date) -> bool:
    """Whether a body exists on a day."""
    return (body.valid_from is None or body.valid_from <= on) and (body.valid_until is None or on <= body.valid_until)


def stands(holder: Person, on: date) -> bool:
    """Whether who holds tokens is still there on a day: not closed, and for a program that its body exists. Reads the holder's body."""
    if not holder.is_program:
        return holder.is_active
    return holder.is_active and holder.body is not None and exists_on(holder.body, on)


def standing(token: AccessToken, on: datetime) -> TokenState:
    """How a token stands on a moment, its holder asked too. Reads the holder and the holder's body."""
    state = token.state(on)
    return state if state is not TokenState.IN_FORCE or stands(token.holder, on.date()) else TokenState.STOPPED


def token_of(text: str, on: datetime) -> AccessToken | None:
    """The token that a text is, with its holder and the holder's body, when it is in force and the holder stands; else None. One query."""
    if not text.startswith(PREFIX):
        return None
    found = AccessToken.objects.filter(digest=digest(text)).select_related("holder__body").first()
    return found if found and standing(found, on) is TokenState.IN_FORCE else None
