"""Addresses of the common solutions."""

from django.urls import path, re_path

from . import panels, views  # noqa: F401  (panels register)

app_name = "systems"
urlpatterns = [
    path("", views.Solutions.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", views.Solutions.as_view(), name="export"),
    path("ny/", views.NewSolution.as_view(), name="new"),
    path("<slug:code>/", views.Solution.as_view(), name="detail"),
]
