"""Words of the field: each with its Swedish label and the place in the programme that it comes from."""

from enum import Enum
from typing import TYPE_CHECKING, Self


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
    def codes(cls) -> list[str]:
        """The stored codes in the order of definition."""
        return [str(m.value) for m in cls]
