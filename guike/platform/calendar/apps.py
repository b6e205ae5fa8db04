from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "guike.platform.calendar"
    label = "calendar"
