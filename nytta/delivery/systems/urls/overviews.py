"""Addresses of the overviews of the register of systems."""

from django.urls import path, re_path

from ..views import overviews

_EXPORT = "(?P<form>xlsx|csv|json)$"
_EACH = (
    ("formagor", overviews.HeatMap, "heat"),
    ("gemensamma-losningar", overviews.Uptake, "uptake"),
    ("kostnad", overviews.Costs, "costs"),
    ("livscykel", overviews.Life, "life"),
    ("lamnade", overviews.LeftBehind, "left"),
    ("varde-och-teknik", overviews.Quadrants, "quadrants"),
)
OVERVIEWS = [
    path("system/oversikter/", overviews.Overviews.as_view(), name="overviews"),
    *(path(f"system/oversikter/{word}/", page.as_view(), name=name) for word, page, name in _EACH),
    *(re_path(rf"^system/oversikter/{word}/{_EXPORT}", page.as_view(), name=f"{name}_export") for word, page, name in _EACH),
]
