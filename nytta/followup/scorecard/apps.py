from django.apps import AppConfig


class ScorecardConfig(AppConfig):
    name = "nytta.followup.scorecard"
    label = "scorecard"
