"""The demo city's organisation over time: a name that has changed, a merger, and a name that will change."""

from datetime import date, timedelta

from nytta.city.organisation.terms import BodyKind
from nytta.city.records import commands as records
from nytta.kit.clock import moment

from .demo_people import DemoCity

FORMER = {"skolnamnden": "Skolnämnden", "forskolenamnden": "Förskolenämnden"}


def history(city: DemoCity) -> None:
    """Two committees that became one when the programme began, one that took another name, and one that will next year."""
    chief, on, bodies = city.people["registrator"], moment(city.first, 8), city.bodies
    budget = f"Kommunfullmäktige {city.first.year - 1}-11-24"
    for code, name in FORMER.items():
        bodies[code] = records.record_body(
            code=code, name=name, kind=BodyKind.COMMITTEE, parent=None, valid_from=date(city.first.year - 9, 1, 1),
            paragraph=f"Kommunfullmäktige {city.first.year - 10}-11-28 § 101", by=chief, on=on,
        )  # fmt: skip
    records.merge_bodies(
        bodies=[bodies[code] for code in FORMER], into=bodies["utbildning"], first_day=city.first, parts_follow=True, unbound_known=False,
        paragraph=f"{budget} § 12", by=chief, on=on,
    )  # fmt: skip
    renamed = city.first + timedelta(days=181)
    bodies["servicenamnden"] = records.rename_body(
        body=bodies["servicenamnden"], name="Servicenämnden", from_day=renamed, paragraph=f"Kommunfullmäktige {renamed.year}-05-26 § 61",
        by=chief, on=moment(renamed, 8),
    )  # fmt: skip
    records.rename_body(
        body=bodies["aldre"], name="Äldre- och omsorgsnämnden", from_day=date(city.now.year + 1, 1, 1),
        paragraph=f"Kommunfullmäktige {city.now.year}-02-23 § 18", by=chief, on=city.now,
    )  # fmt: skip
