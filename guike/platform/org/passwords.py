"""What passwords have to be, which ones a person had before, and when the present one must be changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from guike.kernel import clock
from guike.kernel.errors import FieldError, register
from guike.kernel.text import T, Text
from guike.platform.org.models import User, UserPassword
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import SECURITY, setting

#: former passwords of a person: each is compared with a new one, which takes as long as a sign-in
PASSWORDS_KEPT = 24

LENGTH = setting(
    "security.password_length",
    "integer",
    8,
    section=SECURITY,
    minimum=8,
    maximum=64,
    is_required=True,
    label=T("密码最短长度", "Shortest password"),
    help=T(
        "新密码至少多少个字符；常见密码、含用户名或姓名的密码总是拒绝。已有的密码不受影响",
        "The least number of characters of a new password. Well-known passwords and those with the login or the name of the"
        " person are always refused. Passwords that stand are not affected",
    ),
).key
KINDS = setting(
    "security.password_kinds",
    "integer",
    1,
    section=SECURITY,
    minimum=1,
    maximum=4,
    is_required=True,
    label=T("密码至少包含几类字符", "Kinds of characters in a password"),
    help=T(
        "小写字母、大写字母、数字、其他字符（符号、汉字等）四类中至少几类",
        "How many of the four kinds: lower-case letters, capitals, digits, others (signs, characters of other scripts)",
    ),
).key
HISTORY = setting(
    "security.password_history",
    "integer",
    3,
    section=SECURITY,
    minimum=1,
    maximum=PASSWORDS_KEPT,
    is_required=True,
    label=T("不能重复最近几个密码", "Passwords that are not used again"),
    help=T(
        "新密码不能与最近的几个（含现在的）相同；以前的密码只保存不可还原的摘要",
        "A new password is none of the last ones, the present one included; only hashes of them are kept",
    ),
).key
DAYS = setting(
    "security.password_days",
    "integer",
    0,
    section=SECURITY,
    minimum=0,
    maximum=730,
    is_required=True,
    label=T("密码最长使用天数", "Days that a password may be used"),
    help=T(
        "超过后，下次登录时先换密码才能继续，已登录的不受影响；0 表示不限。通过公司统一登录进入的人不受影响",
        "After these days the next sign-in begins with a new password; open sign-ins go on. 0 sets no limit. Who comes in by"
        " the company's own sign-in is not affected",
    ),
).key

register(
    {
        "password.too_short": T("密码至少 {min} 个字符", "The password needs at least {min} characters"),
        "password.kinds": T(
            "密码至少要有 {min} 类字符，还可以加上：{missing}",
            "The password needs {min} kinds of characters; it may also have: {missing}",
        ),
        "password.too_common": T("密码过于常见，请换一个", "This password is too common; choose another"),
        "password.too_similar": T(
            "密码不能包含用户名、姓名或邮箱，也不能与它们相似，请换一个",
            "The password holds, or is too similar to, the login, the name or the e-mail address; choose another",
        ),
        "password.used_before": T(
            "不能与最近 {count} 个密码相同，请换一个",
            "It is one of the last {count} passwords; choose another",
        ),
    }
)

PASSWORD_CHARS = 200
#: a part of the person's names that is shorter may stand in a password by chance
_TELLING_BYTES = 4
_KINDS: tuple[tuple[str, Text], ...] = (
    ("lower", T("小写字母", "lower-case letters")),
    ("upper", T("大写字母", "capitals")),
    ("digit", T("数字", "digits")),
    ("other", T("符号或汉字", "signs or characters of other scripts")),
)
_common = CommonPasswordValidator()
_similar = UserAttributeSimilarityValidator(user_attributes=("username", "name", "email"))


def kind_of(letter: str) -> str:
    """The kind of a character. Letters and digits are those of ASCII, in any width."""
    plain = unicodedata.normalize("NFKC", letter)
    if not plain.isascii() or not plain.isalnum():
        return "other"
    return "digit" if plain in "0123456789" else "upper" if plain.isupper() else "lower"


def shape_errors(
    password: str, names: Iterable[str], *, length: int, kinds: int, field: str
) -> list[FieldError]:
    """What of its letters is wrong with a password of somebody with these names."""
    if len(password) > PASSWORD_CHARS:
        return [FieldError(field, "too_long", {"max": PASSWORD_CHARS, "length": len(password)})]
    found: list[FieldError] = []
    if len(password) < length:
        found.append(FieldError(field, "password.too_short", {"min": length}))
    has = {kind_of(letter) for letter in password}
    if len(has) < kinds:
        missing = [label for kind, label in _KINDS if kind not in has]
        found.append(FieldError(field, "password.kinds", {"min": kinds, "missing": missing}))
    folded = password.casefold()
    if any(len(name.encode()) >= _TELLING_BYTES and name.casefold() in folded for name in names):
        found.append(FieldError(field, "password.too_similar"))
    return found


def password_errors(password: str, user: User, field: str = "password") -> list[FieldError]:
    """What is wrong with a new password; [] when it may be used."""
    names = (user.username or "", user.name or "", (user.email or "").partition("@")[0])
    found = shape_errors(password, names, length=settings.get(LENGTH), kinds=settings.get(KINDS), field=field)
    for validator, code in ((_common, "password.too_common"), (_similar, "password.too_similar")):
        try:
            validator.validate(password, user)
        except ValidationError:
            if all(error.code != code for error in found):
                found.append(FieldError(field, code))
    if not found and _was_used(password, user):
        found.append(FieldError(field, "password.used_before", {"count": settings.get(HISTORY)}))
    return found


def _was_used(password: str, user: User) -> bool:
    """Whether it is one of the last passwords of the user, whose hash is compared when nothing else is wrong."""
    former = UserPassword.objects.filter(user_id=user.pk).order_by("-id").values_list("hash", flat=True)
    hashes = dict.fromkeys([user.password, *former[: settings.get(HISTORY)]])
    return any(check_password(password, one) for one in list(hashes)[: settings.get(HISTORY)])


def password_stored(users: Sequence[User], by: int | None) -> None:
    """Note the passwords that these users have just been given by `by`, a user or the system itself. Call in the
    transaction that stores them. Only as many are kept as may be compared."""
    now = clock.now()
    UserPassword.objects.bulk_create(
        UserPassword(user_id=user.pk, hash=user.password, set_at=now, is_given=by not in (None, user.pk))
        for user in users
    )
    for user in users:
        kept = UserPassword.objects.filter(user_id=user.pk).order_by("-id").values("id")[:PASSWORDS_KEPT]
        UserPassword.objects.filter(user_id=user.pk).exclude(id__in=kept).delete()


def must_change_password(user: User) -> str:
    """Why the user has to change his password before he goes on, as the code of a refusal; "" when he need not."""
    row = UserPassword.objects.filter(user_id=user.pk, hash=user.password).order_by("-id").first()
    if row is not None and row.is_given:
        return "auth.password_given"
    days = settings.get(DAYS)
    since = row.set_at if row is not None else user.created_at
    return "auth.password_old" if days and clock.now() >= since + timedelta(days=days) else ""


def password_rules() -> list[Text]:
    """What a new password has to be, in words, for whoever is about to choose one."""
    length, kinds, last = settings.get(LENGTH), settings.get(KINDS), settings.get(HISTORY)
    rules = [T(f"至少 {length} 个字符", f"At least {length} characters")]
    if kinds > 1:
        rules.append(
            T(
                f"小写字母、大写字母、数字、其他字符中至少 {kinds} 类",
                f"At least {kinds} of lower-case letters, capitals, digits and other characters",
            )
        )
    rules.append(
        T(
            "不是常见密码，不含用户名、姓名或邮箱",
            "Not a well-known one, and without your login, name or e-mail address",
        )
    )
    rules.append(
        T(f"不同于最近 {last} 个密码", f"None of your last {last} passwords")
        if last > 1
        else T("不同于现在的密码", "Not your present password")
    )
    return rules
