"""Addresses of the organisation."""

from django.urls import path, re_path

from . import views

app_name = "organisation"
urlpatterns = [
    path("", views.Bodies.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", views.Bodies.as_view(), name="export"),
    path("<slug:code>/", views.BodyPage.as_view(), name="detail"),
]
