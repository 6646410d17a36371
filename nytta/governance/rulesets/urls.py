"""Addresses of drafts of rule sets."""

from django.urls import URLPattern, path, re_path

from . import jobs, panels
from .queries import desk
from .views import deciding, drafts, lines

__all__ = ["app_name", "desk", "jobs", "panels", "urlpatterns"]  # panels, jobs and worklists are registered when they are imported
app_name = "rulesets"
urlpatterns: list[URLPattern] = [
    path("", drafts.DraftsPage.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", drafts.DraftsPage.as_view(), name="export"),
    path("nytt/", drafts.StartPage.as_view(), name="start"),
    path("konsekvenser/", drafts.ConsequencesPage.as_view(), name="consequences"),
    re_path(r"^konsekvenser/(?P<form>xlsx|csv|json)$", drafts.ConsequencesPage.as_view(), name="consequences_export"),
    path("<str:code>/", drafts.DraftPage.as_view(), name="detail"),
    path("<str:code>/prova/", deciding.TryPage.as_view(), name="try"),
    path("<str:code>/ta-in/", deciding.RebasePage.as_view(), name="rebase"),
    path("<str:code>/lagg-fram/", deciding.ProposePage.as_view(), name="propose"),
    path("<str:code>/tillbaka/", deciding.SendBackPage.as_view(), name="send_back"),
    path("<str:code>/lagg-ned/", deciding.DropPage.as_view(), name="drop"),
    path("<str:code>/beslut/", deciding.DecidePage.as_view(), name="decide"),
    path("<str:code>/rad/<str:part>/", lines.AddPage.as_view(), name="add"),
    path("<str:code>/rad/<str:part>/<str:key>/", lines.LinePage.as_view(), name="line"),
    path("<str:code>/rad/<str:part>/<str:key>/ny/", lines.NewPage.as_view(), name="new"),
    path("<str:code>/rad/<str:part>/<str:key>/ta-bort/", lines.RemovePage.as_view(), name="remove"),
]
