"""Addresses of the start page, the desk and the public pages."""

from django.urls import path, re_path

from . import jobs, panels
from .views import about, cases, dossier, start

__all__ = ["app_name", "jobs", "panels", "urlpatterns"]  # jobs and panels register when they are imported
app_name = "portal"
urlpatterns = [
    path("", start.Start.as_view(), name="start"),
    path("mitt-bord/", start.Desk.as_view(), name="desk"),
    path("mina-val/", about.Choices.as_view(), name="choices"),
    path("program/nytt/", start.Adopt.as_view(), name="adopt"),
    path("arenden/", cases.Cases.as_view(), name="cases"),
    re_path(r"^arenden/(?P<form>xlsx|csv|json)$", cases.Cases.as_view(), name="cases_export"),
    path("arenden/<str:code>/", cases.CasePage.as_view(), name="case"),
    re_path(r"^arenden/(?P<code>[^/]+)/akt\.(?P<form>pdf|zip)$", dossier.DossierFile.as_view(), name="dossier"),
    path("arenden/<str:code>/kalkyl/", cases.CaseCalculation.as_view(), name="calculation"),
    path("arenden/<str:code>/prova/", cases.Examine.as_view(), name="examine"),
    path("arenden/<str:code>/handling/<int:document>/", cases.DocumentFile.as_view(), name="document"),
    path("tillganglighet/", about.Accessibility.as_view(), name="accessibility"),
    path("tillganglighet/<int:pk>/svar/", about.AnswerReport.as_view(), name="answer_report"),
    path("personuppgifter/", about.Privacy.as_view(), name="privacy"),
    path("om/", about.About.as_view(), name="about"),
    path("om/beteckningar/", about.Sources.as_view(), name="sources"),
]
