"""The address of the directory's calls; everything below it is answered there, as the standard asks."""

from django.urls import re_path

from .scim import Scim

app_name = "scim"
urlpatterns = [re_path(r"^(?P<path>.*)$", Scim.as_view(), name="scim")]
