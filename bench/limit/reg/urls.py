"""Addresses of the limit."""

from django.urls import path

from . import views

urlpatterns = [
    path("systems/", views.system_list, name="list"),
    path("systems/<int:pk>/", views.system_detail, name="detail"),
    path("portfolio/", views.portfolio, name="portfolio"),
    path("what-if/", views.what_if, name="what_if"),
    path("search/", views.search, name="search"),
    path("api/systems/", views.api_list, name="api"),
    path("export.csv", views.export_csv, name="csv"),
    path("export.xlsx", views.export_xlsx, name="xlsx"),
]
