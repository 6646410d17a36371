from django.apps import AppConfig


class PortfoliosConfig(AppConfig):
    name = "nytta.governance.portfolios"
    label = "portfolios"
