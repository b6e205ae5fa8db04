from importlib import import_module

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "guike.platform.calendar"
    label = "calendar"

    def ready(self) -> None:
        import_module("guike.platform.calendar.metadata")
