"""Writes of users: login names, passwords, places in the organisation, and the rule that an administrator must
remain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from django.contrib.auth.hashers import make_password
from django.db.models import F

from guike.kernel.casing import fold
from guike.kernel.errors import IN_CURRENT_DATA, IN_RECYCLE_BIN, Forbidden, Invalid, Refusal
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.approvals.absence import check_absences
from guike.platform.audit.services import audit
from guike.platform.database.models import Fold
from guike.platform.directory.errors import AdministrationRefused
from guike.platform.directory.headquarters import check_people
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import notify
from guike.platform.org.factors import factor_end
from guike.platform.org.models import Department, SignIn, User
from guike.platform.org.passwords import password_errors, password_stored
from guike.platform.org.provider import unlink
from guike.platform.org.queries import administrator_roles, administrators, bump
from guike.platform.org.signins import access_end, sign_ins_end
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change, save_changes
from guike.platform.settings import queries as settings
from guike.platform.sharing.services import dimension_errors

WHY = "the organisation is checked as a whole"
USERNAME = re.compile(r"[\w.@+-]{1,100}")
SECOND_FACTOR_RESET = "user.second_factor_reset"
ASSISTED = "user.assisted"

notification_kind(
    SECOND_FACTOR_RESET,
    T("两步验证已重置", "Two-step sign-in reset"),
    T(
        "{by}重置了您的两步验证，您现在只凭密码登录；如非您本人要求，请立即联系管理员",
        "{by} has reset your two-step sign-in, so your password alone signs you in now. If you did not ask for this, tell"
        " an administrator at once",
    ),
)
notification_kind(
    ASSISTED,
    T("管理员以您的身份登录", "An administrator acts as you"),
    T(
        "{by}为协助您，以您的身份登录，最长 {minutes} 分钟。原因：{reason}。期间的操作都会注明由其代为完成；如不是您要求的，请立即联系管理员",
        "{by} acts as you for {minutes} minutes at most, to help. Reason: {reason}. All that is done is marked. If you did"
        " not ask for this, tell an administrator at once",
    ),
)


def user_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Check names, passwords and places, and hash passwords."""
    _check_usernames(drafts)
    for draft in drafts:
        if not draft.is_new and draft.changed("status"):
            draft.use_action("status", "disable", "enable", "leave")
        _check_zone(draft)
        _seal_password(draft)
        if draft.changed("roles") and not ctx.can("role", "edit"):
            draft.error("roles", "read_only")
        if draft.changed("dimensions"):
            if not ctx.can("role", "edit"):
                draft.error("dimensions", "read_only")
            draft.errors += dimension_errors(draft.get("dimensions") or {})
    _check_superiors(drafts)
    check_absences(drafts)
    _check_leaves(drafts)
    check_people(drafts)
    for draft in drafts:
        if not draft.is_new and above_caller(ctx, draft.before("roles")):
            draft.refusal = Forbidden("access.no_permission")
    keep_administrator(ctx, drafts)


def above_caller(ctx: Context, roles: Sequence[int] | None) -> bool:
    """Whether these roles make an administrator and the caller is none."""
    return not ctx.actor.is_administrator and bool(set(roles or ()) & administrator_roles())


def _check_zone(draft: Draft) -> None:
    name = draft.get("timezone")
    if draft.changed("timezone") and name and name not in available_timezones():
        draft.error("timezone", "setting.timezone", value=name)


def _check_usernames(drafts: Sequence[Draft]) -> None:
    changed = [d for d in drafts if d.changed("username") and d.get("username")]
    for draft in changed:
        if not USERNAME.fullmatch(draft.get("username")):
            draft.error("username", "username.shape")
    wanted = {fold(d.get("username")): d for d in changed}
    rows = (
        User.objects.system(reason=WHY).annotate(folded=Fold(F("username"))).filter(folded__in=list(wanted))
    )
    for pk, username, deleted_at in rows.values_list("pk", "username", "deleted_at"):
        draft = wanted[fold(username)]
        if pk != draft.row.pk and username != draft.get("username"):
            where = IN_RECYCLE_BIN if deleted_at else IN_CURRENT_DATA
            draft.error("username", "unique.taken", value=draft.get("username"), where=where)


def _seal_password(draft: Draft) -> None:
    """Store only the hash of the password; a user without one cannot sign in."""
    given = draft.sent.get("password")
    if given is not None:
        draft.errors += password_errors(given, draft.row)
        if draft.ok:
            draft.keep("password", make_password(given))
    elif draft.is_new and not draft.row.password:
        draft.keep("password", make_password(None))


def _check_superiors(drafts: Sequence[Draft]) -> None:
    changed = [d for d in drafts if d.changed("superior") and d.get("superior") is not None]
    if not changed:
        return
    bump(permission=True)  # also the lock of reporting lines
    above: dict[int | None, int | None] = dict(
        User.objects.system(reason=WHY).values_list("pk", "superior_id")
    )
    for draft in changed:
        seen: set[int | None] = {draft.row.pk}
        one = draft.get("superior")
        while one is not None and one not in seen:
            seen.add(one)
            one = above.get(one)
        if draft.row.pk is not None and one == draft.row.pk:
            draft.error("superior", "tree.cycle")
        else:
            above[draft.row.pk] = draft.get("superior")


