from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "guike.platform.access"
    label = "access"
