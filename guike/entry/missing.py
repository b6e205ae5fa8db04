"""Answers where no route has one: unknown addresses under /api, and what fails outside of it."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from guike.entry.api.answers import failed, refused
from guike.kernel.errors import NotFound


@csrf_exempt
def missing(request: HttpRequest) -> HttpResponse:
    """404 as every refusal of the API, whatever the method: there is nothing here to protect."""
    return refused(request, NotFound())


def broken(request: HttpRequest) -> HttpResponse:
    """What Django calls for an error that nobody caught, such as a session that cannot be read: as in the API."""
    return failed(request, sys.exc_info()[1] or RuntimeError("unknown"))
