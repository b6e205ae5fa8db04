"""Security headers, which limit what a browser may do on our pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guike.kernel.numerals import whole

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data: blob: https:; connect-src 'self' {live}; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds the security headers to every answer, in one middleware instead of Django's two.

    Ant Design writes style elements at run time, hence 'unsafe-inline' for styles alone; map tiles
    and avatars may come from any HTTPS host; the live channel answers on the next port.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.setdefault("Content-Security-Policy", _policy(request.scheme or "http", request.get_host()))
        for name, value in _ALWAYS.items():
            answer.setdefault(name, value)
        return answer


def _policy(scheme: str, address: str) -> str:
    host, _, port = address.rpartition(":")
    number = whole(port)
    return _POLICY.format(live=f"{scheme}://{host}:{number + 1}" if host and number is not None else "")
