"""What is known of the programme 2013–2018 and of the documents around it, with its chapters in our own words."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from ..rules.governing import Cut

FILE = Path(__file__).parents[1] / "governing_2013.toml"


@cache
def around() -> dict[str, Any]:
    """What is known of the documents around the programme 2013–2018, and its chapters in summary."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def programme_content() -> dict[str, Any]:
    """The programme 2013–2018 as a template."""
    return tomllib.loads(FILE.with_name("programme_2013.toml").read_text(encoding="utf-8"))


def summary() -> tuple[Cut, ...]:
    """The programme's chapters in our own words, under their numbers."""
    return tuple(
        Cut(c["number"], c["number"], c["number"].count(".") + 1, c["heading"], c["text"].strip(), n)
        for n, c in enumerate(around()["clause"], 1)
    )
