"""The templates for the common cases, as they are written in item_templates.toml."""

import tomllib
from functools import cache
from pathlib import Path

from ..rules.item_templates import ItemTemplate, template_of

FILE = Path(__file__).resolve().parents[1] / "item_templates.toml"


@cache
def item_templates() -> dict[str, ItemTemplate]:
    """The templates by code, in the order in which they are offered."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["template"]
    return {t.code: t for t in map(template_of, rows)}
