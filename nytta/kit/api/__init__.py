"""The API: from the same registers, pages and rights as people have come lists, things and acts for programs.

An app says in its `api.py` what of it programs may read. A register costs some lines, one thing in it a shape:

    from nytta.kit.api import Choice, Detail, Field, Resource

    SYSTEM = Detail(
        page="systems:detail",                       # its page: `thing` and `may_see` decide who finds it (404 else)
        fields=(Field("code", "Kod", "code"), Field("owner", "Ägare", "thing", of=BODY), Field("cost_sek", "Kostnad", "money", closed=True)),
        read=lambda page, thing: {...},              # a value for every field, from queries; `page.person` and `page.on` are the caller's
    )
    RESOURCES = (
        Resource(
            name="systems", one="system",            # /api/v1/systems, scope systems:read; operations listSystems and getSystem
            listing=SYSTEMS,                         # rows, columns, filters, order and rights are those of its page
            about=_("Kommunens system …"),           # what it is, in Swedish: a message id
            names={"cost": "cost_sek"},              # columns whose key is no good name; the rest keep theirs (money gets _sek)
            kinds={"year": "whole"},                 # columns that the page shows as text but that are not
            filters={"drift": "hosting", "bound": Choice("bound", {"true": "ja", "false": "nej"})},
            detail=SYSTEM,
        ),
    )

`nytta/portal/api.py` joins all RESOURCES and mounts them. Nothing is registered by being imported.

Who asks (`callers`): `Authorization: Bearer` finds a token and its holder, and from there on the holder's rights are asked as on
a page; no header is nobody, who reads what is open. Cookies mean nothing, so nothing needs a CSRF token.

What goes wrong is a `Problem` (`problems`), raised anywhere and told as RFC 9457 with an address that explains it.

Acts stand on the same root: an `Operation` with method POST, `run(call)` and `described()` (its requestBody and responses).
For an act: `reading.page_for(page, call, **address)` gives the ActPage as it is for the caller, `problems.refused(verdict)` a 409,
`Problem("invalid", errors=[{"name", "in": "body", "detail"}])` a 422, `reading.etag(detail, call)` the tag that If-Match is compared
with under the lock, `described.responses(ok, 409, 412, 422, 428, …)` the answers.

Nothing here uses a framework or validates what goes out row by row: a list is three queries and one call of json.dumps.
"""

from .callers import NOBODY, Caller, Met
from .document import About, document
from .operations import operations_of
from .problems import KINDS, Problem
from .resources import Choice, Detail, Resource
from .root import Api, Call, Operation
from .shapes import Field

__all__ = [
    "KINDS", "NOBODY", "About", "Api", "Call", "Caller", "Choice", "Detail", "Field", "Met", "Operation", "Problem", "Resource", "document",
    "operations_of",
]  # fmt: skip
