from django.apps import AppConfig


class SystemsConfig(AppConfig):
    name = "nytta.delivery.systems"
    label = "systems"
