from django.apps import AppConfig


class WeighingConfig(AppConfig):
    name = "nytta.governance.weighing"
    label = "weighing"
