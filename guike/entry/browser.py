"""Serves the browser client's page at every address that the client routes itself."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

_NOT_BUILT = "The browser client is not built: run make web.\n"


#: the page of public links and its headers: nothing of the address is kept, indexed or told to another site
_PUBLIC = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


@require_safe
def public_page(_request: HttpRequest) -> HttpResponse:
    """The page of public links, a small one of its own that needs no sign-in and sets no cookie."""
    path: Path = settings.WEB_DIST / "public.html"
    if not path.exists():
        return HttpResponseNotFound(_NOT_BUILT, content_type="text/plain; charset=utf-8", headers=_PUBLIC)
    return HttpResponse(path.read_bytes(), content_type="text/html; charset=utf-8", headers=_PUBLIC)


@require_safe
@ensure_csrf_cookie
def index(_request: HttpRequest) -> HttpResponse:
    """`index.html`, never cached, so that a new version is seen at the next visit."""
    path: Path = settings.WEB_DIST / "index.html"
    if not path.exists():
        return HttpResponseNotFound(_NOT_BUILT, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(path.read_bytes(), content_type="text/html; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
