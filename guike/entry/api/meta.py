"""Routes of metadata, settings, regions and search, from which the browser draws its screens."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.entry.api.answers import json_answer, read_object
from guike.entry.api.queries import check_params
from guike.entry.openapi.document import openapi
from guike.kernel import limits
from guike.kernel.errors import BadRequest, Forbidden, NotFound
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.exchange.reads import count_reads
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.regions import region_tree
from guike.platform.org.queries import directory
from guike.platform.search.queries import search_everything
from guike.platform.settings import queries as settings
from guike.platform.settings import services as settings_services
from guike.platform.views.describe import Describer

router = Router(tags=["meta"])


def _describer(request: HttpRequest) -> Describer:
    return Describer(request.auth, all_labels=request.GET.get("labels") == "all")  # type: ignore[attr-defined]


@router.get("/meta/objects")
def list_objects(request: HttpRequest) -> HttpResponse:
    """Objects that the caller may list, and the areas of the menu."""
    return json_answer(_describer(request).objects())


@router.get("/meta/objects/{object_name}")
def describe_object(request: HttpRequest, object_name: str) -> HttpResponse:
    """Fields, actions, views, layouts of one object, cut down to what the caller may see."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    spec = catalogue().get(object_name)
    ctx.require(object_name, "view")
    return json_answer(_describer(request).object(spec))


@router.get("/meta/regions")
def regions(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - passed by name
    """Provinces, cities and counties by GB/T 2260 code."""
    answer = json_answer(region_tree())
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@router.get("/search")
def search(request: HttpRequest) -> HttpResponse:
    """Search of records by name, number, phone, pinyin and initials, in every object that the caller may see."""
    check_params(request, frozenset({"q"}))
    q = request.GET.get("q", "")[: int(limits.SEARCH_CHARS)].replace("\0", "")
    ctx: Context = request.auth  # type: ignore[attr-defined]
    items = search_everything(ctx, q)
    for name in sorted({item["object"] for item in items}):
        count_reads(ctx, name, [item for item in items if item["object"] == name])
    return json_answer({"items": items})


@router.get("/openapi.json")
def openapi_document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 document of everything that the caller may see."""
    return json_answer(openapi(request.auth))  # type: ignore[attr-defined]


def _require_settings(ctx: Context) -> None:
    if not ctx.can("setting", "edit"):
        raise Forbidden("access.no_permission")


@router.get("/settings")
def get_settings(request: HttpRequest) -> HttpResponse:
    """All settings with their values, for administrators. `?department=3` or `?object=lead`: the settings that may
    differ there, with their values there."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    _require_settings(ctx)
    department, object_name = _place(request)
    shown_all = request.GET.get("labels") == "all"
    return json_answer(settings.serve(ctx.locale, department, object_name, all_labels=shown_all))


def _place(request: HttpRequest) -> tuple[int | None, str | None]:
    """The department or the object in the request. NotFound when it does not exist."""
    check_params(request, frozenset({"department", "object"}))
    department, object_name = request.GET.get("department"), request.GET.get("object")
    if department is not None and object_name is not None:
        raise BadRequest("request.bad", reason="department or object, not both")
    if department is not None:
        units = directory().units
        number = whole(department)
        if number is None or number not in units:
            raise NotFound
        return number, None
    if object_name is not None and object_name not in catalogue().objects:
        raise NotFound
    return None, object_name


@router.patch("/settings")
def patch_settings(request: HttpRequest) -> HttpResponse:
    """Change settings: {key: value}; null removes the value, so that the next wider one applies. Every wrong value is
    reported at once. For the company, or for one department or object as in GET."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    _require_settings(ctx)
    department, object_name = _place(request)
    settings_services.set_many(
        read_object(request), ctx.user_id, department_id=department, object_name=object_name
    )
    return json_answer(settings.serve(ctx.locale, department, object_name))
