"""Addresses: the API and the operators' pages first, then the browser client for every other path."""

from django.urls import URLPattern, URLResolver, path, re_path

from guike.entry import browser, health, metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics.metrics),
    re_path(r"^(?!api/|healthz$|readyz$|metrics$|static/|assets/).*$", browser.index),
]
