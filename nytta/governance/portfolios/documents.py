"""The decision letter."""

from collections.abc import Sequence
from datetime import date

from nytta.city.organisation.queries import name_of, the_city
from nytta.city.organisation.terms import BodyKind
from nytta.governance.applications.models import Application
from nytta.plain.money import sek

from .rules import ConditionText


def letter_text(
    *, granted: bool, application: Application, year: int, amount_sek: int, reasons: str, on: date,
    conditions: Sequence[ConditionText] = (),
) -> str:  # fmt: skip
    """The decision letter in plain Swedish, as it is previewed and sent, with the conditions of a grant. Source: expectations; F11."""
    city = the_city()
    lines = [
        f"{n}. {c.text}" + (" (inget betalas ut innan villkoret är uppfyllt)" if c.stops_payment else "")
        for n, c in enumerate(conditions, 1)
    ]
    told = "Villkor\n" + "\n".join(lines) + "\n\n" if granted and lines else ""
    what = f"beviljar {sek(amount_sek)} för {year}" if granted else f"avslår ansökan om medel för {year}"
    return (
        f"Beslut {on.isoformat()}\nDiarienummer {application.registry_number}\n\nTill {application.applicant_body.name}\n\n"
        f"{application.title}\n\n{city.director_title[:1].upper()}{city.director_title[1:]} {what}.\n\nSkäl\n{reasons}\n\n{told}"
        f"Beslutet är fattat på delegation från {name_of(BodyKind.EXECUTIVE_BOARD)}."
    )
