"""A case's dossier as a file: what anybody may read, or all that is registered for those who work here."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from nytta.governance.applications.queries import visible_to
from nytta.kit.pages import HousePage

from ..documents import Dossier, case_dossier, dossier_zip
from ..queries.public import public_case


class DossierFile(HousePage):
    """The dossier; `?hel=1` asks for all of it, which those get who may open the case. Source: O6; U9."""

    public = True

    def get(self, request: HttpRequest, code: str, form: str) -> HttpResponseBase:
        whole = bool(request.GET.get("hel"))
        may = not whole or visible_to(self.person, self.on.date()).filter(code=code).exists()
        found = public_case(code, whole=whole) if may else None
        if found is None:
            raise Http404
        one = Dossier(found, whole, self.on)
        if form == "pdf":
            return self.pdf(case_dossier(one), f"{code}-akt.pdf")
        return FileResponse(dossier_zip(one), as_attachment=True, filename=f"{code}-akt.zip", content_type="application/zip")
