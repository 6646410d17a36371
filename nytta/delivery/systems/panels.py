"""What other pages ask of the register of common solutions."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.kit import words
from nytta.kit.panels import panel

from .queries import solutions

words.tell(
    {
        "solution.add": _("förde in lösningen"),
        "system.register": _("förde in systemet"),
        "system.change": _("ändrade uppgifter om systemet"),
    }
)


@panel("exemption.solutions")
def that_may_be_exempted(on: date) -> Iterable[tuple[str, str]]:
    """(code, name) of the solutions that an exemption can be given from."""
    return solutions(on).values_list("code", "name")
