from importlib import import_module

from django.apps import AppConfig


class MetadataConfig(AppConfig):
    name = "guike.platform.metadata"
    label = "metadata"

    def ready(self) -> None:
        import_module("guike.platform.metadata.following").declare()
