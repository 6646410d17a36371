"""Terms, findings and labels in the reader's language."""

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


def label(term: Term) -> str:
    """The term in the reader's language."""
    return spoken(term.sv)


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
