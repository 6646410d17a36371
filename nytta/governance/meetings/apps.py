from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "nytta.governance.meetings"
    label = "meetings"
