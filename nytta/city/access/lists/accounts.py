"""The log of log-ins: all for those who keep them, one's own for others."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Filter, Listing

from ..models import SignIn
from ..policies import can_keep
from ..terms import Outcome

TAGS = {
    Outcome.ENTERED.value: "success", Outcome.WRONG_PASSWORD.value: "warning", Outcome.WRONG_CODE.value: "warning", Outcome.WAITING.value: "danger",
}  # fmt: skip


def _rows(person: Any) -> QuerySet[SignIn]:
    """All for those who keep log-ins, one's own for everybody else."""
    on = getattr(person, "remembered", {}).get("on")
    return SignIn.objects.all() if on and can_keep(person, on) else SignIn.objects.filter(person=person)


SIGN_INS = Listing(
    name="access:sign_ins",
    title=_("Inloggningar"),
    one=_("försök"),
    many=_("försök"),
    rows=_rows,
    columns=(
        Column("at", _("När"), "at", kind="moment", sort="at"),
        Column("outcome", _("Hur det gick"), "outcome", kind="term", terms=Outcome, tags=TAGS, sort="outcome"),
        Column("person", _("Vem"), "person__name", sort="person__name", below="person__username"),
        Column("device", _("Enhet"), "device", sort="device"),
        Column("network", _("Nät"), "network", sort="network"),
    ),
    url=lambda code: reverse("access:sign_ins"),
    order=("-at", "-pk"),
    filters=(Filter("outcome", _("Hur det gick"), "outcome", lambda person: [(o.value, gettext(o.sv)) for o in Outcome]),),
    code="pk",
    help=_(
        "Försök att logga in med kommunens egna konton. Nätet är förkortat så att det inte pekar ut en enhet. Raderna gallras efter den tid som står på sidan Personuppgifter."
    ),
    empty=_("Ingen har försökt logga in än."),
)
