"""Terms, findings and labels in the reader's language."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext

from nytta.plain.money import sek
from nytta.plain.verdicts import Finding
from nytta.plain.words import Said, Term, filled

_ACTED: dict[str, str] = {}
_CHANGED: dict[tuple[str, str], tuple[str, type[Term] | None]] = {}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:[\d.]+)?([+-]\d\d:\d\d|Z)")


@lru_cache(maxsize=4096)
def _in(language: str, text: str) -> str:
    return gettext(text)


def spoken(text: str) -> str:
    """A fixed text in the reader's language, remembered: a page says the same hundred words again and again."""
    return _in(get_language() or "", text)


def speaker() -> Callable[[str], str]:
    """`spoken` for many texts: the language is asked for once."""
    return partial(_in, get_language() or "")


def tell(words: Mapping[str, str]) -> None:
    """Register what an app's audited acts are called: {"idea.write": "lämnade idén"}, as one says it after a name."""
    _ACTED.update(words)


def acted(act: str) -> str:
    """What an audited act is called in the reader's language; its code where nobody has said."""
    return spoken(_ACTED[act]) if act in _ACTED else act


def tell_changes(of: str, names: Mapping[str, str], terms: Mapping[str, type[Term]] | None = None) -> None:
    """Register what the changes of some acts ("meeting" of "meeting.move") are called, and the terms that their values are codes of."""
    _CHANGED.update({(of, name): (text, (terms or {}).get(name)) for name, text in names.items()})


def change_called(act: str, name: str) -> str:
    """What an audited change is called in the reader's language; its name where nobody has said."""
    text, _ = _CHANGED.get((act.partition(".")[0], name), (name, None))
    return spoken(text) if text != name else name


def change_said(act: str, name: str, value: Any) -> Any:
    """A value of an audited change as one reads it: terms by their words, moments by day and hour, lists with commas."""
    term = _CHANGED.get((act.partition(".")[0], name), ("", None))[1]
    if isinstance(value, list):
        return ", ".join(str(change_said(act, name, one)) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{change_said(act, name, key)}: {number}" for key, number in value.items())
    if term is not None and value in term.codes():
        return label(term(value))
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return f"{timezone.localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return value


def label(term: Term) -> str:
    """The term in the reader's language."""
    return spoken(term.sv)


def words(text: Said) -> str:
    """A text that was put together from its message ids, in the reader's language."""
    return str(_shown("", text))


def said(finding: Finding) -> str:
    """The finding's sentence in the reader's language, its places filled; `…_sek` is written as kronor."""
    return _sentence(finding.text, finding.params)


def mend(finding: Finding) -> str:
    """What would mend it, in the reader's language, or nothing."""
    return _sentence(finding.mend, finding.params) if finding.mend else ""


def _sentence(text: str, params: Mapping[str, Any]) -> str:
    return gettext(text) % {key: _shown(key, value) for key, value in params.items()}


def _shown(key: str, value: Any) -> Any:
    """What fills a place: labels and sentences in the reader's language, days and kronor as one writes them."""
    if isinstance(value, Said):
        params = {k: _shown(k, v) for k, v in value.params.items()}
        return value.glue.join(filled(gettext(text), params, value.small) for text in value.ids)
    if isinstance(value, Term):
        return label(value)
    if isinstance(value, date):
        return (timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value).isoformat()[:10]
    if key.endswith("_sek") and isinstance(value, int):
        return sek(value)
    return value
