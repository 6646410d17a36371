"""Forms of SAML 2.0 metadata: the file, and what the registrar says of the provider that was chosen."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..models import IdentityProvider, SamlCandidate
from ..terms import ProviderKind
from .providers import ProviderForm

MOST_PASTED = 1_000_000
MOST_CERTIFICATE = 20_000


class MetadataForm(forms.Form):
    """A file, or the text of one."""

    file = forms.FileField(
        label=_("Fil"), required=False, help_text=_("SAML-metadata för en eller flera identitetsleverantörer, högst 20 MB."),
        error_messages={"empty": _("Filen är tom.")},
    )  # fmt: skip
    pasted = forms.CharField(
        label=_("Eller klistra in"), required=False, max_length=MOST_PASTED, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("XML som börjar med EntityDescriptor eller EntitiesDescriptor."),
    )  # fmt: skip

    certificate = forms.CharField(
        label=_("Certifikat som filen ska vara signerad med"), required=False, max_length=MOST_CERTIFICATE,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("Federationens, i PEM. Hämta det på ett annat sätt än filen, och jämför dess fingeravtryck. Tomt: signaturen prövas inte."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Not too large."""
        given = self.cleaned_data["file"]
        if given is not None and given.size > settings.MAX_FILE_BYTES:
            raise forms.ValidationError(_("Filen är större än 20 MB."))
        return given

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        held = super().clean() or {}
        if not self.errors and bool(held.get("file")) == bool(held.get("pasted")):
            self.add_error("file", _("Välj en fil eller klistra in text, ett av det."))
        return held

    def body(self) -> bytes:
        """What was given, in bytes."""
        given = self.cleaned_data["file"]
        text: str = self.cleaned_data["pasted"]
        return bytes(given.read()) if given else text.encode()


class SamlForm(ProviderForm):
    """A provider that speaks SAML 2.0; what its metadata says is not written here."""

    kind = ProviderKind.SAML

    def __init__(
        self, *args: Any, on: date, provider: IdentityProvider | None = None, candidate: SamlCandidate | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, on=on, provider=provider, **kwargs)
        self.of: Any = candidate or provider
        if candidate is not None:
            self.initial = {"name": candidate.name[:80], **self.initial}

    def settings(self) -> dict[str, Any]:
        """What a command takes; issuer and metadata are those of the reading."""
        self.cleaned_data |= {"issuer": getattr(self.of, "entity_id", "") or self.of.issuer, "scopes": ""}
        self.cleaned_data["metadata"] = getattr(self.of, "raw", "") or self.of.metadata
        return super().settings()
