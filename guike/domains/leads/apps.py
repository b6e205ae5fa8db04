from importlib import import_module

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "guike.domains.leads"
    label = "leads"

    def ready(self) -> None:
        import_module("guike.domains.leads.metadata").declare()
