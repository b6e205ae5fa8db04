"""The declaration of templates of printed documents."""

from __future__ import annotations

from guike.kernel.text import Text
from guike.platform.metadata.catalogue import OBJECTS
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import AccessSpec, Hooks, ObjectSpec, Section, ViewSpec
from guike.platform.metadata.spec import spec_field as f
from guike.platform.printing import mailing
from guike.platform.printing.keeping import template_prepare
from guike.platform.printing.models import PrintTemplate

PRINT_TEMPLATE = ObjectSpec(
    name="print_template",
    model=PrintTemplate,
    label=Text("打印模板", "Print template"),
    plural=Text("打印模板", "Print templates"),
    module="admin",
    area="admin",
    position=45,
    access=AccessSpec(kind="open", administrators=True),
    has_team=False,
    has_timeline=False,
    has_files=False,
    operations=("view", "create", "edit", "delete"),
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        f("choice", "object", "对象", "Object", required=True, create_only=True, choice_set=OBJECTS),
        f("references", "record_types", "适用业务类型", "Record types", target="record_type",
          help=Text("留空表示全部", "Empty = all")),
        f("references", "roles", "适用角色", "Roles", target="role", help=Text("留空表示所有人", "Empty = everybody")),
        f("boolean", "is_default", "默认", "Default", default=False,
          help=Text("未选择模板时使用；指定了业务类型或角色的默认模板优先",
                    "Used when no template is chosen; a default for a record type or a role comes first")),
        f("boolean", "is_active", "启用", "Active", default=True),
        f("image", "logo", "标志图片", "Logo",
          help=Text("PNG、JPG、GIF 或 WebP，显示在“标志图片”内容块中", "PNG, JPG, GIF or WebP, shown by the block “Logo”")),
        f("json", "content", "内容", "Content", required=True, holds="raw"),
    ),
    list_columns=("name", "object", "record_types", "roles", "is_default", "is_active", "updated_at"),
    header=("object", "is_default", "is_active"),
    form=(
        Section(Text("基本信息", "Details"), ("name", "object", "is_default", "is_active", "logo")),
        Section(Text("适用范围", "For whom"), ("record_types", "roles")),
        Section(Text("内容", "Content"), ("content",)),
    ),
    views=(ViewSpec("all", Text("全部模板", "All templates"), sort=("object", "name")),),
    hooks=Hooks(prepare=template_prepare),
    audited=True,
)  # fmt: skip


def declare() -> None:
    """Register the object, and the mail of documents."""
    registry.add(PRINT_TEMPLATE)
    mailing.declare()
