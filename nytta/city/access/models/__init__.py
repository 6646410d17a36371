"""Providers and whom they know, accounts, tokens and webhooks, groups that a directory keeps, who was removed or merged, and what log-ins leave."""

from .accounts import Attempts, FactorDemand, Invitation, SignIn
from .directory import DirectoryGroup
from .people import Merge, Removal
from .programs import ServiceAccount
from .providers import ClaimRule, GivenGroup, Identity, IdentityProvider, LoginAttempt
from .saml import SamlCandidate
from .tokens import AccessToken, TokenAddress
from .webhooks import Delivery, DeliveryTry, Webhook

__all__ = [
    "AccessToken", "Attempts", "ClaimRule", "Delivery", "DeliveryTry", "DirectoryGroup", "FactorDemand", "GivenGroup", "Identity",
    "IdentityProvider", "Invitation", "LoginAttempt", "Merge", "Removal", "SamlCandidate", "ServiceAccount", "SignIn", "TokenAddress", "Webhook",
]  # fmt: skip
