"""Middleware that makes one request one unit of work: its origin is set, and settings are read once."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from guike.entry.api.caller import request_id
from guike.entry.throttle import client_address
from guike.platform.audit.origin import Origin, acting
from guike.platform.settings.queries import snapshot


class UnitOfWork:
    """Sets the origin for audit lines and events; the caller is added when he is identified."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = request.META["REMOTE_ADDR"] = client_address(request)
        source = Origin(request_id=request_id(request), ip=address, operation=uuid4().hex, source="form")
        with acting(source), snapshot():
            return self.get_response(request)
