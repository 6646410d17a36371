"""Mappings of sheets: those that come with Nytta, and the city's own by name and version. Source: F6."""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from nytta.kit import imports as sheets
from nytta.kit.imports.shape import bad_mapping
from nytta.plain.verdicts import Finding
from nytta.plain.words import sentence

from ..models import SheetMapping

FOLDER = Path(__file__).resolve().parent.parent / "mappings"
STANDARD = "standard"
MOST_BYTES = 64_000
NAME = re.compile(r"[a-z][a-z0-9_-]{0,18}")
NEEDED = ("title", "body")


@cache
def targets() -> dict[str, str]:
    """The fields of an application that a sheet may fill, with their types."""
    table = tomllib.loads((FOLDER / "_fields.toml").read_text(encoding="utf-8"))
    return {name: spec["type"] for name, spec in table["field"].items()}


@cache
def shipped() -> dict[str, str]:
    """{name: title} of the mappings that come with Nytta, in order of title."""
    found = {p.stem: sheets.load_mapping(p, targets()).title for p in FOLDER.glob("[!_]*.toml")}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def latest() -> QuerySet[SheetMapping]:
    """The last version of each of the city's own, also of those that are out of use."""
    later = SheetMapping.objects.filter(name=OuterRef("name"), version__gt=OuterRef("version"))
    return SheetMapping.objects.filter(~Exists(later))


def in_use() -> QuerySet[SheetMapping]:
    """The city's own mappings that can be chosen."""
    return SheetMapping.objects.filter(retired_on=None).order_by("title", "name")


def stored(code: str) -> SheetMapping | None:
    """One of the city's own by `name@version`, or by its name the one that is in use."""
    name, _, version = code.partition("@")
    rows = SheetMapping.objects.filter(name=name)
    return rows.filter(version=int(version)).first() if re.fullmatch(r"\d{1,4}", version) else rows.filter(retired_on=None).first()


def mapping(code: str | Path) -> sheets.Mapping:
    """A mapping by the path of a TOML file, by its name when it comes with Nytta, or one of the city's own as in `stored`.

    Raises BadMapping.
    """
    if isinstance(code, Path):
        return _whole(sheets.load_mapping(code, targets()))
    if code in shipped():
        return _whole(sheets.load_mapping(FOLDER / f"{code}.toml", targets()))
    row = stored(code)
    if row is None:
        raise sheets.BadMapping(bad_mapping(sentence("%(name)s finns inte", name=code), "Välj en annan mappning."))
    return _whole(sheets.mapping_of(row.text, file=row.code, folder=FOLDER, targets=targets()))


def named(code: str) -> str:
    """What a mapping is called in the reader's language, with its version where it is the city's own."""
    if code in shipped():
        return gettext(shipped()[code])
    row = stored(code)
    return gettext("%(title)s, version %(version)s") % {"title": row.title, "version": row.version} if row else code


def checked(text: str) -> sheets.Mapping:
    """The mapping that a text of the city's own says. Raises BadMapping with every fault. What it extends comes with Nytta."""
    if len(text.encode()) > MOST_BYTES:
        raise sheets.BadMapping(bad_mapping(sentence("den är större än %(most)s kB", most=MOST_BYTES // 1000)))
    found = _whole(sheets.mapping_of(text, file="TOML", folder=FOLDER, targets=targets()))
    if faults := list(_own_faults(found)):
        raise sheets.BadMapping(*faults)
    return found


def _whole(found: sheets.Mapping) -> sheets.Mapping:
    """The mapping itself when it gives what no draft can be without."""
    fields = {f.name: f for f in found.fields}
    lacking = [n for n in NEEDED if n not in fields or not (fields[n].required and (fields[n].columns or fields[n].rules))]
    if lacking:
        text = "%(place)s ska ha en kolumn eller en regel, och required = true"
        raise sheets.BadMapping(*(bad_mapping(sentence(text, place=f"field.{name}")) for name in lacking))
    return found


def _own_faults(found: sheets.Mapping) -> Iterator[Finding]:
    """What keeps a mapping that can be read from being one of the city's own."""
    if not NAME.fullmatch(found.name):
        yield bad_mapping(sentence("name ska vara högst 19 tecken: små bokstäver a–z, siffror, _ och -, och en bokstav först"))
    if found.name in shipped():
        yield bad_mapping(sentence("name är %(name)s, som kommer med Nytta", name=found.name), "Ge den ett annat namn.")
    if not found.title.strip() or len(found.title) > 200:
        yield bad_mapping(sentence("title ska ha mellan 1 och 200 tecken"))
    if len(found.source) > 300:
        yield bad_mapping(sentence("source ska ha högst 300 tecken"))


def starting_point() -> str:
    """The standard mapping written out as a text to begin from: every field with its column, and what more can be said."""
    standard = mapping(STANDARD)
    help_ = gettext("Ge den ett eget namn. Byt varje kolumn mot rubriken i er fil, och ta bort fält som filen inte har.")
    more = (
        (gettext("Rubrikernas rad:"), "header_row = 1"),
        (gettext("Datum:"), 'dates = ["%Y-%m-%d", "%d.%m.%Y"]'),
        (gettext("Enhet i ett fält:"), 'unit = "tkr"'),
        (gettext("Valuta, före fälten:"), '[unit."EUR"]'),
        (gettext("och under den:"), 'sek = "11.25"'),
        (gettext("Samma värde för alla rader:"), 'rule = { constant = "…" }'),
    )
    lines = [f"# {help_}", *(f"# {said} {written}" for said, written in more), ""]
    lines += ['name = "egen"', f"title = {_quoted(gettext('Kommunens egen mappning'))}", 'source = ""', 'extends = "_fields.toml"']
    lines += [f"id = [{', '.join(map(_quoted, standard.id))}]", 'missing = ["-", "saknas"]']
    for field in standard.fields:
        if field.columns:
            lines += ["", f"[field.{field.name}]", f"column = {_quoted(field.columns[0])}"]
            lines += ["values = {}"] if field.type == "choice" and not field.values else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
