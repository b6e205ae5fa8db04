from importlib import import_module

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "guike.platform.links"
    label = "links"

    def ready(self) -> None:
        import_module("guike.platform.links.keeping").declare()
