"""Whether somebody else wrote in a form's fields after it was shown: short marks of what was shown go with the form."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django import forms

from nytta.plain.verdicts import Finding, Verdict, verdict_of


def read_marks(text: str) -> dict[str, str]:
    """The marks that a page sent back; none where they are missing or unreadable."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def marks_of(form: forms.Form) -> dict[str, str]:
    """A short mark of what each field holds when it is shown; none where the form keeps an edition of its own."""
    if "edition" in form.fields:
        return {}
    asked = {name: field for name, field in form.fields.items() if not field.widget.is_hidden}  # a hidden one is the act's own to judge
    held = {name: str(form.get_initial_for_field(field, name)) for name, field in asked.items()}
    return {name: hashlib.sha256(text.encode()).hexdigest()[:8] for name, text in held.items()}


def overwritten(shown: Mapping[str, str], now: forms.Form, form: forms.Form) -> Verdict:
    """What was written in a field after it was shown, and that `form` would replace unseen. The same written twice is no clash."""
    found: list[Finding | None] = []
    for name, mark in marks_of(now).items():
        if name not in form.fields or shown.get(name, mark) == mark:
            continue
        held = now.get_initial_for_field(now.fields[name], name)
        if form.fields[name].has_changed(held, form[name].data):
            found.append(Finding(
                "clash", "%(field)s har ändrats sedan du öppnade sidan. Där står nu: ”%(now)s”.", "",
                "Jämför och spara igen med det som ska gälla.", {"field": str(form[name].label), "now": _as_read(now, name, held)}, name,
            ))  # fmt: skip
    return verdict_of(found)


def _as_read(form: forms.Form, name: str, held: Any) -> str:
    field = form.fields[name]
    value = "" if held is None else str(field.prepare_value(held))
    return {str(k): str(v) for k, v in getattr(field, "choices", ())}.get(value, value)[:500]
