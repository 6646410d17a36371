"""Addresses of ideas."""

from django.urls import path, re_path

from .. import panels
from ..views import ideas as views

__all__ = ["app_name", "panels", "urlpatterns"]  # panels are registered when they are imported

app_name = "intake"
urlpatterns = [
    path("", views.Ideas.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", views.Ideas.as_view(), name="export"),
    path("ny/", views.NewIdea.as_view(), name="new"),
    path("liknande/", views.similar, name="similar"),
    path("<str:code>/", views.IdeaPage.as_view(), name="detail"),
    path("<str:code>/svara/", views.Answer.as_view(), name="answer"),
]
