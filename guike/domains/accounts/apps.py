from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "guike.domains.accounts"
    label = "accounts"

    def ready(self) -> None:
        import_module("guike.domains.accounts.metadata").declare()
