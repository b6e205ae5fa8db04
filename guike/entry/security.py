"""Headers that keep a browser from doing on our page what we did not mean."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data: blob: https:; connect-src 'self' {live}; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"


class SecurityHeaders:
    """Adds Content-Security-Policy and Permissions-Policy to every answer.

    Ant Design writes style elements at run time, hence 'unsafe-inline' for styles alone; map tiles
    and avatars may lie on any HTTPS host; the live channel answers on the next port.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.setdefault("Content-Security-Policy", _POLICY.format(live=_live_origin(request)))
        answer.setdefault("Permissions-Policy", _PERMISSIONS)
        return answer


def _live_origin(request: HttpRequest) -> str:
    host, _, port = request.get_host().rpartition(":")
    return f"{request.scheme}://{host}:{int(port) + 1}" if host and port.isdigit() else ""
