"""A draft from a copy of a version, written line by line."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.records.models import RuleSet
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.kit.numbers import next_code
from nytta.plain.verdicts import Verdict, no, require

from .. import policies
from ..models import Draft
from ..queries import known_on, newest
from ..rules import content_of, line_valid, lines_of, lines_valid, merged


@act
def start_draft(*, base: RuleSet, title: str, by: Person, on: datetime) -> Draft:
    """Start a draft as a copy of a version. Source: T decision 2; O4."""
    require(policies.can_start(by, on.date()))
    code = next_code("R", on.year)
    audit.note(subject=code, act="draft.start", by=by, on=on, changes={"base": base.version, "title": title})
    return Draft.objects.create(code=code, title=title, base=base, content=base.content, created_by=by, created_on=on.date())


def _keep(draft: Draft, lines: Mapping[str, Mapping[str, Any]]) -> bool:
    """Put lines in a draft; whether anything changed. What was tried before is stale from then on."""
    content = content_of(lines, version=draft.content.get("version", ""), source=draft.content.get("source", ""))
    if lines_of(content) == lines_of(draft.content):
        return False
    draft.content, draft.edition = content, draft.edition + 1
    draft.save(update_fields=["content", "edition"])
    return True


@act
def write_line(*, draft: Draft, where: str, values: Mapping[str, Any], new: bool = False, by: Person, on: datetime) -> Draft:
    """Write one line, or add it where `new`; refused with what is wrong on it or what it contradicts. Source: O4."""
    draft = locked(draft)
    require(policies.can_write(by, draft, on.date()))
    lines = lines_of(draft.content)
    if new and where in lines:
        require(no("line_once", "Raden finns redan i utkastet.", "O4", "Ändra den rad som finns.", field="key"))
    if not new and where not in lines:
        require(
            no("line_gone", "Raden finns inte längre i utkastet: någon har tagit bort den.", "O4", "Lägg till den igen om den ska finnas.")
        )
    before = dict(lines.get(where, {}))
    lines[where] = dict(values)
    require(_on_form(line_valid(where=where, lines=lines, known=known_on(on.date()))))
    if _keep(draft, lines):
        now = {k: [before.get(k), v] for k, v in values.items() if before.get(k) != v}
        audit.note(subject=draft.code, act="draft.write", by=by, on=on, changes={"line": where, **now})
    return draft


def _on_form(verdict: Verdict) -> Verdict:
    """The verdict with its findings at the fields of the line's form."""
    return Verdict(tuple(replace(f, field=f.field.partition("#")[2]) for f in verdict.findings))


@act
def remove_line(*, draft: Draft, where: str, by: Person, on: datetime) -> Draft:
    """Take a line out of a draft; a ground that a tie proposes stays until the tie does not. Source: O4."""
    draft = locked(draft)
    require(policies.can_write(by, draft, on.date()))
    lines, known = lines_of(draft.content), known_on(on.date())
    before = lines_valid(lines=lines, known=known).findings
    gone = lines.pop(where, None)
    require(Verdict(tuple(f for f in lines_valid(lines=lines, known=known).findings if f not in before)))
    if gone is not None and _keep(draft, lines):
        audit.note(subject=draft.code, act="draft.remove", by=by, on=on, changes={"line": where, "was": gone})
    return draft


@act
def take_in_newer(*, draft: Draft, by: Person, on: datetime) -> list[str]:
    """Move a draft onto the newest version: what only that version changed follows it; the lines that both changed are returned. Source: O4."""
    draft = locked(draft)
    require(policies.can_write(by, draft, on.date()))
    newer = newest()
    if newer is None or newer.pk == draft.base_id:
        require(no("draft_newest", "Utkastet bygger redan på den senaste versionen.", "O4"))
        raise AssertionError
    lines, both = merged(base=lines_of(draft.base.content), mine=lines_of(draft.content), newer=lines_of(newer.content))
    audit.note(subject=draft.code, act="draft.rebase", by=by, on=on, changes={"base": [draft.base.version, newer.version], "both": both})
    draft.base = newer
    draft.content = content_of(lines, version=newer.version, source=newer.content.get("source", ""))
    draft.edition += 1
    draft.save(update_fields=["base", "content", "edition"])
    return both
