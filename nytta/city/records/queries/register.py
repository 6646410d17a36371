"""Reads of the register of decisions: what is printed on a document, whether one is genuine, whether the chains are whole."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from nytta.kit import search

from ..models import Decision, DecisionFile, DecisionText, FetchedCopy
from ..rules import code_as_typed, codes_in, control_code, hash_beginning, standing
from ..terms import DecisionKind, Genuine, Standing, TextPart
from .proof import untouched

LOOKED_AT = 2_000_000  # bytes of a file in which a code is looked for


@dataclass(frozen=True)
class Mark:
    """What is printed on a decision's document: its number, the code of its hash, and where anybody can ask."""

    number: str
    code: str
    url: str


def mark_of(decision: Decision) -> Mark:
    """The mark of a decision, for every document about it. Source: O6."""
    return Mark(decision.called, control_code(sha256=decision.sha256), f"{settings.SITE_URL}/register/kontroll/")


def letter_name(decision: Decision) -> str:
    """The file name of a decision's letter."""
    return f"beslut-{decision.number}.txt"


def letter_bytes(decision: Decision) -> bytes:
    """The letter as a file: its text, and the mark under it. The same decision gives the same bytes."""
    mark = mark_of(decision)
    foot = f"Beslut {mark.number}\nKontrollkod {mark.code}\nKontrollera beslutet: {mark.url}\n"
    return f"{decision.text.letter.rstrip()}\n\n---\n{foot}".encode()


def words_of(decision: Decision, text: DecisionText) -> list[str]:
    """What a decision is found by: what is not published is not found by its words, and what is gone not at all."""
    open_text = [text.basis, text.reasons] if text.published_on else []
    kind = DecisionKind(decision.kind).sv
    about = "" if text.published_on else text.person.get("about", "")
    return [
        kind, decision.subject, *decision.concerns, decision.own_number, decision.registry_number, decision.decider,
        decision.body_name, decision.mandate, about, *open_text,
    ]  # fmt: skip


def standing_of(decision: Decision, on: date) -> tuple[Standing, list[Decision]]:
    """Whether a decision holds on a day, and those that supersede it; one query."""
    later = list(decision.superseded_by.order_by("number"))
    return standing(superseded=bool(later), valid_until=str(decision.content.get("valid_until") or ""), on=on), later


@dataclass(frozen=True)
class Answer:
    """What the register says of a document: genuine or not, of which decision, and whether that holds."""

    genuine: Genuine
    decision: Decision | None = None
    standing: Standing | None = None
    later: tuple[Decision, ...] = ()
    whole: bool = True
    file: str = ""
    copied_on: date | None = None


def by_number(number: str, code: str, on: date) -> Answer:
    """What the register says of the code that is printed on a document, and of the number beside it where one is given. Source: O6."""
    typed, number = code_as_typed(text=code), number.strip()
    found = _of_code(typed) if typed else None
    if found and (not number or number.casefold() in (found.own_number.casefold(), str(found.number))):
        return _genuine(found, on)
    named = Q(own_number__iexact=number) | (Q(number=int(number)) if number.isdecimal() and len(number) < 19 else Q())
    known = found is not None or (bool(number) and Decision.objects.filter(named).exists())
    return Answer(Genuine.ALTERED if known else Genuine.UNKNOWN)


def by_file(pieces: Iterable[bytes], on: date) -> Answer:
    """What the register says of a file, read piece by piece and not kept: its SHA-256 is looked up. Source: O6.

    A file that bears a decision's code and is none of those issued has been altered.
    """
    sha, beginning = hashlib.sha256(), bytearray()
    for piece in pieces:
        sha.update(piece)
        beginning += piece[: max(0, LOOKED_AT - len(beginning))]
    for rows in (DecisionFile.links(), FetchedCopy.links()):
        link = rows.filter(file_sha256=sha.hexdigest()).select_related("decision__text", "decision__supersedes").first()
        if link is not None:
            return _genuine(link.decision, on, link)
    codes = list(dict.fromkeys(codes_in(text=beginning.decode("latin-1"))))
    return Answer(Genuine.ALTERED if any(_of_code(code) for code in codes[:5]) else Genuine.UNKNOWN)


def _of_code(code: str) -> Decision | None:
    """The decision whose hash begins as a code says."""
    start = hash_beginning(code=code)
    return Decision.links().filter(sha256__gte=start, sha256__lt=f"{start}g").first()


def _genuine(decision: Decision, on: date, link: DecisionFile | FetchedCopy | None = None) -> Answer:
    """A decision, and the document or copy by which it was asked for: genuine where both stand in their chains, else nothing can be said."""
    holds, later = standing_of(decision, on)
    whole = untouched(decision) and (link is None or untouched(link))
    return Answer(
        Genuine.GENUINE if whole else Genuine.DOUBTFUL, decision, holds, tuple(later), whole,
        link.name if isinstance(link, DecisionFile) else "", link.made_on if isinstance(link, FetchedCopy) else None,
    )  # fmt: skip


def superseded() -> QuerySet[Any]:
    """Keys of the decisions that another supersedes."""
    return Decision.objects.filter(supersedes__isnull=False).order_by().values("supersedes_id")


def with_what_replaced(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`replaced_by`: the number of the first decision that supersedes each."""
    later = Decision.objects.filter(supersedes=OuterRef("pk")).order_by("number")
    found: QuerySet[Any] = rows.annotate(replaced_by=Subquery(later.values("number")[:1]))
    return found


def decisions_found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Decisions by a number or by the code of what they are about, whole; else by their words."""
    text = text.strip()
    whole = Q(own_number__iexact=text) | Q(registry_number__iexact=text) | Q(subject__iexact=text)
    if text.isdecimal() and len(text) < 19:
        whole |= Q(number=int(text))
    exact: QuerySet[Any] = rows.annotate(codes=Cast("concerns", TextField())).filter(whole | Q(codes__icontains=json.dumps(text)))
    if exact.exists():
        return exact
    return search.narrowed(rows, "decision", text, "number")


def disposals_of(decision: Decision) -> list[tuple[TextPart, Decision]]:
    """Each part of a decision's texts that is gone, and the disposal that took it; one query, none when nothing is gone."""
    gone = decision.text.disposed
    by = {d.number: d for d in Decision.objects.filter(number__in=gone.values())} if gone else {}
    return [(part, by[gone[part.value]]) for part in TextPart if gone.get(part.value) in by]
