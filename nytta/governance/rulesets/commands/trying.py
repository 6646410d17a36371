"""A draft tried on all open cases and last year's, batch by batch, beside the pages where they are many."""

from datetime import datetime

from django.utils.translation import override

from nytta.city.organisation.models import Person
from nytta.kit import audit, jobs
from nytta.kit.commands import act, locked
from nytta.kit.words import mend, said, words
from nytta.plain.verdicts import Finding, require

from .. import policies, queries
from ..models import Consequence, Draft, Trial
from ..rules import Known, Lines, causes, changes, differences, lines_of, named

WORK = "rulesets.try"
LANGUAGES = ("sv", "en")
BATCH = 200  # cases; as many at the most are tried while one waits, more by the worker


@act
def try_draft(*, draft: Draft, by: Person, on: datetime) -> Trial:
    """Try a draft on all open cases and last year's; what was known before is replaced. Source: O4."""
    draft = locked(draft)
    require(policies.can_try(by, draft, on.date()))
    Trial.objects.filter(draft=draft).delete()
    year = on.year - 1
    trial = Trial.objects.create(
        draft=draft, edition=draft.edition, year=year, asked_by=by, asked_at=on, total=queries.to_try(year).count()
    )  # fmt: skip
    audit.note(subject=draft.code, act="draft.try", by=by, on=on, changes={"edition": draft.edition, "cases": trial.total})
    if trial.total <= BATCH:
        return try_next(trial=trial, by=by, on=on)
    _ask(trial, on)
    return trial


def _ask(trial: Trial, on: datetime) -> None:
    jobs.put(WORK, f"{trial.pk}-{trial.last}", on=on, trial=trial.pk)


@act
def try_next(*, trial: Trial, by: Person, on: datetime) -> Trial:
    """Try the next batch of a trial, in a number of queries that does not grow with it, and ask for the one after. Source: O4."""
    trial = locked(trial)
    if trial.ended_at is not None:
        return trial
    draft = trial.draft
    if draft.edition != trial.edition:  # it is stale already: what is left would speak of another edition
        trial.ended_at = on
        trial.save(update_fields=["ended_at"])
        return trial
    old, new = draft.base.content, draft.content
    differing = differences(lines_of(old), lines_of(new))
    called = _called(lines_of(old) | lines_of(new), queries.known_on(on.date()))
    cases = queries.next_to_try(trial, BATCH)
    found: list[Consequence] = []
    for application, facts in queries.facts_of_many(cases, on.date()):
        group = queries.group_of(application).value
        for c in changes(facts=facts, before=old, after=new):
            through = causes(where=c.where, differing=differing)
            limits = [where for where in through if where != c.where]
            found.append(
                Consequence(
                    trial=trial, application=application, group=group, stop=c.stop.value, where=c.where, before=c.before.value,
                    after=c.after.value, effect=c.effect.value, causes=through, told_sv=_spoken(c.finding, "sv"), told_en=_spoken(c.finding, "en"),
                    **{f"line_{x}": called[x][c.where] for x in LANGUAGES},
                    **{f"limit_{x}": ", ".join(called[x][w] for w in limits)[:300] for x in LANGUAGES},
                )
            )  # fmt: skip
    Consequence.objects.bulk_create(found)
    trial.done += len(cases)
    trial.last = cases[-1].pk if cases else trial.last
    if len(cases) < BATCH:
        trial.ended_at, trial.total = on, trial.done
    trial.save()
    if trial.ended_at is None:
        _ask(trial, on)
    return trial


def _called(lines: Lines, known: Known) -> dict[str, dict[str, str]]:
    """What every line is called, by language."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = {where: words(named(where, values, known, language))[:300] for where, values in lines.items()}
    return found


def _spoken(finding: Finding, language: str) -> str:
    with override(language):
        return f"{said(finding)} {mend(finding)}".strip()[:400]
