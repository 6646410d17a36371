from django.urls import path

from . import panels, views

__all__ = ["app_name", "panels", "urlpatterns"]  # panels are registered when they are imported
app_name = "valuation"
urlpatterns = [
    path("<str:code>/utse/", views.AppointPage.as_view(), name="appoint"),
    path("<str:code>/utse-andra/", views.AppointSecondPage.as_view(), name="appoint_second"),
    path("<str:code>/underteckna/", views.SignPage.as_view(), name="sign"),
    path("<str:code>/", views.ValuePage.as_view(), name="value"),
]
