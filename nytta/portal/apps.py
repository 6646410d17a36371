from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "nytta.portal"
    label = "portal"
