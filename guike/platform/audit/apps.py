from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "guike.platform.audit"
    label = "audit"
