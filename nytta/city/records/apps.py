from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "nytta.city.records"
    label = "records"
