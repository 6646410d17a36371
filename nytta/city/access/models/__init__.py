"""Providers and whom they know, service accounts, tokens and webhooks, groups that a directory keeps, and who has been removed or merged."""

from .directory import DirectoryGroup
from .people import Merge, Removal
from .programs import ServiceAccount
from .providers import ClaimRule, GivenGroup, Identity, IdentityProvider, LoginAttempt
from .tokens import AccessToken, TokenAddress
from .webhooks import Delivery, DeliveryTry, Webhook

__all__ = [
    "AccessToken", "ClaimRule", "Delivery", "DeliveryTry", "DirectoryGroup", "GivenGroup", "Identity", "IdentityProvider", "LoginAttempt",
    "Merge", "Removal", "ServiceAccount", "TokenAddress", "Webhook",
]  # fmt: skip
