"""Addresses of the start page, the desk and the public pages."""

from django.urls import path, re_path

from . import jobs, panels
from .api import RESOURCES
from .views import about, cases, developers, dossier, insight, oversight, personal, registers, search, start

__all__ = ["app_name", "jobs", "panels", "urlpatterns"]  # jobs and panels register when they are imported
app_name = "portal"
urlpatterns = [
    path("", start.Start.as_view(), name="start"),
    path("sok/", search.Search.as_view(), name="search"),
    path("mitt-bord/", start.Desk.as_view(), name="desk"),
    path("alla-register/", registers.Registers.as_view(), name="registers"),
    path("mina-arenden/", insight.OwnCases.as_view(), name="own_cases"),
    re_path(r"^mina-arenden/(?P<form>xlsx|csv|json)$", insight.OwnCases.as_view(), name="own_cases_export"),
    path("folj/<str:code>/", insight.FollowCase.as_view(), name="follow"),
    path("folj/<str:code>/sluta/", insight.LeaveCase.as_view(), name="leave"),
    path("overblick/", oversight.Oversight.as_view(), name="oversight"),
    re_path(r"^overblick/(?P<form>xlsx|csv|json)$", oversight.Oversight.as_view(), name="oversight_export"),
    path("overblick/paminn/", oversight.Remind.as_view(), name="remind"),
    path("overblick/regler/", oversight.Escalations.as_view(), name="escalations"),
    path("overblick/regler/ny/", oversight.SetEscalation.as_view(), name="new_escalation"),
    path("overblick/regler/<int:pk>/", oversight.SetEscalation.as_view(), name="escalation"),
    path("overblick/regler/<int:pk>/avsluta/", oversight.EndEscalation.as_view(), name="end_escalation"),
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
    path("personuppgifter/", personal.Privacy.as_view(), name="privacy"),
    path("personuppgifter/begar/", personal.AskExtract.as_view(), name="ask_extract"),
    path("personuppgifter/begar/<str:username>/", personal.AskExtract.as_view(), name="ask_extract_for"),
    path("personuppgifter/utdrag/<int:pk>/", personal.ExtractPage.as_view(), name="extract"),
    re_path(
        r"^personuppgifter/utdrag/(?P<pk>[0-9]{1,9})/uppgifter\.(?P<form>json|pdf)$", personal.ExtractFile.as_view(), name="extract_file"
    ),
    path("om/", about.About.as_view(), name="about"),
    path("utvecklare/", developers.Developers.as_view(resources=RESOURCES), name="developers"),
    path("om/beteckningar/", about.Sources.as_view(), name="sources"),
    path("om/beteckningar/<str:designation>/", about.Source.as_view(), name="source"),
]
