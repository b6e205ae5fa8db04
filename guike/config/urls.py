"""Addresses: the API and the operators' pages first, then the browser client for every other path."""

from django.urls import URLPattern, URLResolver, re_path

from guike.entry import browser

urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^(?!api/|healthz$|readyz$|metrics$|static/|assets/).*$", browser.index),
]
