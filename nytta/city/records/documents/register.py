"""The register as a file that can be verified by anybody, without the program: JSON Lines and documents in one zip. Source: O6."""

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import the_city
from nytta.kit.ledger import Link, canonical
from nytta.kit.models import ChainHead

from .. import policies, queries
from ..models import Decision, DecisionFile, ReviewNote, Seal
from ..terms import TextPart

SCRIPT = Path(__file__).parents[1] / "static" / "records" / "verify.py"
CHUNK = 500
README = """{city}: the register of decisions, taken {at}.

export.json           what it is of, when it was taken, and where each chain ends
decisions.jsonl       one decision a line: number, hash of the one before, what it says, its own hash, and its texts
decision_files.jsonl  the documents that were issued, with their SHA-256; the files lie in documents/
review_notes.jsonl    how a decision can be tried by a court
seals.jsonl           what was in the register each day
verify.py             verifies all of it with Python's standard library: python3 -I verify.py <this file>

{scope}
A text that is closed or disposed of is left out; its hash stands in the decision. How the hashes are made: verify.py.
"""
OPEN_ONLY = "It holds what is open to anybody. Of other decisions it holds the hashes, so that the chain can be followed."
EVERYTHING = "It holds everything, closed parts too: handle it as the closed parts require."


class _Pipe:
    """Where the zip is written: what has been written is taken out and sent at once."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, piece: bytes) -> int:
        """Hold a piece until it is taken."""
        self.held += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        """What has come since it was last taken."""
        piece, self.held = bytes(self.held), bytearray()
        return piece


def register_zip(person: Person | None, on: datetime) -> Iterator[bytes]:
    """The register as zip, piece by piece: the open parts for anybody, everything for registrar and auditor. Source: O6."""
    everything = policies.reads_register(person, on.date())
    ends = {name: 0 for name in ("decisions", "decision_files", "review_notes", "seals")}
    ends |= dict(ChainHead.objects.filter(name__in=ends).values_list("name", "number"))
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        scope = EVERYTHING if everything else OPEN_ONLY
        archive.writestr("README.txt", README.format(city=the_city(), at=on.isoformat(timespec="minutes"), scope=scope))
        archive.write(SCRIPT, "verify.py")
        about = {"of": str(the_city()), "taken_at": on.isoformat(), "ends": ends, "everything": everything}
        archive.writestr("export.json", json.dumps(about, ensure_ascii=False))
        yield pipe.take()
        for model in (Seal, Decision, DecisionFile, ReviewNote):
            with archive.open(f"{model.chain}.jsonl", "w", force_zip64=True) as out:
                for line in _lines(model, ends[model.chain], everything):
                    out.write(line)
                    if len(pipe.held) > 65_536:
                        yield pipe.take()
        for file in _open_files(ends["decision_files"], everything):
            archive.writestr(_place(file), bytes(file.content.data))
            yield pipe.take()
    yield pipe.take()


def seal_lines() -> Iterator[str]:
    """Every seal as a line of JSON: the file to keep elsewhere."""
    for seal in Seal.links().iterator(chunk_size=100):
        yield f"{_json(seal, {'says': seal.says()})}\n"


def _json(link: Link, more: dict[str, Any]) -> str:
    return canonical({"number": link.number, "previous": link.previous, "sha256": link.sha256, **more})


def _chunks(model: type[Link], end: int, size: int = CHUNK) -> Iterator[list[Any]]:
    part: list[Any] = []
    for link in model.links().filter(number__lte=end).iterator(chunk_size=size):
        part.append(link)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def _lines(model: type[Link], end: int, everything: bool) -> Iterator[bytes]:
    for part in _chunks(model, end, 5 if model is DecisionFile else CHUNK):
        numbers = [link.number if model is Decision else getattr(link, "decision_number", 0) for link in part]
        is_open = queries.open_decisions(numbers, everything)
        for link in part:
            yield f"{_json(link, _told(link, is_open, everything))}\n".encode()


def _told(link: Link, is_open: dict[int, bool], everything: bool) -> dict[str, Any]:
    """What a line tells beside the hashes: `is_open` has each decision that may be seen, and whether its texts may."""
    if isinstance(link, Seal):
        return {"says": link.says()}
    number = link.number if isinstance(link, Decision) else int(getattr(link, "decision_number"))  # noqa: B009
    if number not in is_open:
        return {}
    if isinstance(link, Decision):
        return {"says": link.says(), "parts": _parts(link, is_open[number], everything)}
    if isinstance(link, DecisionFile) and is_open[number] and link.content.data:
        return {"says": link.says(), "file": _place(link)}
    return {"says": link.says()}


def _parts(decision: Decision, texts_open: bool, everything: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in (p.value for p in TextPart):
        if f"{part}_sha256" not in decision.forms[decision.form]:
            continue
        if part in decision.text.disposed:
            found[part] = {"disposed": decision.text.disposed[part]}
        elif not texts_open or (part == TextPart.PERSON.value and not everything):
            found[part] = {"closed": True}
        else:
            value = getattr(decision.text, part)
            found[part] = {"text": value if isinstance(value, str) else canonical(value), "salt": decision.text.salts.get(part, "")}
    return found


def _open_files(end: int, everything: bool) -> Iterator[DecisionFile]:
    for part in _chunks(DecisionFile, end, 5):
        is_open = queries.open_decisions([file.decision_number for file in part], everything)
        yield from (file for file in part if is_open.get(file.decision_number) and file.content.data)


def _place(file: DecisionFile) -> str:
    """Where a document lies in the zip."""
    return f"documents/{file.number}-{file.name}"
