from importlib import import_module

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Use-cases that span domains; each module declares its actions."""

    name = "guike.flows"
    label = "flows"

    def ready(self) -> None:
        for module in ("convert_lead", "unconvert_lead", "first_order"):
            import_module(f"guike.flows.{module}").declare()
