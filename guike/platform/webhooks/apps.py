from importlib import import_module

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "guike.platform.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        import_module("guike.platform.webhooks.metadata").declare()
