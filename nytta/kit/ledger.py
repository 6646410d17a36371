"""A base for registers that only grow: numbered, each row holding the hash of the one before. Source: O6; ADR 0005."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import QuerySet

from .audit import plain
from .models import ChainHead


def sealed(text: str, salt: str = "") -> str:
    """The SHA-256 of a text that lies beside a chain; its random salt keeps a short text from being guessed once it is gone."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON that is the same for the same content, whoever writes it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Link(models.Model):
    """One link of a hash chain. `forms` names what the hash covers in each form, beside number and the hash before.

    A new form is added at the end when a field is; links keep the form that they were written in, and so their hashes.
    """

    number = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    form = models.PositiveSmallIntegerField(default=1)

    chain: ClassVar[str] = ""
    forms: ClassVar[Mapping[int, tuple[str, ...]]] = {}
    beside: ClassVar[tuple[str, ...]] = ()  # columns that no form covers, since they only point
    in_seals: ClassVar[bool] = False  # whether the daily seal holds it
    many: ClassVar[str] = ""  # what its links are called, and what one of them is, with %(place)s: in Swedish, marked for translation
    place: ClassVar[str] = ""

    class Meta:
        abstract = True

    @classmethod
    def links(cls) -> QuerySet[Self]:
        """The chain's rows in order, with what their content reads."""
        return cls._default_manager.order_by("number", "pk")

    def says(self) -> dict[str, Any]:
        """What the link says, as it is hashed. KeyError on a form that is not known."""
        said = {name: plain(getattr(self, name)) for name in self.forms[self.form]}
        return said | {"form": self.form} if self.form > 1 else said

    def digest(self, number: int | None = None) -> str:
        """The SHA-256 of the link, as canonical JSON; of the same content at another number where one is given."""
        text = canonical([self.number if number is None else number, self.previous, self.says()])
        return hashlib.sha256(text.encode()).hexdigest()

    def is_intact(self) -> bool:
        """Whether the link says what its own hash says, and nothing in columns that its form does not know."""
        if self.form not in self.forms or self.sha256 != self.digest():
            return False
        known = {"id", "number", "previous", "sha256", "form", *self.forms[self.form], *self.beside}
        return all(getattr(self, f.attname) == f.get_default() for f in self._meta.concrete_fields if f.attname not in known)

    def lacks(self) -> str:
        """What lies beside the link and is not what it holds: "text" or "file", "" when all is there."""
        return ""

    def append(self) -> None:
        """Add the link at the end of its chain; to be called inside a transaction, which holds the head's lock."""
        locked = ChainHead.objects.select_for_update().filter(name=self.chain)
        if (head := locked.first()) is None:
            ChainHead.objects.get_or_create(name=self.chain)
            head = locked.get()
        trusted = head.number == 0 or head.is_signed()  # a head that somebody else wrote is never signed over
        self.form = max(self.forms)
        self.number, self.previous = head.number + 1, head.sha256
        self.sha256 = self.digest()
        self.save(force_insert=True)
        head.number, head.sha256 = self.number, self.sha256
        head.mac = head.signature() if trusted else ""
        head.save(update_fields=["number", "sha256", "mac"])


def place_of(chain: str) -> str:
    """What a link of a chain is called, with %(place)s for its number."""
    return next(model.place for model in Link.__subclasses__() if model.chain == chain)


def sealed_chains() -> list[type[Link]]:
    """The chains that the daily seal holds, of all apps, in order of their names."""
    return sorted((model for model in Link.__subclasses__() if model.in_seals), key=lambda model: model.chain)
