from importlib import import_module

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "guike.domains.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        import_module("guike.domains.campaigns.metadata").declare()
