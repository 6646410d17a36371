"""Acts of reminding: by hand for many cases at once, and by rules that people set for each portfolio."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Passage
from nytta.governance.applications.terms import WaitsOn
from nytta.kit import audit, notices
from nytta.kit.commands import act, locked
from nytta.kit.words import label
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Escalation, Reminder
from ..queries.parties import Parties, open_stays, parties, portfolio_of
from ..rules import due_lead_time, lead_times_valid
from ..terms import Recipient


def _mail(passage: Passage, person: Person, key: str, note: str, on: datetime) -> None:
    case = passage.application
    with override(person.letter_language):
        days = (on.date() - passage.entered_on).days
        said = gettext("%(code)s %(title)s väntar på %(who)s sedan %(day)s (%(days)s dagar).") % {
            "code": case.code, "title": case.title, "who": label(WaitsOn(passage.waits_on)), "day": passage.entered_on, "days": days,
        }  # fmt: skip
        url = f"{settings.SITE_URL}{reverse('applications:detail', args=[case.code])}"
        subject = gettext("Nytta: påminnelse om %(code)s") % {"code": case.code}
        notices.put(key=key, to=person.email, subject=subject, body="\n\n".join(t for t in (said, note, url) if t), on=on)


@act
def remind(*, passages: Collection[int], note: str = "", by: Person, on: datetime) -> list[Reminder]:
    """Remind everybody that the cases wait on, once a day and case; what has moved since is left out. Source: F5; F15."""
    require(policies.can_remind(by, on.date()))
    found = list(open_stays().filter(pk__in=list(passages)).select_for_update(of=("self",)).order_by("pk"))
    held = parties(found, on.date())
    today = set(Reminder.objects.filter(passage__in=found, escalation=None, sent_on=on.date()).values_list("passage", "person"))
    made = []
    for passage in found:
        people = [p for p in held.of(passage) if (passage.pk, p.pk) not in today]
        made += [Reminder(passage=passage, person=p, note=note, sent_on=on.date(), sent_by=by) for p in people]
        for person in people:
            _mail(passage, person, f"reminder-{passage.pk}-{person.pk}-{on.date()}", note, on)
        if people:
            audit.note(
                subject=passage.application.code, act="case.remind", by=by, on=on, changes={"to": [p.title or str(p) for p in people]}
            )
    if not made:
        require(
            no(
                "nobody",
                "Ingen behöver påminnas: ärendena har gått vidare, eller alla är redan påminda i dag.",
                "F15",
                "Välj andra ärenden.",
            )
        )
    return Reminder.objects.bulk_create(made, ignore_conflicts=True)


@act
def set_escalation(
    *, escalation: Escalation | None = None, portfolio: str, waits_on: WaitsOn, after_days: Sequence[int], to: Recipient, by_mail: bool,
    by: Person, on: datetime,
) -> Escalation:  # fmt: skip
    """Set whom to remind when cases of a portfolio ("" for all) have waited so many days on a party. Source: F5; F15."""
    require(policies.can_set_escalation(by, on.date()) + lead_times_valid(after_days=after_days))
    held = locked(escalation) if escalation else Escalation(set_by=by, set_on=on.date())
    values = {"portfolio": portfolio, "waits_on": waits_on.value, "after_days": sorted(set(after_days)), "to": to.value, "by_mail": by_mail}
    changes = audit.changes_of(held, values) if escalation else dict(values)
    for name, value in values.items():
        setattr(held, name, value)
    held.save()
    audit.note(subject="paminnelser", act="escalation.set", by=by, on=on, changes=changes)
    return held


@act
def end_escalation(*, escalation: Escalation, by: Person, on: datetime) -> Escalation:
    """Stop a rule; what it has sent stays on record. Source: F15."""
    require(policies.can_set_escalation(by, on.date()))
    held = locked(escalation)
    held.ended_on = on.date()
    held.save(update_fields=["ended_on"])
    audit.note(subject="paminnelser", act="escalation.end", by=by, on=on, changes={"rule": str(held)})
    return held


def _recipients(rule: Escalation, passage: Passage, held: Parties) -> list[Person]:
    """Who is reminded by a rule of a stay."""
    to = Recipient(rule.to)
    if to is Recipient.WAITED_ON:
        return held.of(passage)
    if to is Recipient.CHAIR:
        return held.chair_of(passage)
    if to is Recipient.WRITERS:
        return held.writers.get(passage.application_id, [])
    return held.holders.of(policies.ROLE_TO[to])


@act
def escalate(*, by: Person | None, on: datetime) -> int:
    """Remind by every rule: each person once for each lead time of a stay, until the case moves; the latest lead time that is due.

    The same day again, or another worker at once, sends nothing more. Source: F5; F15.
    """
    rules = list(Escalation.objects.filter(ended_on=None).order_by("pk"))
    if not rules:
        return 0
    waited = [p for p in open_stays().filter(waits_on__in={r.waits_on for r in rules}) if _oldest(rules, p, on.date())]
    held, sent = parties(waited, on.date()), 0
    known = set(Reminder.objects.filter(passage__in=waited).values_list("passage", "person", "escalation", "after_days"))
    for rule in rules:
        for passage in waited:
            due = _due(rule, passage, on.date())
            if due is None:
                continue
            for person in _recipients(rule, passage, held):
                if (passage.pk, person.pk, rule.pk, due) in known:
                    continue
                _, new = Reminder.objects.get_or_create(
                    passage=passage, person=person, escalation=rule, after_days=due, defaults={"sent_on": on.date(), "sent_by": by}
                )
                if new and rule.by_mail:
                    _mail(passage, person, f"escalation-{rule.pk}-{passage.pk}-{person.pk}-{due}", "", on)
                if new:
                    what = {"to": person.title or str(person), "after_days": due}
                    audit.note(subject=passage.application.code, act="case.escalate", by=by, on=on, changes=what)
                sent += new
    return sent


def _due(rule: Escalation, passage: Passage, on: date) -> int | None:
    if passage.waits_on != rule.waits_on or rule.portfolio not in ("", portfolio_of(passage)):
        return None
    return due_lead_time(after_days=rule.after_days, days=(on - passage.entered_on).days)


def _oldest(rules: Sequence[Escalation], passage: Passage, on: date) -> bool:
    return any(_due(rule, passage, on) is not None for rule in rules)
