from importlib import import_module

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "guike.domains.activities"
    label = "activities"

    def ready(self) -> None:
        import_module("guike.domains.activities.metadata").declare()
