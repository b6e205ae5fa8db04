from importlib import import_module

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "guike.platform.files"
    label = "files"

    def ready(self) -> None:
        import_module("guike.platform.files.metadata")
