from importlib import import_module

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "guike.platform.directory"
    label = "directory"

    def ready(self) -> None:
        import_module("guike.platform.directory.metadata").declare()
