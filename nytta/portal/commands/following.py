"""Acts of following: follow a case and leave it, say how one wants to hear that it moves, and tell those who do."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application, Passage
from nytta.governance.applications.terms import CaseState, WaitsOn
from nytta.kit import audit, notices
from nytta.kit.commands import act
from nytta.kit.words import label
from nytta.plain.verdicts import require

from .. import policies
from ..models import Follow, Told, Wish
from ..queries.insight import concerned, moved_since, paces
from ..terms import Moves

TELL_DAYS = 3  # what moved before that is no news


@act
def follow(*, application: Application, by: Person, on: datetime) -> Follow:
    """Follow a registered case: it stands in one's list, and one hears when it moves. Source: F5."""
    require(policies.can_follow_case(by, application))
    made, new = Follow.objects.get_or_create(person=by, application=application, defaults={"since": on.date()})
    if new:
        audit.note(subject=by.username, act="case.follow", by=by, on=on, changes={"case": application.code})
    return made


@act
def leave(*, application: Application, by: Person, on: datetime) -> int:
    """Follow a case no longer. Source: F5."""
    gone, _ = Follow.objects.filter(person=by, application=application).delete()
    if gone:
        audit.note(subject=by.username, act="case.leave", by=by, on=on, changes={"case": application.code})
    return gone


@act
def choose_moves(*, moves: Moves, by: Person, on: datetime) -> Wish:
    """Say how one wants to hear that a case of one's own has moved: at once, once a day, or not at all. Source: expectations; F5."""
    require(policies.can_choose(by))
    wish, new = Wish.objects.get_or_create(person=by, defaults={"moves": moves.value})
    if not new and wish.moves != moves.value:
        audit.note(subject=by.username, act="person.choose", by=by, on=on, changes={"moves": [wish.moves, moves.value]})
        wish.moves = moves.value
        wish.save(update_fields=["moves"])
    return wish


@act
def tell_moves(*, pace: Moves, by: Person | None, on: datetime) -> int:
    """One letter to each person who hears at this pace, of the cases of theirs that have moved; nobody is told the same twice. Source: F5."""
    moved = list(moved_since((on - timedelta(days=TELL_DAYS)).date()))
    people = concerned(moved, on.date())
    wanted = paces([p for found in people.values() for p in found.values()])
    told = set(Told.objects.filter(passage__in=moved).values_list("person", "passage"))
    letters: dict[int, tuple[Person, list[Passage]]] = {}
    for passage in moved:
        for person in people[passage.pk].values():
            if wanted[person.pk] is pace and (person.pk, passage.pk) not in told:
                letters.setdefault(person.pk, (person, []))[1].append(passage)
    for person, passages in letters.values():
        with override(person.letter_language):
            _letter(person, passages, on)
    rows = [Told(person=person, passage=p, told_on=on.date()) for person, passages in letters.values() for p in passages]
    Told.objects.bulk_create(rows, ignore_conflicts=True)
    return len(letters)


def _letter(person: Person, passages: Sequence[Passage], on: datetime) -> None:
    subject = gettext("Nytta: det har hänt något i dina ärenden")
    if len({p.application_id for p in passages}) == 1:
        subject = gettext("Nytta: %(code)s har gått vidare") % {"code": passages[0].application.code}
    lines = [gettext("Det här har hänt i ärenden som du skriver, svarar för eller följer:")]
    for p in passages:
        said = gettext("%(code)s %(title)s: %(state)s, väntar på %(who)s (%(day)s)") % {
            "code": p.application.code, "title": p.application.title, "state": label(CaseState(p.state)).lower(),
            "who": label(WaitsOn(p.waits_on)), "day": p.entered_on,
        }  # fmt: skip
        lines.append(f"{said}\n  {settings.SITE_URL}{reverse('applications:detail', args=[p.application.code])}")
    lines.append(
        gettext("Du väljer hur du får veta det på sidan Mina val: %(url)s") % {"url": f"{settings.SITE_URL}{reverse('portal:choices')}"}
    )
    notices.put(key=f"moves-{person.pk}-{max(p.pk for p in passages)}", to=person.email, subject=subject, body="\n\n".join(lines), on=on)
