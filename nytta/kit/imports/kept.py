"""A file that somebody handed in on a page is kept until the worker has brought it in, with how far that has come."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core import signing

from nytta.kit import jobs
from nytta.kit.models import Job

KEPT_FOR = timedelta(days=2)


@dataclass(frozen=True)
class KeptFile:
    """A kept file: under which name, what it was called, and how it is to be read. A subclass names its `work` and `suffixes`."""

    work: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    file: str
    name: str
    how: str = ""

    @property
    def token(self) -> str:
        """A signed text for an address or a form."""
        return signing.dumps([self.file, self.name, self.how], salt=self.work, compress=True)

    @classmethod
    def of(cls, token: str) -> Self | None:
        """What a token says; None when it is not ours or the file is no longer kept."""
        try:
            kept = cls(*signing.loads(token, salt=cls.work, max_age=KEPT_FOR))
        except (signing.BadSignature, TypeError):
            return None
        return kept if kept.path.is_file() else None

    @classmethod
    def keep(cls, chunks: Iterable[bytes], *, name: str, how: str = "", on: datetime) -> Self:
        """Keep a file under a name of our own; those that nobody came back to in two days are removed."""
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if old.stat().st_mtime < (on - KEPT_FOR).timestamp():
                old.unlink(missing_ok=True)
        suffix = Path(name).suffix.lower()
        kept = cls(uuid.uuid4().hex + (suffix if suffix in cls.suffixes else cls.suffixes[0]), Path(name).name[:120], how)
        with kept.path.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        return kept

    @property
    def path(self) -> Path:
        """Where it lies."""
        if not re.fullmatch(r"[0-9a-f]{32}\.[a-z]{3,4}", self.file):
            raise ValueError(self.file)
        return _folder() / self.file

    def forget(self) -> None:
        """Remove it, and all that was made of it."""
        for one in self.path.parent.glob(f"{self.path.stem}.*"):
            one.unlink(missing_ok=True)

    def put(self, *, by: int, on: datetime, **arguments: Any) -> Job:
        """Ask the worker to bring it in; once, however often it is asked. `by` is the person's key."""
        said = {"file": self.file, "called": self.name, "how": self.how, "by": by, "at": on.isoformat(), **arguments}
        jobs.put(self.work, self.file, on=on, **said)
        return Job.objects.filter(name=self.work, arguments__file=self.file).latest("pk")

    @classmethod
    def of_job(cls, job: Job) -> Self:
        """The file that a job brings in."""
        return cls(job.arguments["file"], job.arguments["called"], job.arguments["how"])

    def tell(self, done: int) -> None:
        """Say how far the work has come. It stands beside the file: what the work writes in the database is not seen until it is whole."""
        self.path.with_suffix(".told").write_text(str(done))

    def told(self) -> int:
        """How far the work has said that it has come."""
        try:
            return int(self.path.with_suffix(".told").read_text())
        except (OSError, ValueError):
            return 0


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"
