"""The letter of a decision on an exemption."""

from datetime import date

from nytta.city.organisation.queries import name_of, the_city
from nytta.city.organisation.terms import BodyKind

from ..models import Exemption


def exemption_letter(
    one: Exemption, *, granted: bool, reasons: str, conditions: str, first: date | None, last: date | None, on: date
) -> str:
    """The letter in plain Swedish, as it is previewed and sent. Source: O5."""
    city, to = the_city(), one.body.name if one.body else one.subject
    decider = f"{city.director_title[:1].upper()}{city.director_title[1:]}"
    what = (
        f"beviljar undantag från {one.against_name} för {one.subject}, {first} till och med {last}"
        if granted
        else f"avslår ansökan om undantag från {one.against_name} för {one.subject}"
    )
    held = f"\n\nVillkor\n{conditions}" if granted and conditions.strip() else ""
    after = "\n\nNär undantaget har gått ut gäller förbudet igen. En förnyelse söks i god tid före den sista dagen." if granted else ""
    return (
        f"Beslut {on.isoformat()}\nDiarienummer {one.registry_number}\n\nTill {to}\n\nUndantag {one.code}\n\n{decider} {what}.\n\n"
        f"Skäl\n{reasons}{held}{after}\n\nBeslutet är fattat på delegation från {name_of(BodyKind.EXECUTIVE_BOARD)}."
    )
