from importlib import import_module

from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "guike.domains.roles"
    label = "roles"

    def ready(self) -> None:
        for module in ("metadata", "to_come"):
            import_module(f"guike.domains.roles.{module}").declare()
