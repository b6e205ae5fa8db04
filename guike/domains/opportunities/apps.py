from importlib import import_module

from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "guike.domains.opportunities"
    label = "opportunities"

    def ready(self) -> None:
        import_module("guike.domains.opportunities.metadata").declare()
