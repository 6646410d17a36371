from django.apps import AppConfig


class ValuationConfig(AppConfig):
    name = "nytta.governance.valuation"
    label = "valuation"
