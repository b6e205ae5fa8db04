from importlib import import_module

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "guike.domains.leads"
    label = "leads"

    def ready(self) -> None:
        for module in ("metadata", "subscribers"):
            import_module(f"guike.domains.leads.{module}").declare()
