from importlib import import_module

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "guike.platform.exchange"
    label = "exchange"

    def ready(self) -> None:
        import_module("guike.platform.exchange.metadata").declare()
