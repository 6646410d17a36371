"""A sheet that somebody handed in on a page is kept until it is brought in by the worker, with how far that has come."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction

from nytta.city.organisation.models import Person
from nytta.kit import imports as sheets
from nytta.kit import jobs
from nytta.kit.models import Job
from nytta.kit.words import mend, said
from nytta.plain.verdicts import Refused

from ..queries.mappings import mapping
from .reading import Result, bring_in

WORK = "applications.import"
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv")
KEPT_FOR = timedelta(days=2)
TOLD_EVERY = 25  # rows


@dataclass(frozen=True)
class Kept:
    """A kept sheet: under which name, what it was called, and through which mapping (with its version) it is to be read."""

    file: str
    name: str
    mapping: str

    @property
    def token(self) -> str:
        """A signed text for an address or a form."""
        return signing.dumps([self.file, self.name, self.mapping], salt=WORK, compress=True)

    @classmethod
    def of(cls, token: str) -> "Kept | None":
        """What a token says; None when it is not ours or the sheet is no longer kept."""
        try:
            kept = cls(*signing.loads(token, salt=WORK, max_age=KEPT_FOR))
        except (signing.BadSignature, TypeError):
            return None
        return kept if kept.path.is_file() else None

    @property
    def path(self) -> Path:
        """Where it lies."""
        if not re.fullmatch(r"[0-9a-f]{32}\.[a-z]{3,4}", self.file):
            raise ValueError(self.file)
        return _folder() / self.file

    @property
    def chosen(self) -> sheets.Mapping:
        """Its mapping."""
        return mapping(self.mapping)

    def forget(self) -> None:
        """Remove it, and what was told of it."""
        self.path.unlink(missing_ok=True)
        _told(self.path).unlink(missing_ok=True)

    def put(self, *, rows: int, by: Person, on: datetime) -> Job:
        """Ask the worker to bring it in; once, however often it is asked. `rows` is how many it holds."""
        asked = {"file": self.file, "called": self.name, "mapping": self.mapping, "rows": rows, "by": by.pk, "at": on.isoformat()}
        jobs.put(WORK, self.file, on=on, **asked)
        return Job.objects.filter(name=WORK, arguments__file=self.file).latest("pk")


def keep(chunks: Iterable[bytes], *, name: str, chosen: str, on: datetime) -> Kept:
    """Keep a sheet under a name of our own; those that nobody came back to in two days are removed."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < (on - KEPT_FOR).timestamp():
            old.unlink(missing_ok=True)
    suffix = Path(name).suffix.lower()
    kept = Kept(uuid.uuid4().hex + (suffix if suffix in SUFFIXES else ".csv"), Path(name).name[:120], chosen)
    with kept.path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
    return kept


def progress(job: Job) -> int:
    """Rows read so far. It stands beside the file: what the work writes in the database is not seen until it is whole."""
    try:
        return int(_told(_folder() / job.arguments["file"]).read_text())
    except (OSError, ValueError):
        return 0


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def _told(path: Path) -> Path:
    return path.with_suffix(".rows")


@jobs.work(WORK)
def _bring_in(job: Job) -> dict[str, Any]:
    """Bring a kept sheet in, all rows or none; the sheet is removed when the outcome is saved."""
    said_of, told = job.arguments, 0
    kept = Kept(said_of["file"], said_of["called"], said_of["mapping"])

    def tick(number: int) -> None:
        nonlocal told
        if number - told >= TOLD_EVERY:
            told = number
            _told(kept.path).write_text(str(number))

    transaction.on_commit(kept.forget)
    try:
        done: Result = bring_in(
            kept.chosen, kept.path, filename=kept.name, by=Person.objects.get(pk=said_of["by"]),
            on=datetime.fromisoformat(said_of["at"]), tick=tick,
        )  # fmt: skip
    except Refused as refused:
        return {"refused": [f"{said(f)} {mend(f)}".strip() for f in refused.verdict.findings[:20]]}
    return done.as_dict()
