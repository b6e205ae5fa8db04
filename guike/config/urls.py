"""Addresses: the API and the operators' pages first, then the browser client for every other path."""

from django.urls import URLPattern, URLResolver, path, re_path

from guike.entry import browser, health, metrics, missing
from guike.entry.api.app import api

handler500 = "guike.entry.missing.broken"
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    re_path(r"^api(?:/|$)", missing.missing),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics.metrics),
    re_path(r"^l/[A-Za-z0-9_-]{20,100}$", browser.public_page),
    re_path(r"^(?!api(?:/|$)|healthz$|readyz$|metrics$|static/|assets/).*$", browser.index),
]
