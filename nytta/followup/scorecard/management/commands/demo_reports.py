"""The demo city's annual report of last year: written, handed over, and approved by the city council."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from nytta.city.organisation.models import Person
from nytta.city.records.queries import programme_in_force
from nytta.kit import clock
from nytta.kit.models import Job

from ... import commands, queries
from ...documents import annual, frozen
from ...jobs import make_document
from ...rules import mark_of
from ...terms import Part

SAID = {
    Part.SUMMARY: "Det första året har gått åt till att komma igång. Flera nämnder sökte sent, och mycket av det som beviljades används först i år.",
    Part.CLOSED: "Effekterna redovisas ett år efter avslutet. Därför är det få projekt som har hunnit redovisa.",
}


class Command(BaseCommand):
    help = "Writes last year's annual report of the demo city."
    stealth_options = ("now",)

    def handle(self, *args: Any, **options: Any) -> None:
        now = options.get("now") or clock.now()
        year, on = now.year - 1, now.date()
        office, director, registrar = (Person.objects.get(username=name) for name in ("projektkontor", "direktor", "registrator"))
        report = commands.begin(year=year, by=office, on=now)
        commands.comment(report=report, texts=SAID, by=office, on=now)
        content = frozen(annual(queries.figures(programme_in_force(on), year, on, for_all=True), queries.comments_of(report)))
        report = commands.propose(report=report, content=content, seen=mark_of(content), by=director, on=now)
        job = Job.objects.get(name=commands.DOCUMENT)
        make_document(job)
        Job.objects.filter(pk=job.pk).update(state="done")
        commands.record_approval(report=report, paragraph=f"KF {on - timedelta(days=2)} § 61", by=registrar, on=now)
