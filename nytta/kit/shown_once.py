"""A secret that is shown once: in the answer to the form that made it, and nowhere else."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from .pages import ActPage


class ShownOnce(ActPage):
    """An act that makes a secret. `run` sets it; the answer shows it and is kept by nobody. The same form again, or the page read
    anew, leads on to where it went the first time, without it: neither session, message nor log has held it.
    """

    done = ""
    secret: str = ""
    secret_label: str = _("Nyckeln")
    secret_help: str = _("Kopiera nyckeln nu. Den visas bara här och bara nu; Nytta sparar den inte och kan inte visa den igen.")
    lost_help: str = _("Blir den borta: återkalla den och utfärda en ny.")

    def _done_already(self, token: str) -> HttpResponse | None:
        self.secret = ""  # what was made at the same moment as the first is undone
        return super()._done_already(token)

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        answer = super().post(request, **address)
        if not self.secret:
            return answer
        context = {
            "title": gettext(self.title), "secret": self.secret, "secret_label": gettext(self.secret_label),
            "secret_help": gettext(self.secret_help), "lost_help": gettext(self.lost_help), "on_url": answer["Location"],
            "crumbs": self.context(self.thing(**address)).get("crumbs", self.crumbs),
        }  # fmt: skip
        shown = render(request, "kit/shown_once.html", context)
        shown["Cache-Control"] = "no-store"
        return shown
