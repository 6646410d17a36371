"""Addresses of the flows between systems."""

from django.urls import path, re_path

from ..queries import desk
from ..views import beside, flow_sheet, flows

__all__ = ["app_name", "beside", "desk", "urlpatterns"]  # panels and worklists are registered when they are imported
app_name = "flows"
urlpatterns = [
    path("", flows.Flows.as_view(), name="list"),
    re_path(r"^(?P<form>xlsx|csv|json)$", flows.Flows.as_view(), name="export"),
    path("ny/", flows.NewFlow.as_view(), name="new"),
    path("fil/", flow_sheet.FlowSheet.as_view(), name="sheet"),
    path("fil/granska/", flow_sheet.FlowSheetLook.as_view(), name="sheet_look"),
    re_path(r"^fil/(?P<what>mall|uttag)\.(?P<kind>xlsx|csv)$", flow_sheet.FlowSheetFile.as_view(), name="sheet_file"),
    path("karta/<slug:code>/", flows.Picture.as_view(), name="picture"),
    path("paverkan/<slug:code>/", flows.ImpactPage.as_view(), name="impact"),
    re_path(r"^paverkan/(?P<code>[-\w]+)/(?P<form>xlsx|csv)$", flows.ImpactPage.as_view(), name="impact_file"),
    path("<slug:code>/", flows.FlowPage.as_view(), name="detail"),
    path("<slug:code>/andra/", flows.ChangeFlow.as_view(), name="change"),
    path("<slug:code>/avsluta/", flows.EndFlow.as_view(), name="end"),
]
