from importlib import import_module

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "guike.platform.printing"
    label = "printing"

    def ready(self) -> None:
        import_module("guike.platform.printing.metadata").declare()
