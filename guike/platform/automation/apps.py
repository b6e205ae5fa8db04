from importlib import import_module

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "guike.platform.automation"
    label = "automation"

    def ready(self) -> None:
        import_module("guike.platform.automation.metadata").declare()
