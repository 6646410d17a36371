"""Addresses of the organisation."""

from django.urls import path, re_path

from .views import bodies

app_name = "organisation"
urlpatterns = [
    path("", bodies.Bodies.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", bodies.Bodies.as_view(), name="export"),
    path("trad/", bodies.Tree.as_view(), name="tree"),
    path("upphorda/", bodies.Ended.as_view(), name="ended"),
    re_path(r"^upphorda/(?P<form>xlsx|csv|json)$", bodies.Ended.as_view(), name="ended_export"),
    path("<slug:code>/", bodies.BodyPage.as_view(), name="detail"),
]
