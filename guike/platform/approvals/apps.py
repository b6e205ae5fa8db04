from importlib import import_module

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "guike.platform.approvals"
    label = "approvals"

    def ready(self) -> None:
        import_module("guike.platform.approvals.metadata").declare()
