"""Letters about circulations and minutes, to each as they have chosen: at once here, else in the morning or not at all.

What waits on somebody stands on their desk, and so in the morning's letter, by itself; only what has ended needs a letter of its own then.
What a case is about is never in a letter.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Person
from nytta.kit import notices
from nytta.kit.commands import act

from ..models import Circulation, Meeting
from ..queries import agenda
from ..queries.circulation import ended_between
from ..terms import CirculationState


def _address(page: str, code: str) -> str:
    return f"{settings.SITE_URL}{reverse(f'meetings:{page}', args=[code])}"


def _send(people: Iterable[Person], pace: str, key: str, words: Callable[[], tuple[str, list[str]]], on: datetime) -> int:
    """A letter in each one's language to those who want to hear at this pace; how many."""
    every = {p.pk: p for p in people}
    wanted = notices.paces(every.values())
    told = [p for p in every.values() if wanted[p.pk] == pace]
    for person in told:
        with override(person.letter_language):
            subject, lines = words()
            notices.put(key=f"{key}-{person.pk}", to=person.email, subject=subject, body="\n\n".join(lines), on=on)
    return len(told)


@act
def tell_opened(*, circulation: Circulation, people: Sequence[Person], by: Person, on: datetime) -> int:
    """Tell those who are asked that a circulation waits for their answer. Source: F10, F11."""

    def words() -> tuple[str, list[str]]:
        subject = gettext("Cirkulation: svara senast %(day)s") % {"day": circulation.closes_on.isoformat()}
        return subject, [circulation.group.shown, gettext("Ett ärende väntar på ditt svar:"), _address("circulation", circulation.code)]

    return _send(people, notices.AT_ONCE, f"circulation-{circulation.code}", words, on)


def _said(circulation: Circulation) -> str:
    if circulation.state == CirculationState.WITHDRAWN.value:
        return gettext("Cirkulationen %(code)s är återtagen.") % {"code": circulation.code}
    return gettext("Cirkulationen %(code)s är avslutad.") % {"code": circulation.code}


def _asked(circulation: Circulation, on: datetime) -> list[Person]:
    """Those who were asked, without who has a conflict of interest, and whoever started it."""
    takers = agenda.voters(circulation.group, circulation.application, on.date())
    return [*takers.counted, *takers.undeclared, circulation.started_by]


@act
def tell_closed(*, circulation: Circulation, by: Person | None, on: datetime) -> int:
    """Tell those who were asked that a circulation has ended. Source: F10, F11."""

    def words() -> tuple[str, list[str]]:
        said = _said(circulation)
        return said.rstrip("."), [circulation.group.shown, said, _address("circulation", circulation.code)]

    return _send(_asked(circulation, on), notices.AT_ONCE, f"circulation-ended-{circulation.code}", words, on)


@act
def tell_ended(*, by: Person | None, on: datetime) -> int:
    """One letter in the morning about the circulations that ended since the morning before, to those who want it so. Source: F10, F11."""
    mine: dict[int, tuple[Person, list[Circulation]]] = {}
    for circulation in ended_between(on - timedelta(days=1), on):
        for person in {p.pk: p for p in _asked(circulation, on)}.values():
            mine.setdefault(person.pk, (person, []))[1].append(circulation)
    sent = 0
    for person, ended in mine.values():

        def words(ended: Sequence[Circulation] = ended) -> tuple[str, list[str]]:
            lines = [f"{c.group.shown}: {_said(c)}\n{_address('circulation', c.code)}" for c in ended]
            return gettext("Cirkulationer som har avslutats"), lines

        sent += _send([person], notices.DAILY, f"circulations-ended-{on.date()}", words, on)
    return sent


@act
def tell_to_approve(*, meeting: Meeting, people: Sequence[Person], again: bool, by: Person, on: datetime) -> int:
    """Tell those who are to approve that minutes wait, or that the text has changed since they did; once a day for the same minutes. Source: U9."""

    def words() -> tuple[str, list[str]]:
        day = timezone.localtime(meeting.starts_at).date().isoformat()
        said = gettext("Protokollet från mötet väntar på att du justerar det:")
        if again:
            said = gettext("Protokollet har ändrats sedan du justerade det. Läs det igen och justera på nytt:")
        subject = gettext("Protokoll att justera: %(group)s %(day)s") % {"group": meeting.group.shown, "day": day}
        return subject, [meeting.group.shown, said, _address("approve", meeting.code)]

    return _send(people, notices.AT_ONCE, f"minutes-{meeting.code}-{on.date()}-{'again' if again else 'first'}", words, on)
