from importlib import import_module

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "guike.domains.orders"
    label = "orders"

    def ready(self) -> None:
        import_module("guike.domains.orders.metadata").declare()
