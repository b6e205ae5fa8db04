from importlib import import_module

from django.apps import AppConfig


class PoolsConfig(AppConfig):
    name = "guike.platform.pools"
    label = "pools"

    def ready(self) -> None:
        for module in ("subscribers", "timeline"):
            import_module(f"guike.platform.pools.{module}").declare()
