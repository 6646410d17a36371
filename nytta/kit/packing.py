"""Files packed in a zip for somebody else's machine: plain names, one moment, the same files the same bytes."""

import re
import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.utils import timezone


def file_name(text: str) -> str:
    """A name that every file system takes: a–z, digits, points and hyphens, without the folders that it came with."""
    last = unicodedata.normalize("NFKD", text.replace("\\", "/").rsplit("/", 1)[-1].lower())
    plain = "".join(c for c in last if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.") or "fil"


def pack(out: IO[bytes], files: Iterable[tuple[str, bytes]], *, at: datetime) -> None:
    """Write files, (path, bytes) each, as a zip in which all of them are of one moment, local time."""
    day = timezone.localtime(at)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files:
            entry = zipfile.ZipInfo(path, (day.year, day.month, day.day, day.hour, day.minute, day.second))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
