from django.apps import AppConfig


class PreparationConfig(AppConfig):
    name = "nytta.governance.preparation"
    label = "preparation"
