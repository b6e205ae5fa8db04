from importlib import import_module

from django.apps import AppConfig


class AdaptersConfig(AppConfig):
    name = "guike.platform.adapters"
    label = "adapters"

    def ready(self) -> None:
        for module in ("services", "outbound", "robots", "sms"):
            import_module(f"guike.platform.adapters.{module}")
