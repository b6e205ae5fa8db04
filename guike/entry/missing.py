"""Answers for unknown addresses under /api, and for errors outside the API."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from guike.entry.api.answers import failed, refused
from guike.kernel.errors import NotFound


@csrf_exempt
def missing(request: HttpRequest) -> HttpResponse:
    """404 in the API's form for any method. No CSRF check is needed, because nothing happens here."""
    return refused(request, NotFound())


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler for an error that nobody caught, such as an unreadable session; it answers as the API does."""
    return failed(request, sys.exc_info()[1] or RuntimeError("unknown"))
