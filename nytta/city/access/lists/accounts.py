"""The register of persons, and the log of log-ins: all for those who keep them, one's own for others."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
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
    return SignIn.objects.all() if on and can_keep(person, on) else SignIn.objects.filter(person_id=person.pk)


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

_MAY_TEXTS = {"yes": _("Får logga in"), "no": _("Får inte logga in")}


def _found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Persons with a text in their name, user name, title or e-mail address."""
    return rows.filter(Q(name__icontains=text) | Q(username__icontains=text) | Q(title__icontains=text) | Q(email__icontains=text))


PEOPLE = Listing(
    name="access:people",
    title=_("Personer"),
    one=_("person"),
    many=_("personer"),
    rows=lambda person: Person.objects.all(),
    columns=(
        Column("name", _("Namn"), "name", sort="name", link=True, below="username"),
        Column("title", _("Befattning"), "title", sort="title", swedish=True),
        Column("body", _("Arbetar i"), "body__name", sort="body__sort", swedish=True),
        Column("is_active", _("Får logga in"), "is_active", kind="yes_no", sort="is_active"),
        Column("last_login", _("Loggade in senast"), "last_login", kind="moment", sort="last_login"),
    ),
    url=lambda code: reverse("access:account", args=[code]),
    order=("name", "pk"),
    filters=(
        Filter(
            "may",
            _("Inloggning"),
            lambda rows, value: rows.filter(is_active=value == "yes"),
            lambda person: [(key, gettext(text)) for key, text in _MAY_TEXTS.items()],
        ),
    ),
    narrow=_found,
    code="username",
    help=_("Alla som kan eller har kunnat logga in. Vad var och en får göra följer av uppdragen, inte av att stå här."),
    empty=_("Här står de som kan logga in, när den första är inlagd."),
)
