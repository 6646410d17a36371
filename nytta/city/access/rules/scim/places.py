"""Which body the directory's words for where somebody works mean: a code, a name, or a word that the registrar has tied. Nothing is guessed."""

from collections.abc import Iterable, Mapping

Place = tuple[int, str, str]  # key, code, name


def folded(word: str) -> str:
    """A word as it is compared: without regard to the size of letters and to space around it."""
    return " ".join(word.split()).casefold()


def body_meant(words: Iterable[str], *, tied: Mapping[str, int], bodies: Iterable[Place]) -> int | None:
    """The key of the body that the first of the words names that names one: as tied, else its code, else its name where only one has it.

    None where no word names one. Source: D14; O1.
    """
    rows = list(bodies)
    for word in words:
        asked = folded(word)
        if asked in tied:
            return tied[asked]
        by_code = [key for key, code, _ in rows if folded(code) == asked]
        by_name = [key for key, _, name in rows if folded(name) == asked]
        for hits in (by_code, by_name):
            if len(hits) == 1:
                return hits[0]
    return None
