"""Letters of decisions on a project's money."""

from datetime import date

from nytta.city.organisation.queries import name_of, the_city
from nytta.city.organisation.terms import BodyKind
from nytta.plain.money import sek

from .models import MoveRequest


def move_letter(*, granted: bool, move: MoveRequest, reasons: str, on: date) -> str:
    """The decision on unspent money in plain Swedish, as it is previewed and sent. Source: P5; F11, F13."""
    city, a, year = the_city(), move.project.application, move.allocation.year
    what = (
        f"för över {sek(move.amount_sek)} av {year} års oförbrukade medel till {year + 1}" if granted
        else f"avslår begäran att föra över {sek(move.amount_sek)} av {year} års oförbrukade medel till {year + 1}"
    )  # fmt: skip
    return (
        f"Beslut {on.isoformat()}\nDiarienummer {a.registry_number}\n\nTill {a.applicant_body.name}\n\n{a.title}\n\n"
        f"{city.director_title[:1].upper()}{city.director_title[1:]} {what}.\n\nSkäl\n{reasons}\n\n"
        f"Beslutet är fattat på delegation från {name_of(BodyKind.EXECUTIVE_BOARD)}."
    )
