"""Founds the demo city, once: a made-up municipality with cases in every state, made by the commands of the pages."""

import time
import tomllib
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import get_resolver
from django.utils.translation import override

from nytta.city.organisation.models import City
from nytta.governance.applications.models import Application
from nytta.kit import audit, clock

from ...commands import report_barrier
from ..demo_accounts import ACCOUNTS, FIRST_TRIES, PASSWORD
from ..demo_acts import Story
from ..demo_benefits import compare, measure
from ..demo_costs import booked_costs
from ..demo_decided import changed, special_decision, transferred
from ..demo_exemptions import answer_for_solutions, exemptions_of, make_reviewers
from ..demo_flows import changes, flows
from ..demo_governing import govern, guidelines
from ..demo_information import information
from ..demo_money import nights
from ..demo_organisation import history
from ..demo_people import found
from ..demo_play import idea_of, play, years_of
from ..demo_programs import make_programs
from ..demo_room import open_room, weigh_together
from ..demo_rules import draft_rules
from ..demo_support import make_coaches, support_of, watch
from ..demo_systems import systems

CASES = Path(__file__).resolve().parent.parent / "demo_cases.toml"


class Command(BaseCommand):
    help = "Founds the demo city where no city stands; does nothing otherwise."

    def handle(self, *args: Any, **options: Any) -> None:
        assert get_resolver().url_patterns  # read, so that every app has told what it adds to others
        if City.objects.exists():
            self.stdout.write("Staden finns redan; inget är ändrat.")
        else:
            self.found()
        self.stdout.write(f"\nKonton, alla med lösenordet {PASSWORD}:")
        for username, what in ACCOUNTS:
            self.stdout.write(f"  {username:15} {what}")
        self.stdout.write("\nPröva först:")
        for username, what in FIRST_TRIES:
            self.stdout.write(f"  {username:15} {what}")

    def found(self) -> None:
        """Everything in one transaction: a whole city or none."""
        began, now = time.monotonic(), clock.now()
        content = tomllib.loads(CASES.read_text(encoding="utf-8"))
        with transaction.atomic(), override("sv"):
            city = found(now)
            make_coaches(city)
            make_reviewers(city)
            answer_for_solutions(city)
            history(city)
            govern(city)
            measure(city)
            compare()
            systems(city)
            flows(city)
            stories = [Story(city, spec) for spec in content["case"]]
            weighed = weigh_together(city, [s for s in stories if s.spec.get("weighed")])
            acts = play(
                [
                    years_of(city),
                    nights(city),
                    *(s.play() for s in stories),
                    weighed,
                    transferred(city),
                    special_decision(city),
                    changed(city),
                    *(idea_of(city, spec) for spec in content["idea"]),
                    *support_of(city),
                    *exemptions_of(city),
                    guidelines(city),
                    information(city),
                ],
                now,
            )
            report_barrier(
                page="/portfoljer/", problem="Diagrammet gick inte att läsa upp med min skärmläsare, men tabellen under fungerade.",
                contact="", by=None, on=now,
            )  # fmt: skip
            booked_costs(city, now)
            open_room(city, now)
            watch(city, now)
            draft_rules(city, now)
            changes(city, now)
            make_programs(city, now)
            call_command("demo_meetings", now=now)
            call_command("demo_reports", now=now)
            audit.seal(on=now)
        n = Application.objects.count()
        self.stdout.write(f"Ekholms kommun: {n} ärenden, {acts} händelser, {time.monotonic() - began:.0f} s.")
