"""One request = one unit of work: who asks from where, and settings read once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guike.entry.api.caller import request_id
from guike.platform.audit.origin import Origin, acting
from guike.platform.settings.queries import snapshot


class UnitOfWork:
    """Sets the origin that audit lines and events carry; the caller is added when he is identified."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # gunicorn has put the client's address here when the proxy in front is trusted.
        source = Origin(request_id=request_id(request), ip=request.META.get("REMOTE_ADDR", ""))
        with acting(source), snapshot():
            return self.get_response(request)
