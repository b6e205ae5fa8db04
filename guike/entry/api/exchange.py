"""Routes of imports, exports and likely duplicates."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router

from guike.entry.api.answers import empty_answer, json_answer, no_nul, parse_json, read_object
from guike.entry.api.queries import check_params
from guike.kernel.entered import one_line
from guike.kernel.errors import BadRequest, FieldError, Invalid, NotFound, TooLarge
from guike.kernel.limits import FILE_BYTES, IMPORT_COLUMNS
from guike.kernel.numerals import whole
from guike.kernel.text import pick_locale
from guike.platform.access.context import Context
from guike.platform.exchange.errors import ImportRefused
from guike.platform.exchange.listing import exports_of, imports_of
from guike.platform.exchange.mistakes import write_mistakes
from guike.platform.exchange.plans import Options, require_import
from guike.platform.exchange.previewing import preview
from guike.platform.exchange.queries import (
    export_of,
    export_status,
    import_status,
    mappings_of,
)
from guike.platform.exchange.reading import Reading
from guike.platform.exchange.services import (
    export_start,
    import_check,
    import_start,
    import_undo,
    import_undo_foreseen,
    mapping_delete,
    mapping_save,
)
from guike.platform.files.models import File
from guike.platform.files.queries import file_of, open_file
from guike.platform.files.services import file_store
from guike.platform.jobs.queries import job_status
from guike.platform.records.duplicates import record_duplicates

router = Router(tags=["exchange"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AROUND = 1024 * 1024  # what a multipart body has beside the file
_WORDS = ("object", "on_duplicate", "mode", "blanks", "save_mapping")
_MAPS = ("mapping", "defaults", "reading", "columns")
_JSON = (*_MAPS, "identify_by")
_KNOWN = frozenset({*_WORDS, *_JSON, "file"})


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


def _parts_of(request: HttpRequest) -> dict[str, Any]:
    """The parts of a form or a JSON body. `file` is the id of an earlier upload; it is absent when the form has a
    file."""
    length = request.META.get("CONTENT_LENGTH", "")
    if (whole(length) or 0) > FILE_BYTES + _AROUND:
        raise TooLarge("request.too_large", limit=f"{FILE_BYTES // (1024 * 1024)} MB")
    if request.content_type == "application/json":
        asked = read_object(request)
    else:
        asked = {name: _part(name, str(text)) for name, text in request.POST.items() if text != ""}
    for name in no_nul(asked):
        if name not in _KNOWN:
            raise BadRequest("request.unknown_parameter", name=name)
    errors = [FieldError(n, "type.text") for n in _WORDS if not isinstance(asked.get(n, ""), str)]
    errors += [FieldError(n, "type.map") for n in _MAPS if not isinstance(asked.get(n) or {}, dict)]
    if not _names(asked.get("identify_by")):
        errors.append(FieldError("identify_by", "type.list"))
    if not asked.get("object"):
        errors.append(FieldError("object", "required"))
    if errors:
        raise Invalid(errors)
    return asked


def _part(name: str, text: str) -> Any:
    if name not in _JSON:
        return text
    try:
        return parse_json(text)
    except BadRequest:
        raise Invalid([FieldError(name, "type.map" if name in _MAPS else "type.list")]) from None


def _options(asked: Mapping[str, Any]) -> Options:
    return Options(
        mapping=asked.get("mapping"),
        on_duplicate=asked.get("on_duplicate") or "skip",
        defaults=asked.get("defaults") or {},
        mode=asked.get("mode") or "normal",
        blanks=asked.get("blanks") or "leave",
        reading=Reading.of(asked.get("reading") or {}),
        columns=asked.get("columns") or {},
        identify_by=tuple(asked.get("identify_by") or ()),
    )


def _file(request: HttpRequest, ctx: Context, asked: Mapping[str, Any]) -> File:
    """The file in this request, or an earlier upload that is not used yet."""
    sent = request.FILES.get("file") if request.content_type == "multipart/form-data" else None
    if isinstance(sent, UploadedFile):
        return file_store(sent, ctx.user_id)
    given = str(asked.get("file") or "")
    if not given:
        raise Invalid([FieldError("file", "required")])
    number = whole(given) or 0
    try:
        return file_of(ctx, number)
    except NotFound:
        raise Invalid([FieldError("file", "type.file")]) from None


@router.post("/imports/preview")
def preview_import(request: HttpRequest) -> HttpResponse:
    """Multipart `file`, `object` (and the options of an import): columns, a proposed mapping, problems."""
    ctx = _ctx(request)
    asked = _parts_of(request)
    options = _options(asked)
    require_import(ctx, asked["object"], options)
    return json_answer(preview(ctx, asked["object"], _file(request, ctx, asked), options))


@router.post("/imports/check")
def check_import(request: HttpRequest) -> HttpResponse:
    """Try the whole file with the options of an import, without writing. 202 and a job, whose result has counts and
    groups."""
    ctx = _ctx(request)
    asked = _parts_of(request)
    options = _options(asked)
    require_import(ctx, asked["object"], options)
    return json_answer({"job": import_check(ctx, asked["object"], _file(request, ctx, asked), options)}, 202)


@router.post("/imports")
def start_import(request: HttpRequest) -> HttpResponse:
    """Multipart `file` (or the id that the preview gave), `object`, `mapping`, `on_duplicate`, `defaults`,
    `mode`, `blanks`, `reading` (how the file is read), `columns` {column: {"on_bad": refuse | empty | create,
    "words": {word: code or id}}}, `identify_by` [keys], `save_mapping`. 202 with the id, which is also the job's."""
    ctx = _ctx(request)
    asked = _parts_of(request)
    options = _options(asked)
    require_import(ctx, asked["object"], options)
    file = _file(request, ctx, asked)
    job_id = import_start(ctx, asked["object"], file, options, save_as=asked.get("save_mapping") or "")
    return json_answer({"id": job_id, "job": job_id}, 202)


