from importlib import import_module

from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "guike.domains.opportunities"
    label = "opportunities"

    def ready(self) -> None:
        for module in ("metadata", "timeline"):
            import_module(f"guike.domains.opportunities.{module}").declare()
