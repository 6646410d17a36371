"""Addresses of the start page, the desk and the public pages."""

from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.Start.as_view(), name="start"),
]
