"""SCIM 2.0 as the city's directory speaks it: attributes, filters, patches and resources, without a database. Source: RFC 7643; RFC 7644."""

from .filters import Filter, parse
from .patching import patched
from .resources import cleaned, name_of, shown, words_of
from .schemas import ENTERPRISE, GROUP, USER, ScimError

__all__ = ["ENTERPRISE", "GROUP", "USER", "Filter", "ScimError", "cleaned", "name_of", "parse", "patched", "shown", "words_of"]
