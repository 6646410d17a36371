from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "nytta.governance.applications"
    label = "applications"
