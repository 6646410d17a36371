"""A file that somebody handed in on a page is kept until the worker has brought it in, with how far that has come."""

import json
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core import signing
from django.utils.translation import get_language, override

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
        if not re.fullmatch(r"[0-9a-f]{32}\.[a-z]{2,4}", self.file):
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
        half = self.path.with_suffix(".telling")
        half.write_text(str(done))
        half.rename(self.path.with_suffix(".told"))  # who asks meanwhile reads what was told before

    def told(self) -> int:
        """How far the work has said that it has come."""
        try:
            return int(self.path.with_suffix(".told").read_text())
        except (OSError, ValueError):
            return 0


Told = dict[str, Any]
Tick = Callable[[int], None]
WHOLE = 100  # what `Tick` is told when all has been looked at, in percent


@dataclass(frozen=True)
class LookedFile(KeptFile):
    """A kept file that is looked at before it is brought in: a small one while one waits, a larger one by the worker.

    A subclass names its `look_work`, up to how many bytes it is `small`, and says in `look` what tells it. What the worker found is kept
    beside the file in every language that pages are read in.
    """

    look_work: ClassVar[str]
    small: ClassVar[int]

    def look(self, on: datetime, tick: Tick) -> Callable[[], Told]:
        """Look at it; what is given back tells what was found, in the language that is set when it is called, as JSON can keep it."""
        raise NotImplementedError

    @property
    def large(self) -> bool:
        """Whether the worker looks at it."""
        return self.path.stat().st_size > self.small

    def looked(self, on: datetime) -> Told | None:
        """What it holds and would do, in the reader's language; None until the worker has looked at it."""
        if not self.large:
            return self.look(on, lambda done: None)()
        try:
            found: dict[str, Told] = json.loads(self.path.with_suffix(".look").read_text(encoding="utf-8"))
        except OSError:
            return None
        return found[get_language() or settings.LANGUAGE_CODE]

    def ask(self, *, on: datetime) -> None:
        """Ask the worker to look at it, when it is large; inside the caller's transaction."""
        if self.large:
            jobs.put(self.look_work, self.file, on=on, file=self.file, called=self.name, how=self.how, at=on.isoformat())

    def look_failed(self) -> bool:
        """Whether the worker has given up."""
        return Job.objects.filter(key=f"{self.look_work}@{self.file}", state="failed").exists()

    @classmethod
    def look_of(cls, job: Job) -> Told:
        """What the worker does: look at a job's file and keep what was found. A file that is gone needs no look."""
        kept = cls.of_job(job)
        if not kept.path.is_file():
            return {}
        tells = kept.look(datetime.fromisoformat(job.arguments["at"]), kept.tell)
        found = {}
        for code, _name in settings.LANGUAGES:
            with override(code):
                found[code] = tells()
        half = kept.path.with_suffix(".half")
        half.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        kept.path.with_suffix(".told").unlink(missing_ok=True)  # what comes next begins from the start
        half.rename(kept.path.with_suffix(".look"))
        return {}


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"
