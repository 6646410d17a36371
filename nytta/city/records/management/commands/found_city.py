"""The first steps in a city of one's own: its name and its first registrar, who then records the rest in the pages."""

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nytta.city.records.commands import found_city
from nytta.kit import clock
from nytta.plain.verdicts import Refused


class Command(BaseCommand):
    help = "Founds the city: its name, its council and board, and a first registrar who can log in. Only on an empty database."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", help="the municipality's name, e.g. 'Ekholms kommun'")
        parser.add_argument("--username", required=True, help="the first registrar's user name")
        parser.add_argument("--person", required=True, help="the first registrar's name")
        parser.add_argument("--email", default="")
        parser.add_argument("--mandate", required=True, help="the decision behind it, e.g. 'KS 2026-01-14 § 3'")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        password = input() if options["password_stdin"] else getpass.getpass("Password / lösenord: ")
        try:
            person = found_city(
                name=options["name"], username=options["username"], person=options["person"], email=options["email"],
                password=password, mandate=options["mandate"], by=None, on=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        print(f"{options['name']}: {person} ({person.username}) can log in and is registrar.")
        print("Next: log in, record the organisation, the appointments and the city council's adoption of a programme.")
