from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "nytta.followup.projects"
    label = "projects"
