from django.apps import AppConfig


class RuleSetsConfig(AppConfig):
    name = "nytta.governance.rulesets"
    label = "rulesets"
