from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "nytta.needs.intake"
    label = "intake"
