"""How a rule's source cites a clause, and the names that a clause can be cited by: the same clause is told by the same name. Source: O3; O4."""

import re

QUOTED = re.compile("”[^”]*”")
DESIGNATION = re.compile(r"[A-ZÅÄÖ]\d+(?:\.\d+)*(?![\w.])")


def named(text: str) -> str:
    """A clause's name as it is compared: small letters, without commas and the word punkt, single spaces."""
    words = QUOTED.sub(" ", text).replace(",", " ").casefold().split()
    return " ".join(w for w in words if w != "punkt").strip(" .")


def citations(source: str) -> frozenset[str]:
    """What a source such as `P4 ”…”; Riktlinje för ansökan 3.1` cites, each as it is compared: whole, and by the designation it begins with."""
    found: set[str] = set()
    for part in QUOTED.sub(" ", source).split(";"):
        if whole := named(part):
            found.add(whole)
        if letter := DESIGNATION.match(part.strip()):
            found.add(named(letter[0]))
    return frozenset(found)


def names_of(*, letter: str, title: str, number: str, key: str, heading: str = "") -> frozenset[str]:
    """The names that a clause can be cited by: its document's letter and its key where it has one, else title and number."""
    said = {f"{title} {number}", f"{title} {number} {heading}"} if title else set()
    return frozenset(named(name) for name in ({f"{letter}{key}"} if letter else set()) | said)
