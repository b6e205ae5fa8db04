from importlib import import_module

from django.apps import AppConfig


class SettingsConfig(AppConfig):
    name = "guike.platform.settings"
    label = "settings"

    def ready(self) -> None:
        import_module("guike.platform.settings.metadata")