@router.get("/imports")
def list_imports(request: HttpRequest) -> HttpResponse:
    """The caller's imports, newest first, fifty at a time; those of all users with `everybody=true` and the permission
    job.view. `object` filters them; `before` takes `next` of the previous answer."""
    return json_answer(imports_of(_ctx(request), **_listed(request)))


@router.get("/exports")
def list_exports(request: HttpRequest) -> HttpResponse:
    """Exports, with the parameters of `list_imports`; only the owner of an export gets its file."""
    return json_answer(exports_of(_ctx(request), **_listed(request)))


def _listed(request: HttpRequest) -> dict[str, Any]:
    check_params(request, frozenset({"object", "everybody", "before"}))
    given = request.GET.get("before", "")
    before = whole(given)
    if given and before is None:
        raise Invalid([FieldError("before", "type.integer")])
    return {
        "object_name": request.GET.get("object", ""),
        "everybody": request.GET.get("everybody") == "true",
        "before": before,
    }


@router.get("/imports/{int:import_id}")
def get_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Counts, state, the first problems."""
    return json_answer(import_status(_ctx(request), import_id))


@router.get("/imports/{int:import_id}/errors.xlsx")
def get_mistakes(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The refused rows with reasons and original cells. `locale` gives the language, because a browser follows a link
    with its own languages, which may differ from the page's."""
    check_params(request, frozenset({"locale"}))
    ctx, locale = _ctx(request), request.GET.get("locale", "")
    if locale:
        ctx = replace(ctx, locale=pick_locale(locale))
    file = tempfile.NamedTemporaryFile(prefix="guike-errors-", suffix=".xlsx")  # noqa: SIM115 - closed with the answer
    name = write_mistakes(ctx, import_id, Path(file.name))
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX, headers=PRIVATE)


PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@router.get("/imports/{int:import_id}/undo")
def foresee_undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """The effect of undoing the import: how many records would be deleted, restored and kept, with the reasons for
    keeping."""
    return json_answer(import_undo_foreseen(_ctx(request), import_id))


@router.post("/imports/{int:import_id}/undo")
def undo_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Undo the import for all records that are unchanged since: 202 and a job."""
    return json_answer({"job": import_undo(_ctx(request), import_id)}, 202)


@router.get("/imports/mappings")
def list_mappings(request: HttpRequest) -> HttpResponse:
    """The caller's named mappings of `object`."""
    return json_answer({"items": mappings_of(_ctx(request), request.GET.get("object", ""))})


