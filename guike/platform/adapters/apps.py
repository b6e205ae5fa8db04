from importlib import import_module

from django.apps import AppConfig


class AdaptersConfig(AppConfig):
    name = "guike.platform.adapters"
    label = "adapters"

    def ready(self) -> None:
        import_module("guike.platform.adapters.services")
