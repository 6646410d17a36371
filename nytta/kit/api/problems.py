"""What goes wrong, as problem details (RFC 9457): one small class for each kind, with an address that explains it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.plain.verdicts import Verdict

from ..words import mend, said

MEDIA = "application/problem+json"
EXPLAINED_AT = "/utvecklare/"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: what its address ends in, the status it is sent with, and what it means (message ids)."""

    slug: str
    status: int
    title: str
    means: str


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("bad-request", 400, _("Frågan går inte att förstå"), _("Adressen eller det som skickades är inte skrivet så som tjänsten tar emot det. Läs vad som står i detail och errors.")),
        Kind("unknown-parameter", 400, _("Parametern finns inte"), _("Adressen har en parameter som resursen inte har. Den tas inte emot tyst, eftersom svaret då hade blivit ett annat än det som menades. Listan över parametrar står i beskrivningen av resursen.")),
        Kind("bad-parameter", 400, _("Parameterns värde tas inte emot"), _("Värdet finns inte bland dem som resursen tar emot, eller är skrivet på ett annat sätt än beskrivningen säger. Vilka värden som finns står i errors när de är få.")),
        Kind("bad-cursor", 400, _("Markören gäller inte"), _("Markören är ändrad, eller hör till en fråga med andra filter, annan ordning eller annan dag. Börja om utan markör.")),
        Kind("unauthorised", 401, _("Du behöver en nyckel"), _("Resursen är inte öppen för alla, eller nyckeln är okänd, återkallad eller har gått ut. Skicka en giltig nyckel i huvudet Authorization: Bearer.")),
        Kind("forbidden", 403, _("Du har inte rätt till det"), _("Nyckeln saknar behörigheten som står i detail, eller den som nyckeln tillhör har inte rätten. Rättigheter följer uppdrag.")),
        Kind("not-found", 404, _("Det finns inte"), _("Adressen finns inte, eller så finns inte det som den pekar på för dig. Vilket av dem sägs inte.")),
        Kind("method-not-allowed", 405, _("Det går inte att göra med adressen"), _("Vilka metoder adressen tar emot står i huvudet Allow.")),
        Kind("refused", 409, _("Det går inte nu"), _("En regel stoppar det. I findings står vilken regel, varifrån den kommer och vad som rättar det: samma ord som på sidan.")),
        Kind("used-key", 409, _("Nyckeln för upprepning är använd till något annat"), _("Samma Idempotency-Key har redan skickats med ett annat innehåll. Ta en ny för varje ny handling.")),
        Kind("changed", 412, _("Det har ändrats sedan du läste det"), _("If-Match stämmer inte med hur det ser ut nu. Läs om, jämför och skicka igen.")),
        Kind("too-large", 413, _("Det som skickades är för stort"), _("Dela upp det som skickas.")),
        Kind("unsupported-media-type", 415, _("Formatet tas inte emot"), _("Skicka application/json i UTF-8.")),
        Kind("invalid", 422, _("Något i det som skickades behöver rättas"), _("I errors står varje fält som behöver rättas, med samma ord som i formuläret.")),
        Kind("precondition-required", 428, _("If-Match behövs"), _("Handlingen ändrar något som andra också kan ändra. Läs det först och skicka dess ETag i If-Match.")),
        Kind("too-many-requests", 429, _("För många frågor"), _("Nyckeln eller adressen har ställt fler frågor än som tas emot på en minut. Vänta så många sekunder som huvudet Retry-After säger.")),
        Kind("server-error", 500, _("Något gick fel hos oss"), _("Det är vårt fel och inte ditt. Försök igen senare; hör av dig om det inte går över.")),
    )
}  # fmt: skip


class Problem(Exception):
    """Raised wherever a request cannot be answered; the root turns it into an answer.

    `errors` names the parameters or fields at fault: {"name", "in", "detail"}, and "allowed" where the values are few.
    """

    def __init__(
        self,
        slug: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        verdict: Verdict | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(slug, detail)
        self.kind, self.detail, self.errors, self.verdict, self.headers = KINDS[slug], detail, errors, verdict, dict(headers or {})

    def body(self, instance: str) -> dict[str, Any]:
        """The members of the problem in the reader's language."""
        found: dict[str, Any] = {
            "type": type_address(self.kind.slug),
            "title": gettext(self.kind.title),
            "status": self.kind.status,
            "detail": self.detail or gettext(self.kind.means),
            "instance": instance,
        }
        if self.errors:
            found["errors"] = list(self.errors)
        if self.verdict is not None:
            found["findings"] = [
                {"rule": f.rule, "text": said(f), "mend": mend(f), "source": f.source, "field": f.field} for f in self.verdict.blocking
            ]
        return found

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The problem as an answer; nothing keeps it."""
        text = json.dumps(self.body(escape_uri_path(request.path)[:2000]), ensure_ascii=False, separators=(",", ":"))
        return HttpResponse(text, status=self.kind.status, content_type=MEDIA, headers={"Cache-Control": "no-store", **self.headers})


def type_address(slug: str) -> str:
    """Where a kind of problem is explained."""
    return f"{settings.SITE_URL.rstrip('/')}{EXPLAINED_AT}#{slug}"


def parameter(name: str, detail: str, *, allowed: Sequence[str] = (), slug: str = "bad-parameter") -> Problem:
    """A problem with one parameter of the address."""
    error: dict[str, Any] = {"name": name[:100], "in": "query", "detail": detail}
    if allowed:
        error["allowed"] = list(allowed)[:50]
    return Problem(slug, detail, errors=[error])


def refused(verdict: Verdict, slug: str = "refused") -> Problem:
    """A verdict that says no, in the words of the page."""
    return Problem(slug, " ".join(f"{said(f)} {mend(f)}".strip() for f in verdict.blocking), verdict=verdict)
