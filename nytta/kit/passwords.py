"""Which passwords are taken: long enough, not on a list of those that others have used, not made of what everybody can guess.

Fifteen characters at least, and no rule on which characters: NIST SP 800-63B-4 section 3.1.1.2. Source: ADR 0037.
"""

import gzip
import hashlib
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from nytta.plain.verdicts import YES, Verdict, no

from .words import mend, said

LEAST, MOST = 15, 256
COMMON = Path(password_validation.__file__).with_name("common-passwords.txt.gz")  # 20,000, Django's own (BSD-3-Clause)
SWEDISH = Path(__file__).with_name("common-swedish.txt")  # words that passwords here are made of; the list above has none of them
_DOTS = str.maketrans("åäöé", "aaoe")
_LEET = str.maketrans("013457@$!", "oleastasi")
_ROWS = ("abcdefghijklmnopqrstuvwxyzåäö", "01234567890", "qwertyuiopåasdfghjklöäzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p")


@cache
def _common() -> frozenset[str]:
    with gzip.open(COMMON, "rt", encoding="utf-8") as lines:
        ours = SWEDISH.read_text(encoding="utf-8").casefold()
        return frozenset(line.strip().casefold() for line in lines) | frozenset(ours.split()) | frozenset(ours.translate(_DOTS).split())


def _bare(text: str) -> str:
    """The letters that are left when digits for letters are read as letters and what is not a letter is left out at both ends."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text.casefold()).translate(_LEET)


def _walks(text: str) -> bool:
    """Whether a text is nothing but a walk along the alphabet, the digits or the keyboard, also backwards and again."""
    return any(text in row * 9 or text in row[::-1] * 9 for row in _ROWS)


def _repeats(text: str) -> str:
    """The piece that a text repeats from end to end; the text itself where it repeats nothing."""
    place = (text + text).find(text, 1)
    return text[:place]


def guessable(password: str) -> bool:
    """Whether it is one of the most used passwords, dressed up or again and again, or a walk on the keyboard."""
    text = password.casefold()
    piece = _repeats(text)
    bare = _bare(piece)
    return (
        len(piece) < 5
        or text in _common()
        or piece in _common()
        or bare in _common()
        or _walks(text)
        or len(set(text)) < 5
        or _joined(text)
        or _joined(re.sub(r"[\W\d_]+", "", text))
    )


def _joined(text: str) -> bool:
    """Whether it is two of the most used passwords after another."""
    return any(text[:cut] in _common() and text[cut:] in _common() for cut in range(4, len(text) - 3))


def breached(password: str, file: str) -> bool:
    """Whether the SHA-1 of a password stands in a file in order of hash, "HASH:COUNT" a line, found by halving: some 30 readings of a file of 40 GB.

    The file is what Have I Been Pwned gives out for use without the network; a city fetches it itself.
    """
    asked = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with Path(file).open("rb") as lines:
        low, high = 0, lines.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            lines.seek(middle)
            if middle:
                lines.readline()  # the rest of the line that the place stands in
            line = lines.readline()[:40].upper()
            if not line or line > asked:
                high = middle
            elif line < asked:
                low = middle + 1
            else:
                return True
        lines.seek(0)
        return lines.readline()[:40].upper() == asked


def password_valid(password: str, *, words: Collection[str] = ()) -> Verdict:
    """Whether a password is taken; `words` are what stands around the person: names, address, where they work."""
    mendings = "Välj en längre mening som bara du kommer på, eller låt en lösenordshanterare välja."
    if len(password) < LEAST:
        return no(
            "password_short", "Lösenordet behöver minst %(least)s tecken.", "NIST SP 800-63B", mendings, field="password", least=LEAST
        )
    if len(password) > MOST:
        return no(
            "password_long", "Lösenordet får ha högst %(most)s tecken.", "NIST SP 800-63B", "Välj ett kortare.", field="password", most=MOST
        )
    around = {part for word in (*words, "nytta") for part in re.split(r"[\W_]+", word.casefold()) if len(part) > 2}
    left = password.casefold()
    for part in sorted(around, key=len, reverse=True):
        left = left.replace(part, "")
    if left != password.casefold() and len(left) < 8:
        return no(
            "password_own",
            "Lösenordet består mest av ditt namn, din adress eller ord som alla här kan gissa.",
            "NIST SP 800-63B",
            mendings,
            field="password",
        )
    if guessable(password):
        return no(
            "password_common", "Lösenordet är ett av de vanligaste, eller en variant av det.", "NIST SP 800-63B", mendings, field="password"
        )
    if settings.BREACH_FILE and breached(password, settings.BREACH_FILE):
        return no(
            "password_breached", "Lösenordet finns i en lista över lösenord som har läckt.", "NIST SP 800-63B", mendings, field="password"
        )
    return YES


class Validator:
    """The same for Django's and allauth's own forms."""

    def validate(self, password: str, user: Any = None) -> None:
        words = [str(getattr(user, name, "") or "") for name in ("username", "name", "email", "body")] if user else []
        for finding in password_valid(password, words=words).blocking:
            raise ValidationError(f"{said(finding)} {mend(finding)}", code=finding.rule)

    def get_help_text(self) -> str:
        return ""
