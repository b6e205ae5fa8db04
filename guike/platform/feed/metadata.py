"""The declaration of posts and comments."""

from __future__ import annotations

from guike.kernel.limits import MENTIONS, POST_CHARS
from guike.kernel.text import Text
from guike.platform.access.scope import scope_rule
from guike.platform.feed import services
from guike.platform.feed.models import Comment, Post
from guike.platform.feed.scopes import COMMENT, POST, comment_scope, post_scope
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, KEEP
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    FieldSpec,
    Hooks,
    ObjectSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

KEEPING = ("view", "create", "edit", "delete", "export")


def like_actions() -> tuple[ActionSpec, ...]:
    """`like` and `unlike` for an object: whoever sees a record may like it."""
    return (
        ActionSpec(
            "like", Text("赞", "Like"), services.like, scope="view", operation="view", on_record=False, on_list=False
        ),
        ActionSpec(
            "unlike", Text("取消赞", "Unlike"), services.unlike, scope="view", operation="view", on_record=False,
            on_list=False,
        ),
    )  # fmt: skip


def _written() -> tuple[FieldSpec, ...]:
    """What posts and comments have in common."""
    return (
        f("long_text", "content", "内容", "Content", max_length=int(POST_CHARS)),
        f("references", "mentions", "@的人", "Mentioned", target="user", create_only=True,
          help=Text(f"最多 {int(MENTIONS)} 人", f"At most {int(MENTIONS)} people")),
        f("files", "files", "附件", "Files", create_only=True),
        f("references", "receivers", "通知到的人", "Told", target="user", read_only=True, system=True),
    )  # fmt: skip


POST_SPEC = ObjectSpec(
    name=POST,
    model=Post,
    label=Text("动态", "Post"),
    plural=Text("工作动态", "Posts"),
    name_field="content",
    label_from=("content",),
    access=AccessSpec(kind="open"),
    operations=KEEPING,
    fields=(
        *_written(),
        f("choice", "kind", "类型", "Kind", read_only=True, default="share", choices=choices(
            ("share", "分享", "Share"), ("follow_up", "跟进", "Follow-up"), ("visit", "拜访", "Visit"),
            ("system", "系统", "System"))),
        f("choice", "audience", "可见范围", "Audience", default="everybody", create_only=True, choices=choices(
            ("everybody", "全公司", "Everybody"), ("departments", "指定部门", "Departments"),
            ("users", "指定人员", "People"), ("team", "相关团队", "Team of the record"))),
        f("references", "departments", "可见部门", "Departments", target="department", create_only=True),
        f("references", "users", "可见人员", "People", target="user", create_only=True),
        f("any_references", "related", "关联", "About", create_only=True, scoped=True, relation_label=Text("工作动态", "Posts")),
    ),
    list_columns=("content", "created_by", "audience", "related", "created_at"),
    form=(Section(Text("动态", "Post"), ("content", "audience", "departments", "users", "related", "mentions", "files")),),
    views=(ViewSpec("all", Text("全部动态", "All posts")),),
    hooks=Hooks(prepare=services.post_prepare, written=services.post_written, deleting=services.deleting),
    actions=like_actions(),
    has_team=False,
    has_timeline=False,
)  # fmt: skip

COMMENT_SPEC = ObjectSpec(
    name=COMMENT,
    model=Comment,
    label=Text("评论", "Comment"),
    plural=Text("评论", "Comments"),
    name_field="content",
    label_from=("content",),
    access=AccessSpec(kind="open"),
    operations=KEEPING,
    fields=(
        f("text", "object", "对象", "Object", required=True, create_only=True, max_length=60),
        f("integer", "record", "记录", "Record", required=True, create_only=True, minimum="1"),
        f("reference", "parent", "回复", "Answers", target=COMMENT, create_only=True, traces=True,
          relation="answers"),
        *_written(),
        f("any_references", "related", "附带记录", "Attached records", create_only=True, scoped=True, unlinked=True, traces=True),
    ),
    list_columns=("content", "object", "created_by", "created_at"),
    form=(Section(Text("评论", "Comment"), ("object", "record", "parent", "content", "related", "mentions", "files")),),
    views=(ViewSpec("all", Text("全部评论", "All comments")),),
    hooks=Hooks(prepare=services.comment_prepare, written=services.comment_written, deleting=services.deleting),
    actions=like_actions(),
    has_team=False,
    has_timeline=False,
)  # fmt: skip


def declare() -> None:
    """Register posts and comments, which everybody writes, and who may see them."""
    registry.add(POST_SPEC, COMMENT_SPEC)
    for name in (POST, COMMENT):
        registry.grant(name, {EVERYBODY: KEEP})
    scope_rule(POST, post_scope)
    scope_rule(COMMENT, comment_scope)
