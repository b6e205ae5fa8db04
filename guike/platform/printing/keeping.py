"""What a template must satisfy before it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from guike.kernel.errors import field_error
from guike.kernel.print_limits import PRINT_TEMPLATES
from guike.platform.access.context import Context
from guike.platform.files.models import File
from guike.platform.metadata.catalogue import catalogue
from guike.platform.printing.content import faults
from guike.platform.printing.models import PrintTemplate
from guike.platform.printing.presets import is_printed
from guike.platform.records.shapes import Draft

#: what the typesetter can draw
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_WHY = "the number of templates is limited for the whole company"


def template_prepare(_ctx: Context, drafts: Sequence[Draft[PrintTemplate]]) -> None:
    """Check object, record types, picture and content."""
    fresh = sum(draft.is_new for draft in drafts)
    kept = PrintTemplate.objects.system(reason=_WHY).filter(deleted_at=None).count() if fresh else 0
    for draft in drafts:
        if draft.is_new and kept + fresh > PRINT_TEMPLATES:
            draft.error("name", "template.limit", max=int(PRINT_TEMPLATES))
        spec = catalogue().objects.get(draft.get("object") or "")
        if spec is None or not is_printed(spec):
            draft.error("object", "template.object")
            continue
        if draft.changed("content", "object"):
            draft.errors += faults(spec, draft.get("content"))
        if draft.changed("record_types", "object"):
            known = {row.pk for row in catalogue().record_types.get(spec.name, ())}
            if set(draft.get("record_types") or ()) - known:
                draft.error("record_types", "template.record_type")
        _check_picture(draft)


def _check_picture(draft: Draft[PrintTemplate]) -> None:
    file_id = draft.get("logo")
    if file_id is None or not draft.changed("logo"):
        return
    kind = File.objects.filter(pk=file_id).values_list("type", flat=True).first()
    if kind is not None and kind not in PICTURES:
        draft.errors.append(field_error("logo", "template.picture"))
