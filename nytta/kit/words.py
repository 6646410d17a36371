"""Terms, findings and labels in the reader's language."""

from typing import Any

from django.utils.translation import gettext

from nytta.plain.verdicts import Finding
from nytta.plain.words import Term


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
