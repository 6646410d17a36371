"""What pages show of conflicts of interest, in the reader's language."""

from datetime import date
from typing import Any

from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.kit.words import label

from ..rules import NONE, Grounds
from .conflicts import standing, words_of
from .settling import Seat


def said_grounds(grounds: Grounds) -> list[tuple[str, str]]:
    """(ground, clause) of all grounds that are grounds, in the reader's language."""
    return [(words_of(g), g.clause) for g in grounds.grounds if g.code != NONE]


def proposed(application: Application, person: Person, grounds: Grounds, on: date) -> list[tuple[str, str, str]]:
    """(what ties, the ground that it proposes, clause) of a person's proposals that nobody has settled."""
    one = standing(person, application, on)
    ties = [grounds.ties[t] for t in one.open if t in grounds.ties]
    return [(words_of(t), words_of(grounds.ground(t.ground), t.ground), t.clause) for t in ties]


def seat_row(seat: Seat, grounds: Grounds, me: Person | None) -> dict[str, Any]:
    """A row of the group: who, role, what is proposed, what was said and by whom, and the word for where they stand."""
    one, word = seat.standing, seat.standing.word
    if one.in_conflict:
        state, color = gettext("Jäv, deltar inte"), "danger"
    elif one.open:
        state, color = gettext("Föreslaget jäv, inte avgjort"), "warning"
    elif word is not None:
        state, color = gettext("Inget jäv, deltar"), "success"
    else:
        waits = seat.role is Role.PREPARATION_GROUP
        state, color = (gettext("Har inte tagit ställning"), "warning") if waits else (gettext("Deltar"), "neutral")
        if seat.substitute:
            state, color = gettext("Ersättare"), "neutral"
    return {
        "person": seat.person, "role": label(seat.role), "ties": [words_of(grounds.ties.get(t), t.value) for t in one.ties], "open": one.open,
        "state": state, "color": color, "word": word, "me": me is not None and seat.person.pk == me.pk,
        "ground": words_of(grounds.ground(word.ground), word.ground) if word and one.in_conflict else "",
        "by_chair": bool(word and word.settled_by_id),
    }  # fmt: skip
