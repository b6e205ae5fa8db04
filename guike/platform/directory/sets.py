"""Choice sets: lists of choices that several fields share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guike.platform.access.context import Context
from guike.platform.directory.errors import AdministrationRefused
from guike.platform.directory.objects import NAME_CHARS, settle
from guike.platform.metadata.labels import settled_choices
from guike.platform.metadata.models import FieldDef
from guike.platform.metadata.registry import registry
from guike.platform.records.shapes import Draft

WHY = "definitions are checked against one another"
NAME = re.compile(r"[a-z][a-z0-9_]*")


def choice_set_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Check names and labels. A choice that is left out stays as an inactive choice."""
    for draft in drafts:
        name = draft.get("api_name")
        if draft.is_new and name and (len(name) > NAME_CHARS or not NAME.fullmatch(name)):
            draft.error("api_name", "name.shape", value=name, max=NAME_CHARS)
        settle(ctx, draft, "label")
        if draft.changed("choices") and draft.get("choices") is not None:
            standing = draft.before("choices") or []
            draft.set("choices", settled_choices(draft.get("choices"), standing, ctx.locale))


def choice_set_deleting(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Refuse to delete the product's own sets, and sets that a field uses."""
    for draft in drafts:
        name = draft.row.api_name
        if name in registry.choice_sets:
            draft.refusal = AdministrationRefused("definition.standard")
            continue
        user = FieldDef.objects.system(reason=WHY).filter(deleted_at=None, choice_set=name).first()
        if user is not None:
            draft.refusal = AdministrationRefused("definition.needed", name=f"{user.object}.{user.api_name}")
