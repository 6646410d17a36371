"""Service accounts, tokens and webhooks, groups that a directory keeps, and who has been removed."""

from .directory import DirectoryGroup
from .people import Removal
from .programs import ServiceAccount
from .tokens import AccessToken, TokenAddress
from .webhooks import Delivery, DeliveryTry, Webhook

__all__ = [
    "AccessToken", "Delivery", "DeliveryTry", "DirectoryGroup", "Removal", "ServiceAccount", "TokenAddress", "Webhook",
]  # fmt: skip
