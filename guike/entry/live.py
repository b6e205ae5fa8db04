"""The live process's application: `uvicorn guike.entry.live:app`."""

import os
from importlib import import_module

import django
from starlette.applications import Starlette

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guike.config.settings")
django.setup()
app: Starlette = import_module("guike.entry.channel").app
