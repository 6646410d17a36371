"""A base for registers that only grow: numbered, each row holding the hash of the one before. Source: O6."""

import hashlib
import json
from collections.abc import Iterator
from typing import ClassVar

from django.db import models

from .audit import plain
from .models import ChainHead


class Link(models.Model):
    """One link of a hash chain. `chained` names the fields that the hash covers, beside number and previous hash."""

    number = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)

    chain: ClassVar[str] = ""
    chained: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def digest(self) -> str:
        """The SHA-256 of what the link says, as canonical JSON."""
        content = {name: plain(getattr(self, name)) for name in self.chained}
        text = json.dumps([self.number, self.previous, content], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def append(self) -> None:
        """Add the link at the end of its chain; to be called inside a transaction, which holds the head's lock."""
        locked = ChainHead.objects.select_for_update().filter(name=self.chain)
        if (head := locked.first()) is None:
            ChainHead.objects.get_or_create(name=self.chain)
            head = locked.get()
        self.number, self.previous = head.number + 1, head.sha256
        self.sha256 = self.digest()
        self.save(force_insert=True)
        head.number, head.sha256 = self.number, self.sha256
        head.save(update_fields=["number", "sha256"])


def broken_links(model: type[Link]) -> Iterator[tuple[int, str]]:
    """(number, what is wrong) for every link that does not fit, in one pass with constant memory."""
    number, previous = 0, ""
    for link in model._default_manager.order_by("number").iterator(chunk_size=1000):
        number += 1
        if link.number != number:
            yield link.number, "gap"
            number = link.number
        if link.previous != previous:
            yield link.number, "previous"
        if link.sha256 != link.digest():
            yield link.number, "content"
        previous = link.sha256
    head = ChainHead.objects.filter(name=model.chain).first()
    if head and (head.number, head.sha256) != (number, previous):
        yield head.number, "end"
