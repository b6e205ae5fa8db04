from importlib import import_module

from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "guike.platform.feed"
    label = "feed"

    def ready(self) -> None:
        for module in ("metadata", "subscribers"):
            import_module(f"guike.platform.feed.{module}").declare()
