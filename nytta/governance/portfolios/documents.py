"""The decision letter."""

from datetime import date

from nytta.city.organisation.queries import name_of, the_city
from nytta.city.organisation.terms import BodyKind
from nytta.governance.applications.models import Application
from nytta.plain.money import sek


def letter_text(*, granted: bool, application: Application, year: int, amount_sek: int, reasons: str, on: date) -> str:
    """The decision letter in plain Swedish, as it is previewed and sent. Source: expectations; F11."""
    city = the_city()
    what = f"beviljar {sek(amount_sek)} för {year}" if granted else f"avslår ansökan om medel för {year}"
    return (
        f"Beslut {on.isoformat()}\nDiarienummer {application.registry_number}\n\nTill {application.applicant_body.name}\n\n"
        f"{application.title}\n\n{city.director_title[:1].upper()}{city.director_title[1:]} {what}.\n\nSkäl\n{reasons}\n\n"
        f"Beslutet är fattat på delegation från {name_of(BodyKind.EXECUTIVE_BOARD)}."
    )
