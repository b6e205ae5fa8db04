from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "guike.domains.accounts"
    label = "accounts"

    def ready(self) -> None:
        for module in ("metadata", "subscribers"):
            import_module(f"guike.domains.accounts.{module}").declare()
