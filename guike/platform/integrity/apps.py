from importlib import import_module

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "guike.platform.integrity"
    label = "integrity"

    def ready(self) -> None:
        import_module("guike.platform.integrity.services").declare()
