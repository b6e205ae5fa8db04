"""Addresses under /api that no route knows."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from guike.entry.api.answers import refused
from guike.kernel.errors import NotFound


@csrf_exempt
def missing(request: HttpRequest) -> HttpResponse:
    """404 as every refusal of the API, whatever the method: there is nothing here to protect."""
    return refused(request, NotFound())
