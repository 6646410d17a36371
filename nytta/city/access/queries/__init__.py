"""Who holds a token."""

from datetime import datetime

from ..models import AccessToken
from ..rules import PREFIX, digest
from ..terms import TokenState


def token_of(text: str, on: datetime) -> AccessToken | None:
    """The token that a text is, with its holder and the holder's body, when it is in force and the holder is active; else None. One query."""
    if not text.startswith(PREFIX):
        return None
    found = AccessToken.objects.filter(digest=digest(text), holder__is_active=True).select_related("holder__body").first()
    return found if found and found.state(on) is TokenState.IN_FORCE else None
