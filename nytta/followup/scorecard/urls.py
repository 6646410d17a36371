"""Addresses of reports."""

from django.urls import path, re_path

from . import jobs, panels  # noqa: F401  (they register)
from .views import annual, portfolios

app_name = "scorecard"
urlpatterns = [
    path("", portfolios.Dashboard.as_view(), name="dashboard"),
    path("portfoljer/", portfolios.PortfolioReport.as_view(), name="portfolio"),
    path("portfoljer/pdf/", portfolios.PortfolioReport.as_view(), {"form": "pdf"}, name="portfolio_pdf"),
    path("portfoljer/rader/", portfolios.PortfolioRows.as_view(), name="rows"),
    re_path(r"^portfoljer/rader/(?P<form>xlsx|csv|json)$", portfolios.PortfolioRows.as_view(), name="rows_export"),
    path("ar/", annual.Annuals.as_view(), name="annuals"),
    re_path(r"^ar/(?P<form>xlsx|csv|json)$", annual.Annuals.as_view(), name="annuals_export"),
    path("ar/ny/", annual.Begin.as_view(), name="begin"),
    path("ar/<int:year>/", annual.Annual.as_view(), name="annual"),
    path("ar/<int:year>/pdf/", annual.AnnualFile.as_view(), name="annual_pdf"),
    path("ar/<int:year>/skriv/", annual.Comment.as_view(), name="comment"),
    path("ar/<int:year>/overlamna/", annual.Propose.as_view(), name="propose"),
    path("ar/<int:year>/ta-tillbaka/", annual.TakeBack.as_view(), name="take_back"),
    path("ar/<int:year>/godkand/", annual.Approve.as_view(), name="approve"),
]
