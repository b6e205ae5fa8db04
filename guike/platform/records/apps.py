from importlib import import_module

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "guike.platform.records"
    label = "records"

    def ready(self) -> None:
        import_module("guike.platform.records.metadata").declare()
