"""Routes of files: upload, download, delete. Access follows the record to which a file is attached."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from ninja import Router

from guike.entry.api.answers import empty_answer, json_answer
from guike.kernel.errors import BadRequest, FieldError, Invalid, NotFound, TooLarge
from guike.kernel.limits import FILE_BYTES
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.files.queries import file_of, open_file, shown, thumbnail
from guike.platform.files.services import file_attach, file_delete, file_store

router = Router(tags=["files"])
_AROUND = 1024 * 1024  # what a multipart body has beside the file


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


@router.post("")
def upload(request: HttpRequest) -> HttpResponse:
    """Multipart `file`; with `object` and `id` it is attached to that record at once. 201."""
    ctx = _ctx(request)
    target = _target(request)
    if target is None:
        ctx.require_key("file", "create")
    length = request.META.get("CONTENT_LENGTH", "")
    if (whole(length) or 0) > FILE_BYTES + _AROUND:
        raise TooLarge("request.too_large", limit=f"{FILE_BYTES // (1024 * 1024)} MB")
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise Invalid([FieldError("file", "required")])
    file = file_store(sent, ctx.user_id) if target is None else file_attach(ctx, sent, *target)
    return json_answer(shown(file), 201)


def _target(request: HttpRequest) -> tuple[str, int] | None:
    object_name, record_id = request.POST.get("object", ""), request.POST.get("id", "")
    if not object_name and not record_id:
        return None
    if not object_name:
        raise Invalid([FieldError("object", "required")])
    number = whole(record_id)
    if number is None:
        raise Invalid([FieldError("id", "type.reference")])
    return object_name, number


@router.get("/{int:file_id}")
def download(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """The content, always as an attachment; `size=thumb` a small JPEG of a picture."""
    size = request.GET.get("size", "")
    if size not in ("", "thumb"):
        raise BadRequest("request.bad", reason="size")
    ctx = _ctx(request)
    file = file_of(ctx, file_id)
    if not file.object_name:
        ctx.require_key("file", "view")
    if size == "thumb":
        small = thumbnail(file)
        if small is None:
            raise NotFound()
        path, name, media_type = small, f"{file.name}.jpg", "image/jpeg"
    else:
        path, name, media_type = open_file(file), file.name, file.type
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # A file's content never changes, but who may see it does.
    patch_cache_control(answer, private=True, no_cache=True)
    answer["ETag"] = f'"{file.digest[:32]}{size}"'
    return answer


@router.delete("/{int:file_id}")
def delete(request: HttpRequest, file_id: int) -> HttpResponse:
    """Remove a file from its record. 204."""
    ctx = _ctx(request)
    if not file_of(ctx, file_id, "edit").object_name:
        ctx.require_key("file", "delete")
    file_delete(ctx, file_id)
    return empty_answer()
