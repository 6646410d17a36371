"""A thing's history as HTML: made here and not in a template, since a long history is most of what its page costs."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from . import words


def changed(of: Any, act: str = "") -> list[tuple[str, Any, Any]]:
    """What changed, as (name, old, new): from an audit row's dict of name to [old, new], or such a list as it is."""
    if isinstance(of, Mapping):
        pairs = ((str(k), v if isinstance(v, list | tuple) and len(v) == 2 else ("", v)) for k, v in of.items())
        return [(words.change_called(act, k), words.change_said(act, k, old), words.change_said(act, k, new)) for k, (old, new) in pairs]
    return list(of or [])


def drawn(events: Iterable[Any]) -> SafeString:
    """Events [.at, .who (or .by_name + .by_role), .what (or .act), .changes, .reason], newest first, as a list."""
    was, now = (f'<span class="ds-sr-only">{escape(word)} </span>' for word in (gettext("från"), gettext("till")))
    zone, headings = timezone.get_current_timezone(), dict[int, str]()
    lines = [_event(e if isinstance(e, Mapping) else _Reader(e), was, now, zone, headings) for e in events]
    nothing = f'<li class="subtle">{escape(gettext("Inget har hänt ännu."))}</li>'
    return mark_safe(f'<ol class="tl">{"".join(lines) or nothing}</ol>')


class _Reader:
    """An object read as a dict."""

    def __init__(self, of: Any) -> None:
        self.of = of

    def get(self, name: str) -> Any:
        return getattr(self.of, name, None)


def _event(event: Any, was: str, now: str, zone: tzinfo, headings: dict[int, str]) -> str:
    at = event.get("at").astimezone(zone).isoformat()
    role, reason, found = event.get("by_role"), event.get("reason"), changed(event.get("changes"), event.get("act") or "")
    return "".join([
        f'<li><time datetime="{at}">{at[:10]} {at[11:16]}</time><strong>{_text(event.get("who") or event.get("by_name"))}</strong>',
        f' <span class="subtle">({_text(role)})</span>' if role else "",
        f" {_text(event.get('what') or words.acted(event.get('act')))}",
        f"<br>{escape(gettext('Skäl:'))} {_text(reason)}" if reason else "",
        _changes(found, was, now, headings) if found else "",
        "</li>",
    ])  # fmt: skip


def _changes(found: list[tuple[str, Any, Any]], was: str, now: str, headings: dict[int, str]) -> str:
    number = len(found)
    if number not in headings:
        headings[number] = escape(ngettext("%(number)s ändrad uppgift", "%(number)s ändrade uppgifter", number) % {"number": number})
    lines = (
        f"<li>{_text(name)}: {f'<del>{was}{_text(old)}</del> ' if old not in (None, '') else ''}"
        f'<span aria-hidden="true">→</span> <ins>{now}{"–" if new is None else _text(new)}</ins></li>'
        for name, old, new in found
    )
    return f'<details class="fold"><summary>{headings[number]}</summary><ul class="changes">{"".join(lines)}</ul></details>'


def _text(value: Any) -> str:
    return escape(value if type(value) is str else str(localize(value)))
