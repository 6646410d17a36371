"""The API's root: all that the apps declare, who asks by which token, and the document of it."""

from .root import API, RESOURCES, URLS

__all__ = ["API", "RESOURCES", "URLS"]
