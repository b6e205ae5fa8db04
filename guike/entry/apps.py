from importlib import import_module

from django.apps import AppConfig


class EntryConfig(AppConfig):
    name = "guike.entry"
    label = "entry"

    def ready(self) -> None:
        import_module("guike.entry.wiring").connect()
