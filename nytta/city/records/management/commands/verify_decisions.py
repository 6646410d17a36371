"""Check the chain of decisions: `manage.py verify_decisions` says whether any was changed or removed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nytta.city.records.models import Decision
from nytta.city.records.queries import broken_decisions

WORDS = {
    "content": "the content was changed",
    "previous": "does not fit the decision before",
    "gap": "a decision before it is missing",
    "end": "the last one is missing",
}


class Command(BaseCommand):
    help = "Check that no decision was changed or removed (O6)."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = broken_decisions()
        for number, what in broken:
            self.stderr.write(f"decision {number}: {WORDS[what]}")
        if broken:
            raise CommandError(f"the chain is broken in {len(broken)} places")
        last = Decision.objects.order_by("-number").first()
        self.stdout.write(f"{last.number} decisions, whole; the last is {last.sha256}" if last else "no decisions yet")
