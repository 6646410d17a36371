"""Words of the field: each with its Swedish label and the place in the programme that it comes from."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Self


class Term(Enum):
    """An enum whose members are written `NAME = "code", "Svensk etikett", "source"`.

    `value` is the code that is stored, `sv` the Swedish label (also the message id of its translation), `source` the
    chapter or requirement. The glossary (`docs/glossary.md`) is made from all Terms. Source: ADR 0001.
    """

    _value_: str
    sv: str
    source: str

    if TYPE_CHECKING:  # to a type checker a value is text, and Term("code") a look-up

        @property
        def value(self) -> str: ...

    else:

        def __new__(cls, code: str, sv: str, source: str = "") -> Self:
            member = object.__new__(cls)
            member._value_ = code
            member.sv = sv
            member.source = source
            return member

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, Swedish label) pairs in the order of definition, for a model field or a form."""
        return [(str(m.value), m.sv) for m in cls]

    @classmethod
    @cache
    def codes(cls) -> list[str]:
        """The stored codes in the order of definition."""
        return [str(m.value) for m in cls]


class Said(str):
    """A text that fills a place of a sentence: Swedish as it stands, with the message ids that it was made of.

    Who shows the sentence in another language translates `ids` one by one, fills each with `params` and joins them by
    `glue`; `small` asks for a small first letter, as inside a sentence.
    """

    ids: tuple[str, ...]
    params: Mapping[str, Any]
    glue: str
    small: bool

    def __new__(cls, *ids: str, params: Mapping[str, Any] | None = None, glue: str = ", ", small: bool = False) -> Self:
        made = super().__new__(cls, glue.join(filled(text, params or {}, small) for text in ids))
        made.ids, made.params, made.glue, made.small = ids, params or {}, glue, small
        return made


def filled(text: str, params: Mapping[str, Any], small: bool = False) -> str:
    """A text with its places filled, and a small first letter where asked for."""
    whole = text % params if params else text
    return whole[:1].lower() + whole[1:] if small else whole


def labels(*terms: Term, glue: str = ", ", small: bool = True) -> Said:
    """The labels of Terms, to fill a place of a sentence."""
    return Said(*(t.sv for t in terms), glue=glue, small=small)


def sentence(text: str, **params: Any) -> Said:
    """A text of its own, to fill a place of another sentence; keyword arguments fill its places."""
    return Said(text, params=params)
