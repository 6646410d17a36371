"""Service accounts and tokens, groups that a directory keeps, and who has been removed."""

from .directory import DirectoryGroup
from .people import Removal
from .programs import ServiceAccount
from .tokens import AccessToken, TokenAddress

__all__ = ["AccessToken", "DirectoryGroup", "Removal", "ServiceAccount", "TokenAddress"]
