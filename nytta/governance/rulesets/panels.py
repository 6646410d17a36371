"""What a rule set's own page shows of its lines, and the way from it to a draft; what acts are called."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.models import RuleSet
from nytta.kit.panels import Act, Block, panel
from nytta.kit.words import tell

from . import policies, queries
from .queries.words import compared, part_blocks
from .rules import differences, lines_of

tell({
    "draft.start": _("började utkastet"),
    "draft.write": _("ändrade en rad i utkastet"),
    "draft.remove": _("tog bort en rad ur utkastet"),
    "draft.rebase": _("tog in en nyare version i utkastet"),
    "draft.try": _("prövade utkastet mot ärendena"),
    "draft.propose": _("lade fram utkastet för beslut"),
    "draft.send_back": _("skickade tillbaka utkastet"),
    "draft.drop": _("lade ned utkastet"),
    "draft.decide": _("beslutade regelverket"),
    "rule_set.decide": _("beslutade regelverket"),
})  # fmt: skip


@panel("rule_set.blocks")
def lines_of_rules(rules: RuleSet, on: date) -> list[Block]:
    """All the lines of a version, and what it changed in the one before."""
    known, lines = queries.known_on(on), lines_of(rules.content)
    before = queries.before(rules)
    found = part_blocks(lines, known)
    if before is not None:
        old = lines_of(before.content)
        title = gettext("Ändrat från version %(version)s") % {"version": before.version}
        rows = compared(differences(old, lines), old, lines, known)
        found.append(Block(title, "rulesets/_differences.html", {"rows": rows}, "skillnader"))
    return found


@panel("rule_set.acts")
def start_from(rules: RuleSet, person: Any, on: date) -> list[Act]:
    """Start a draft as a copy of the version."""
    if not policies.can_start(person, on):
        return []
    return [Act(gettext("Börja ett utkast av den här versionen"), f"{reverse('rulesets:start')}?version={rules.version}", primary=True)]
