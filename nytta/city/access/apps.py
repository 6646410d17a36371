from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "nytta.city.access"
    label = "access"
