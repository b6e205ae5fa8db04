from importlib import import_module

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "guike.platform.sharing"
    label = "sharing"

    def ready(self) -> None:
        import_module("guike.platform.sharing.metadata").declare()
