from importlib import import_module

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "guike.platform.notify"
    label = "notify"

    def ready(self) -> None:
        import_module("guike.platform.notify.metadata")
