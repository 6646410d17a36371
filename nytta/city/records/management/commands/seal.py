"""Seal the day: `manage.py seal` seals the audit and the registers, and prints the seal to keep elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand

from nytta.city.records.commands import seal_registers
from nytta.city.records.models import Seal
from nytta.kit import audit, clock


class Command(BaseCommand):
    help = "Seals what is new in the audit and in the registers (O6), mails the seal to the city's addresses, and prints it."

    def handle(self, *args: Any, **options: Any) -> None:
        audit.seal(on=clock.now())
        made = seal_registers(by=None, on=clock.now())
        for one in made:
            self.stdout.write(f"seal {one.number} {one.sealed_on} {one.sha256}")
        last = Seal.objects.order_by("-number").first()
        if not made:
            self.stdout.write(f"nothing new; the last is seal {last.number} {last.sealed_on} {last.sha256}" if last else "nothing to seal")
