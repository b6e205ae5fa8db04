from importlib import import_module

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "guike.platform.messaging"
    label = "messaging"

    def ready(self) -> None:
        import_module("guike.platform.messaging.metadata").declare()
