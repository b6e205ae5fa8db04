from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

#: files of a domain that declare it to the platform at start, in this order
DECLARING = ("metadata", "subscribers", "timeline", "reports")


class DomainsConfig(AppConfig):
    """Comes after all domains in the list of apps and calls the declarations of each, in the order of that list."""

    name = "guike.domains"
    label = "domains"

    def ready(self) -> None:
        for domain in apps.get_app_configs():
            if domain.name.startswith(f"{self.name}."):
                for file in DECLARING:
                    if find_spec(f"{domain.name}.{file}"):
                        import_module(f"{domain.name}.{file}").declare()
