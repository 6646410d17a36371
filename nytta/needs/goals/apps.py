from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "nytta.needs.goals"
    label = "goals"
