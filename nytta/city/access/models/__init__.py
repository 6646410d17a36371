"""Tokens, and groups that a directory keeps."""

from .directory import DirectoryGroup
from .tokens import AccessToken

__all__ = ["AccessToken", "DirectoryGroup"]
