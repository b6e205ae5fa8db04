from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "guike.platform.views"
    label = "views"
