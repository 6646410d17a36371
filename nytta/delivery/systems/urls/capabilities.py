"""Addresses of what the city must be able to do."""

from django.urls import path, re_path

from ..views import capabilities

CAPABILITIES = [
    path("formagor/", capabilities.Capabilities.as_view(), name="capabilities"),
    re_path(r"^formagor/(?P<form>xlsx|csv|json)$", capabilities.Capabilities.as_view(), name="capabilities_export"),
    path("formagor/ny/", capabilities.NewCapability.as_view(), name="new_capability"),
    path("formagor/<slug:code>/", capabilities.CapabilityPage.as_view(), name="capability"),
    path("formagor/<slug:code>/andra/", capabilities.ChangeCapability.as_view(), name="change_capability"),
    path("formagor/<slug:code>/avsluta/", capabilities.RetireCapability.as_view(), name="retire_capability"),
]
