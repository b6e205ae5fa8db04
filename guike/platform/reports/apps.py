from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "guike.platform.reports"
    label = "reports"

    def ready(self) -> None:
        import_module("guike.platform.reports.metadata").declare()
