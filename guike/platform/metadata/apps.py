from django.apps import AppConfig


class MetadataConfig(AppConfig):
    name = "guike.platform.metadata"
    label = "metadata"
