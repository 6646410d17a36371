from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "nytta.governance.benefits"
    label = "benefits"
