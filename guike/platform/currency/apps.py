from django.apps import AppConfig


class CurrencyConfig(AppConfig):
    name = "guike.platform.currency"
    label = "currency"
