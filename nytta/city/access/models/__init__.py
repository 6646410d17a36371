"""Tokens, groups that a directory keeps, and who has been removed."""

from .directory import DirectoryGroup
from .people import Removal
from .tokens import AccessToken, TokenAddress

__all__ = ["AccessToken", "DirectoryGroup", "Removal", "TokenAddress"]
