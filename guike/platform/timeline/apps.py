from importlib import import_module

from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "guike.platform.timeline"
    label = "timeline"

    def ready(self) -> None:
        import_module("guike.platform.timeline.files").declare()
