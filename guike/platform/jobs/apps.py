from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "guike.platform.jobs"
    label = "jobs"

    def ready(self) -> None:
        import_module("guike.platform.jobs.metadata")
