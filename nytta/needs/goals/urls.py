"""Addresses of the programme's goals."""

from django.urls import path

from . import views

app_name = "goals"
urlpatterns = [path("", views.ProgrammePage.as_view(), name="programme")]
