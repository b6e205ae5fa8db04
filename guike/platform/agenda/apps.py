from importlib import import_module

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "guike.platform.agenda"
    label = "agenda"

    def ready(self) -> None:
        import_module("guike.platform.agenda.feeds").declare()
