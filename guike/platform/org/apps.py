from importlib import import_module

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "guike.platform.org"
    label = "org"

    def ready(self) -> None:
        import_module("guike.platform.org.security")
