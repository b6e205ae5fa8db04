from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "guike.platform.events"
    label = "events"
