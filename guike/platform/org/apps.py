from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "guike.platform.org"
    label = "org"
