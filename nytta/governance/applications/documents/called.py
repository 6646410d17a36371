"""What a case calls on of what things cost today, in words: whether it fits with what others call on, and who they are. Source: F9."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext

from nytta.governance.benefits.queries.ledger import state_words
from nytta.kit.documents import Column, Section, Table
from nytta.kit.words import label
from nytta.plain.money import comma, sek

from ..queries.called import Called


def called(found: Sequence[Called]) -> list[Section]:
    """Each call with what all call on together, and the clashes in words; nothing where nothing is called on."""
    if not found:
        return []
    names = (gettext("Nuläge"), gettext("Sänker"), gettext("År"), gettext("Det här ärendet"), gettext("Alla tillsammans"), gettext("Läge"))
    rows = [
        [str(c.baseline), label(c.use.driver), _years(c), _amount(c, c.mine), _amount(c, c.use.bound + c.use.asked), _state(c)]
        for c in found
    ]  # fmt: skip
    table = Table(gettext("Anspråk på nulägen"), [Column(n, num=i in (2, 3, 4)) for i, n in enumerate(names)], rows)
    return [
        Section(
            gettext("Räknat en gång"),
            warned(found) or [gettext("Det som räknas hem här ryms, och ingen annan räknar hem av samma nuläge.")],
            table=table,
        )
    ]


def _state(c: Called) -> str:
    """Whether it fits, or whose claim it lies within."""
    return gettext("del av %(code)s, räknas där") % {"code": c.part_of} if c.part_of else state_words(c.use)


def warned(found: Sequence[Called]) -> list[str]:
    """The clashes, the near ones and who else calls on the same, in words."""
    said = []
    for c in found:
        values = {
            "what": str(c.baseline), "driver": label(c.use.driver).lower(), "years": _years(c), "who": _others(c),
            "total": _amount(c, c.use.bound + c.use.asked), "left": _amount(c, max(c.use.whole - c.use.bound - c.use.asked, Decimal(0))),
            "whole": _amount(c, c.use.whole), "parent": c.part_of,
        }  # fmt: skip
        if c.part_of:
            text = gettext(
                "%(years)s är anspråket på %(what)s (%(driver)s) en del av det i %(parent)s. Det ryms där, och kronorna räknas där."
            )
        elif c.use.clashes and c.others:
            text = gettext("Krock %(years)s: av %(what)s (%(driver)s) är %(total)s begärt och %(whole)s finns. Andra parter: %(who)s. Ansökan kan lämnas in men inte beviljas förrän parterna har kommit överens.")  # fmt: skip
        elif c.use.clashes:
            text = gettext("%(years)s begär ärendet %(total)s av %(what)s (%(driver)s), och %(whole)s finns. Ansökan kan lämnas in men inte beviljas.")  # fmt: skip
        elif c.use.warns:
            text = gettext("%(years)s är %(total)s begärt av %(what)s (%(driver)s); %(left)s är kvar. %(who)s")
        elif c.others:
            text = gettext("%(years)s räknar andra hem av samma nuläge, %(what)s (%(driver)s): %(who)s.")
        else:
            continue
        said.append((text % values).strip())
    return said


def _others(c: Called) -> str:
    more = [gettext("%(count)s till") % {"count": c.more}] if c.more else []
    return ", ".join([*c.others, *more])


def _years(c: Called) -> str:
    return str(c.years[0]) if len(c.years) == 1 else f"{c.years[0]}–{c.years[-1]}"


def _amount(c: Called, value: Decimal) -> str:
    return sek(int(value)) if c.in_kronor else f"{comma(value * 100, 1)} %"
