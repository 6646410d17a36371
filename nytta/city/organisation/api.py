"""Bodies for programs. Source: O1; D14."""

from django.utils.translation import gettext_noop as _

from nytta.kit.api import Field
from nytta.kit.api.shapes import Json

from .models import Body

BODY = (Field("code", _("Kod"), "code", example="byggnadsnamnden"), Field("name", _("Namn"), example="Byggnadsnämnden"))


def told_body(body: Body | None) -> Json | None:
    """A body as others refer to it."""
    return {"code": body.code, "name": body.name} if body else None
