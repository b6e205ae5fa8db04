from importlib import import_module

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "guike.platform.access"
    label = "access"

    def ready(self) -> None:
        import_module("guike.platform.access.scope")
