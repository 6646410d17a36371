"""Addresses of baselines and calculation values."""

from django.urls import path, re_path

from . import panels, views

PANELS = panels  # imported so that its pieces are registered

app_name = "benefits"
urlpatterns = [
    path("", views.Baselines.as_view(), name="baselines"),
    re_path(r"^(?P<form>xlsx|csv|json)$", views.Baselines.as_view(), name="export"),
    path("nytt/", views.NewBaseline.as_view(), name="new"),
    path("importera/", views.ImportBaselines.as_view(), name="import"),
    path("importera/mall/", views.BaselineTemplate.as_view(), name="template"),
    path("ansprak/", views.Claims.as_view(), name="claims"),
    re_path(r"^ansprak/(?P<form>xlsx|csv|json)$", views.Claims.as_view(), name="claims_export"),
    path("kalkylvarden/", views.Parameters.as_view(), name="parameters"),
    re_path(r"^kalkylvarden/(?P<form>xlsx|csv|json)$", views.Parameters.as_view(), name="parameters_export"),
    path("kalkylvarden/nytt/", views.NewParameter.as_view(), name="new_parameter"),
    path("referensklasser/", views.ReferenceClasses.as_view(), name="reference"),
    path("referensklasser/projekt/", views.ReferenceProjects.as_view(), name="reference_projects"),
    re_path(r"^referensklasser/projekt/(?P<form>xlsx|csv|json)$", views.ReferenceProjects.as_view(), name="reference_projects_export"),
    path("<str:code>/", views.BaselinePage.as_view(), name="baseline"),
    path("<str:code>/mat/", views.MeasureBaseline.as_view(), name="measure"),
    path("<str:code>/beskriv/", views.ChangeBaseline.as_view(), name="change"),
]
