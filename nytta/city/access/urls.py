"""Addresses of log-in and programs."""

from django.urls import URLPattern

from . import jobs, panels  # noqa: F401  (they register)

app_name = "access"
urlpatterns: list[URLPattern] = []
