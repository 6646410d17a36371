"""Addresses of projects."""

from django.urls import path, re_path

from . import panels  # noqa: F401  (they register)
from .views import acts, pages

app_name = "projects"
urlpatterns = [
    path("", pages.Projects.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", pages.Projects.as_view(), name="export"),
    path("effekter/", pages.Effects.as_view(), name="effects"),
    path("avvikelse/<int:pk>/", acts.See.as_view(), name="see"),
    path("<str:code>/", pages.ProjectPage.as_view(), name="detail"),
    path("<str:code>/starta/", acts.Open.as_view(), name="open"),
    path("<str:code>/lage/", acts.Report.as_view(), name="report"),
    path("<str:code>/nasta-del/", acts.Part.as_view(), name="part"),
    path("<str:code>/avsluta/", acts.Close.as_view(), name="close"),
    path("<str:code>/godta/", acts.Accept.as_view(), name="accept"),
    path("<str:code>/aterlamna/", acts.Return.as_view(), name="return"),
    path("<str:code>/effekt/", acts.Effect.as_view(), name="effect"),
]