@router.post("/imports/mappings")
def save_mapping(request: HttpRequest) -> HttpResponse:
    """{"object", "name", "mapping": {header: field}, "columns"}: store a mapping, and the treatment of bad cells.
    201."""
    ctx = _ctx(request)
    body = no_nul(read_object(request))
    words = {name: body.get(name) for name in ("object", "name")}
    errors = [
        FieldError(name, "required") for name, word in words.items() if not isinstance(word, str) or not word
    ]
    mapping = body.get("mapping")
    if not isinstance(mapping, dict):
        errors.append(FieldError("mapping", "type.map"))
    elif len(mapping) > IMPORT_COLUMNS:
        found = {"max": int(IMPORT_COLUMNS), "count": len(mapping)}
        errors.append(FieldError("mapping", "too_many_items", found))
    columns = body.get("columns") or {}
    if not isinstance(columns, dict):
        errors.append(FieldError("columns", "type.map"))
    if errors:
        raise Invalid(errors)
    name = one_line(body["name"])
    mapping_id = mapping_save(ctx, body["object"], name, body["mapping"], columns)
    return json_answer({"id": mapping_id, "name": name, "mapping": mapping, "columns": columns}, 201)


@router.delete("/imports/mappings/{int:mapping_id}")
def delete_mapping(request: HttpRequest, mapping_id: int) -> HttpResponse:
    """Delete a mapping. 204."""
    mapping_delete(_ctx(request), mapping_id)
    return empty_answer()


@router.post("/exports")
def start_export(request: HttpRequest) -> HttpResponse:
    """{"object", "view" or "filter", "q", "sort", "fields", "format": xlsx|csv}: 202 and a job."""
    ctx = _ctx(request)
    body = no_nul(read_object(request))
    query, fields = list_parts(body, ("object", "format"))
    job_id = export_start(ctx, body["object"], query, fields, body.get("format") or "xlsx")
    return json_answer({"id": job_id, "job": job_id}, 202)


def list_parts(body: Mapping[str, Any], more: tuple[str, ...]) -> tuple[dict[str, Any], list[str] | None]:
    """(view, filter, q and sort; fields) of a body that may hold texts besides. Unknown and wrong parts are refused by
    name."""
    for name in body:
        if name not in ("view", "filter", "q", "sort", "fields", *more):
            raise BadRequest("request.unknown_parameter", name=name)
    errors = []
    if "object" in more and not (isinstance(body.get("object"), str) and body["object"]):
        errors.append(FieldError("object", "required"))
    texts = [name for name in ("view", "q", *more) if name != "object"]
    errors += [FieldError(n, "type.text") for n in texts if not isinstance(body.get(n) or "", str)]
    errors += [FieldError(n, "type.list") for n in ("fields", "sort") if not _names(body.get(n))]
    if errors:
        raise Invalid(errors)
    query = {name: body[name] for name in ("view", "filter", "q", "sort") if body.get(name)}
    return query, body.get("fields") or None


def _names(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, str) for one in value))


@router.get("/exports/{int:export_id}")
def get_export(request: HttpRequest, export_id: int) -> HttpResponse:
    """The state of one of the caller's own exports."""
    return json_answer(export_status(_ctx(request), export_id))


@router.get("/exports/{int:export_id}/file")
def get_export_file(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """The finished file, for its owner, for a day."""
    ctx = _ctx(request)
    row = export_of(ctx, export_id)
    if row.file_id is None:
        unfinished = job_status(ctx.user_id, row.job_id)["status"] in ("queued", "running")
        raise ImportRefused("export.running" if unfinished else "export.gone")
    try:
        file = file_of(ctx, row.file_id)
        content = open_file(file).open("rb")
    except (NotFound, FileNotFoundError):
        raise ImportRefused("export.gone", status=410) from None
    return FileResponse(
        content, as_attachment=True, filename=file.name, content_type=file.type, headers=PRIVATE
    )


duplicates = Router(tags=["records"])


@duplicates.post("/{object_name}/duplicates")
def find_duplicates(request: HttpRequest, object_name: str) -> HttpResponse:
    """Takes {"values"} of a form or {"id"} of a record; answers likely duplicates, the likeliest first."""
    body = no_nul(read_object(request))
    values, record_id = body.get("values"), body.get("id")
    if values is None and (isinstance(record_id, bool) or not isinstance(record_id, int)):
        raise Invalid([FieldError("values", "required")])
    if values is not None and not isinstance(values, dict):
        raise Invalid([FieldError("values", "type.map")])
    return json_answer({"items": record_duplicates(_ctx(request), object_name, values, record_id)})
