"""Check the register of decisions: `manage.py verify_decisions` says what was changed, moved, inserted or removed, and where."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nytta.city.records.models import Decision
from nytta.city.records.queries import no_seals, register_faults

NAMES = {
    "decisions": "decision", "decision_files": "document", "review_notes": "note on review", "fetched_copies": "fetched copy",
    "seals": "seal", "published": "line", "audit": "audit row",
}  # fmt: skip
WORDS = {
    "content": "was rewritten",
    "chained": "rewritten, to fit what was rewritten before",
    "order": "moved from number {note}",
    "gap": "missing",
    "inserted": "not written by the program",
    "end": "missing at the end",
    "head": "the end of the chain was moved, or something after the last seal was rewritten, by somebody without the installation's key",
    "text": "text changed or missing ({note})",
    "file": "the document's bytes were changed or are missing",
    "gone": "text disposed on {day} by decision {note}",
}


class Command(BaseCommand):
    help = "Verify the register of decisions: chains, texts, documents and seals (O6). Exit code 1 when something was tampered with."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--seals", type=Path, help="a file of seals (sigill.jsonl) that was kept elsewhere: believed before the database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["seals"]

        def lines() -> Iterator[str]:
            assert path is not None
            with path.open(encoding="utf-8") as file:
                yield from file

        broken = gone = 0
        for fault in register_faults(lines if path else no_seals):
            place = str(fault.first) if fault.first == fault.last else f"{fault.first}-{fault.last}"
            day = Decision.objects.get(number=fault.note).decided_on if fault.kind == "gone" else ""
            line = f"{NAMES.get(fault.chain, fault.chain)} {place}: {WORDS[fault.kind].format(note=fault.note or 'all', day=day)}"
            broken, gone = broken + (fault.kind != "gone"), gone + (fault.kind == "gone")
            (self.stdout if fault.kind == "gone" else self.stderr).write(line)
        if broken:
            raise CommandError(f"the register is broken in {broken} places")
        last = Decision.objects.order_by("-number").first()
        disposed = f", {gone} texts disposed of" if gone else ""
        self.stdout.write(f"{last.number} decisions, whole{disposed}; the last is {last.sha256}" if last else "no decisions yet")
