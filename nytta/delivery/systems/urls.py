"""Addresses of systems and of common solutions, each subject by itself."""

from django.urls import path, re_path

from . import panels, views  # noqa: F401  (panels register)

app_name = "systems"
_SOLUTIONS = [
    path("gemensamma-losningar/", views.Solutions.as_view(), name="solutions"),
    re_path(r"^gemensamma-losningar/(?P<form>xlsx|csv|json)$", views.Solutions.as_view(), name="solutions_export"),
    path("gemensamma-losningar/ny/", views.NewSolution.as_view(), name="new_solution"),
    path("gemensamma-losningar/<slug:code>/", views.Solution.as_view(), name="solution"),
]
urlpatterns = [*_SOLUTIONS]
