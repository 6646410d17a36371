"""A call by a token, or by nobody: let in within its limit, and what is kept of its use."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.kit import audit, rates
from nytta.kit.commands import act

from ..models import AccessToken, TokenAddress
from ..queries import token_of
from ..rules import address_of, network_of

WRITTEN_EVERY = timedelta(minutes=1)
MOST_ADDRESSES = 50
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Call:
    """Who calls (None: nobody that is known), and whether the call is within its limit. `refused` when a token was shown that opens nothing."""

    token: AccessToken | None
    admission: rates.Admission
    refused: bool = False


def admitted(*, token: AccessToken | None, address: str, by: Person | None, on: datetime) -> rates.Admission:
    """Count a call: under its token, else under its address. Source: D14."""
    if token is not None:
        return rates.admitted(f"token:{token.pk}", token.per_minute, on)
    return rates.admitted(rates.address_key(address), settings.API_PER_MINUTE, on)


def call(*, text: str, address: str, by: Person | None, on: datetime) -> Call:
    """Whose a token's text is ("" for none), whether the call is let in, and note its use. A text that opens nothing counts under
    its address, and is logged without the text. Source: D14; O2.
    """
    token = token_of(text, on) if text else None
    admission = admitted(token=token, address=address, by=by, on=on)
    if text and token is None:
        log.warning("a token that opens nothing was shown from %s", address_of(address) or "an unknown address")
    if token is not None and admission.ok:
        note_use(token=token, address=address, by=by, on=on)
    return Call(token, admission, refused=bool(text) and token is None)


def note_use(*, token: AccessToken, address: str, by: Person | None, on: datetime) -> None:
    """When and from where a token was used last: one conditional UPDATE, at most once a minute; a new address is audited. Source: D14; O2."""
    shown = address_of(address)
    if shown and shown != token.last_address and not TokenAddress.objects.filter(token=token, address=shown).exists():
        _note_address(token=token, address=shown, by=by, on=on)
    if token.last_used_at is None or token.last_used_at <= on - WRITTEN_EVERY:
        due = Q(last_used_at=None) | Q(last_used_at__lte=on - WRITTEN_EVERY)
        AccessToken.objects.filter(due, pk=token.pk).update(last_used_at=on, last_address=shown)


@act
def _note_address(*, token: AccessToken, address: str, by: Person | None, on: datetime) -> None:
    if not TokenAddress.objects.get_or_create(token=token, address=address, defaults={"first_at": on})[1]:
        return  # another process was first
    kept = TokenAddress.objects.filter(token=token).order_by("-first_at", "-pk").values_list("pk", flat=True)
    TokenAddress.objects.filter(pk__in=list(kept[MOST_ADDRESSES:])).delete()
    changes = {"name": token.name, "hint": token.hint, "network": network_of(address)}
    audit.note(subject=token.holder.username, act="token.address", by=token.holder, on=on, changes=changes)
