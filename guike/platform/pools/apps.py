from django.apps import AppConfig


class PoolsConfig(AppConfig):
    name = "guike.platform.pools"
    label = "pools"
