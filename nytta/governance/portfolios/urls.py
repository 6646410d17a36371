"""Addresses of portfolios."""

from django.urls import URLPattern

app_name = "portfolios"
urlpatterns: list[URLPattern] = []
