"""Terms, findings and labels in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from nytta.plain.verdicts import Finding
from nytta.plain.words import Term


_ACTED: dict[str, str] = {}


def tell(words: Mapping[str, str]) -> None:
    """Register what an app's audited acts are called: {"idea.write": "lämnade idén"}, as one says it after a name."""
    _ACTED.update(words)


def acted(act: str) -> str:
    """What an audited act is called in the reader's language; its code where nobody has said."""
    return gettext(_ACTED[act]) if act in _ACTED else act


def label(term: Term) -> str:
    """The term in the reader's language."""
    return gettext(term.sv)


def said(finding: Finding) -> str:
    """The finding's sentence in the reader's language, its places filled; labels among them are translated too."""
    return gettext(finding.text) % _shown(finding.params)


def mend(finding: Finding) -> str:
    """What would mend it, in the reader's language."""
    return gettext(finding.mend) % _shown(finding.params) if finding.mend else ""


def _shown(params: Any) -> dict[str, Any]:
    return {k: gettext(v) if isinstance(v, str) and v else v for k, v in params.items()}
