"""Text as people write it: folded for comparison, sorted the Swedish way."""

import re
import unicodedata

_SORT = str.maketrans({"å": "{", "ä": "|", "ö": "}", "ü": "y", "æ": "|", "ø": "}"})
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text in NFC, case-folded; letters and digits only."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def sort_key(text: str) -> str:
    """A key whose plain order is the Swedish alphabet's (å ä ö last, other accents as the bare letter); for a column."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_SORT)
    return "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))


def clean(text: str) -> str:
    """What may be stored of a written text: NFC, with no NUL or other control characters, bidirectional overrides or halves
    of surrogate pairs.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", "".join(c for c in text if c in "\n\t" or not _is_banned(c)))


def _is_banned(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in _OVERRIDES
