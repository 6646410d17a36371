"""Addresses of systems and of common solutions, each subject by itself."""

from django.urls import path, re_path

from .. import panels, views  # noqa: F401  (panels register)
from .capabilities import CAPABILITIES
from .information import INFORMATION, MODELS
from .overviews import OVERVIEWS

app_name = "systems"
EXPORT = "(?P<form>xlsx|csv|json)$"
_SOLUTIONS = [
    path("gemensamma-losningar/", views.Solutions.as_view(), name="solutions"),
    re_path(rf"^gemensamma-losningar/{EXPORT}", views.Solutions.as_view(), name="solutions_export"),
    path("gemensamma-losningar/ny/", views.NewSolution.as_view(), name="new_solution"),
    path("gemensamma-losningar/<slug:code>/", views.Solution.as_view(), name="solution"),
    path("gemensamma-losningar/<slug:code>/andra/", views.ChangeSolution.as_view(), name="change_solution"),
]
_SYSTEMS = [
    path("system/", views.Systems.as_view(), name="list"),
    re_path(rf"^system/{EXPORT}", views.Systems.as_view(), name="export"),
    path("system/nytt/", views.NewSystem.as_view(), name="new"),
    path("system/liknande/", views.Similar.as_view(), name="similar"),
    path("system/bekrafta/", views.Attest.as_view(), name="attest"),
    path("system/inlasning/", views.Import.as_view(), name="import"),
    path("system/inlasning/granska/", views.ImportLook.as_view(), name="import_look"),
    path("system/inlasning/infors/<int:job>/", views.SheetJob.as_view(), name="import_job"),
    re_path(r"^system/inlasning/(?P<what>mall|hela)\.(?P<kind>xlsx|csv|json)$", views.Whole.as_view(), name="whole"),
    path("system/laget/", views.League.as_view(), name="league"),
    re_path(rf"^system/laget/{EXPORT}", views.League.as_view(), name="league_export"),
    path("system/avvecklade/", views.Retired.as_view(), name="retired"),
    re_path(rf"^system/avvecklade/{EXPORT}", views.Retired.as_view(), name="retired_export"),
    path("system/<slug:code>/", views.SystemPage.as_view(), name="detail"),
    path("system/<slug:code>/andra/", views.ChangeSystem.as_view(), name="change"),
    path("system/<slug:code>/avveckla/", views.Retire.as_view(), name="retire"),
    path("system/<slug:code>/dokument/nytt/", views.NewDocument.as_view(), name="new_document"),
    path("system/<slug:code>/dokument/<int:document>/", views.DocumentFile.as_view(), name="document"),
    path("system/<slug:code>/dokument/<int:document>/ta-bort/", views.RemoveDocument.as_view(), name="remove_document"),
]
urlpatterns = [*CAPABILITIES, *INFORMATION, *MODELS, *_SOLUTIONS, *OVERVIEWS, *_SYSTEMS]
