from importlib import import_module

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "guike.domains.activities"
    label = "activities"

    def ready(self) -> None:
        for module in ("metadata", "subscribers"):
            import_module(f"guike.domains.activities.{module}").declare()