def _check_leaves(drafts: Sequence[Draft]) -> None:
    """If the company's setting wants it, salespeople must belong to a department without sub-departments."""
    placed = [
        d
        for d in drafts
        if d.changed("department", "is_salesperson")
        and d.get("is_salesperson")
        and d.get("department") is not None
    ]
    if not placed or not settings.get("org.leaf_only"):
        return
    rows = Department.objects.system(reason=WHY).filter(deleted_at=None, is_active=True)
    parents = set(rows.values_list("parent_id", flat=True))
    names = dict(Department.objects.system(reason=WHY).values_list("pk", "name"))
    for draft in placed:
        if draft.get("department") in parents:
            draft.error("department", "user.leaf_only", name=names[draft.get("department")])


def keep_administrator(_ctx: Context, drafts: Sequence[Draft], *, going: bool = False) -> None:
    """Refuse a write that would leave the company without an administrator. going: the users are deleted."""
    shaken = [d for d in drafts if not d.is_new and (going or d.changed("roles", "status", "kind"))]
    if not shaken:
        return
    bump(permission=True)  # also a lock, so that two administrators cannot remove one another
    left = administrators()
    roles = administrator_roles()
    for draft in shaken:
        row = draft.row
        stays = not going and row.status == "active" and row.kind == "internal" and roles & set(row.roles)
        if row.pk in left and not stays:
            if left == {row.pk}:
                draft.refusal = AdministrationRefused("user.last_administrator")
            else:
                left.discard(row.pk)


def user_deleting(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Check that an administrator remains, and end all sign-ins of deleted users."""
    keep_administrator(ctx, drafts, going=True)
    access_end(draft.row.pk for draft in drafts if draft.refusal is None)


def user_written(ctx: Context, drafts: Sequence[Draft]) -> None:
    """A new password ends all sessions and API keys of the user; one that somebody else chose is to be changed."""
    given = [draft for draft in drafts if draft.sent.get("password") is not None]
    password_stored([draft.row for draft in given], ctx.user_id)
    access_end(draft.row.pk for draft in given if not draft.is_new)


def set_status(ctx: Context, rows: Sequence[Any], step: str, status: str) -> list[Refusal | None]:
    """Take a step of the users' states; one outcome for each user."""
    spec = catalogue().get("user")
    outcomes: list[Refusal | None] = []
    for index, row in enumerate(rows):
        draft = Draft(spec, row, index, False)
        draft.set("status", status)
        keep_administrator(ctx, [draft])
        if above_caller(ctx, row.roles):
            draft.refusal = Forbidden("access.no_permission")
        if draft.refusal is None:
            row.status = draft.before("status")
            record_change(ctx, "user", [(row, {"status": status})], step=step)
            if status != "active":
                access_end([row.pk])
        outcomes.append(draft.refusal)
    return outcomes


def user_disable(ctx: Context, rows: Sequence[Any], _params: Mapping[str, Any]) -> list[Refusal | None]:
    """Close the users' logins until they are enabled again; their records stay theirs."""
    return set_status(ctx, rows, "disable", "disabled")


def user_enable(ctx: Context, rows: Sequence[Any], _params: Mapping[str, Any]) -> list[Refusal | None]:
    """Open the users' logins again. A user whose department was dissolved needs another department first."""
    gone = Department.objects.system(reason=WHY).filter(
        pk__in={row.department_id for row in rows}, deleted_at__isnull=False
    )
    dissolved = dict(gone.values_list("pk", "name"))
    outcomes = iter(
        set_status(ctx, [row for row in rows if row.department_id not in dissolved], "enable", "active")
    )
    return [
        AdministrationRefused("user.department_gone", name=dissolved[row.department_id])
        if row.department_id in dissolved
        else next(outcomes)
        for row in rows
    ]


def user_reset_password(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> list[None]:
    """Set a new password as an administrator, which the user changes when he signs in; all his sessions and API keys end."""
    spec = catalogue().get("user")
    drafts = []
    for index, row in enumerate(rows):
        if above_caller(ctx, row.roles):
            raise Forbidden("access.no_permission")
        errors = password_errors(params["password"], row)
        if errors:
            raise Invalid(errors)
        draft = Draft(spec, row, index, False)
        draft.keep("password", make_password(params["password"]))
        drafts.append(draft)
    save_changes(ctx, spec, drafts)
    password_stored(rows, ctx.user_id)
    access_end(row.pk for row in rows)
    return [None for _row in rows]


def user_reset_second_factor(
    ctx: Context, rows: Sequence[Any], _params: Mapping[str, Any]
) -> list[Refusal | None]:
    """Remove the second factor of users who have lost it; their sign-ins end, and they are told. Their API keys stay."""
    outcomes: list[Refusal | None] = []
    for row in rows:
        if above_caller(ctx, row.roles):
            raise Forbidden("access.no_permission")
        if not factor_end([row.pk]):
            outcomes.append(AdministrationRefused("user.no_second_factor"))
            continue
        sign_ins_end(SignIn.objects.filter(user_id=row.pk))
        audit(ctx.user_id, "auth.second_factor_reset", "user", row.pk)
        notify(SECOND_FACTOR_RESET, [row.pk], by=ctx.actor.name)
        outcomes.append(None)
    return outcomes


def user_unlink_provider(
    ctx: Context, rows: Sequence[Any], _params: Mapping[str, Any]
) -> list[Refusal | None]:
    """Forget which account at the company's provider is whose."""
    outcomes: list[Refusal | None] = []
    for row in rows:
        if above_caller(ctx, row.roles):
            raise Forbidden("access.no_permission")
        if not unlink([row.pk]):
            outcomes.append(AdministrationRefused("user.no_provider_link"))
            continue
        audit(ctx.user_id, "auth.provider_unlinked", "user", row.pk)
        outcomes.append(None)
    return outcomes
