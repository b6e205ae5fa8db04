from importlib import import_module

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "guike.domains.catalog"
    label = "catalog"

    def ready(self) -> None:
        import_module("guike.domains.catalog.metadata").declare()
