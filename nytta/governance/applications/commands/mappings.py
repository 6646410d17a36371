"""The city's own mappings of sheets are kept, replaced and taken out of use."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import Verdict, no, require

from .. import policies
from ..models import SheetMapping
from ..queries.mappings import checked


@act
def keep_mapping(*, text: str, replaces: str = "", by: Person, on: datetime) -> SheetMapping:
    """Keep a mapping in TOML: a new one, or the next version of the one of the name that it `replaces`, whose versions stand.

    Refused with every fault of the text. Source: F6.
    """
    require(policies.can_keep_mapping(by, on.date()))
    read = checked(text)
    before = list(SheetMapping.objects.select_for_update().filter(name=read.name).order_by("-version"))
    current = next((m for m in before if m.retired_on is None), None)
    if replaces and read.name != replaces:
        require(no("mapping.name", "Mappningen heter %(name)s, men det som ersätts heter %(old)s.", "F6",
                   "Skriv name = \"%(old)s\", eller lägg in den som en ny mappning.", name=read.name, old=replaces))  # fmt: skip
    if current and not replaces:
        require(_there(read.name))
    if current and current.text == text:
        require(no("mapping.same", "Texten är densamma som i version %(version)s.", "F6", "Ändra något.", version=current.version))
    if current:
        current.retired_on = on.date()
        current.save(update_fields=["retired_on"])
    made, new = SheetMapping.objects.get_or_create(
        name=read.name, version=before[0].version + 1 if before else 1,
        defaults={"title": read.title, "source": read.source, "text": text, "added_by": by, "added_on": on.date()},
    )  # fmt: skip
    if not new:  # somebody else kept the name in the same moment
        require(_there(read.name))
    changes = {"version": [before[0].version if before else None, made.version], "title": made.title}
    audit.note(subject=f"mapping/{made.name}", act="mapping.keep", by=by, on=on, changes=changes)
    return made


def _there(name: str) -> Verdict:
    return no(
        "mapping.there", "Det finns redan en mappning med namnet %(name)s.", "F6", "Ersätt den, eller ge den här ett annat namn.", name=name
    )


@act
def retire_mapping(*, mapping: SheetMapping, by: Person, on: datetime) -> SheetMapping:
    """Take a mapping out of use: no new import can choose it, those that were read through it name it still. Source: F6."""
    mapping = locked(mapping)
    require(policies.can_keep_mapping(by, on.date()))
    if mapping.retired_on is not None:
        require(no("mapping.retired", "Mappningen är redan tagen ur bruk.", "F6"))
    mapping.retired_on = on.date()
    mapping.save(update_fields=["retired_on"])
    audit.note(subject=f"mapping/{mapping.name}", act="mapping.retire", by=by, on=on, changes={"version": mapping.version})
    return mapping
