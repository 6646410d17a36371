from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "nytta.city.organisation"
    label = "organisation"
