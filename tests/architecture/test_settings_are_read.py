"""No setting, field or option of administration pretends: either code reads it, or it is declared as not in effect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guike.platform.messaging.registry import message_kinds
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.retention.registry import all_kept
from guike.platform.settings.registry import all_settings

ROOT = Path(__file__).parents[2] / "guike"
#: where things are declared, stored, filled or described; to stand there is not to be read
DECLARING = re.compile(
    r"/(tests|migrations|demo|openapi)/"
    r"|/(metadata|spec|models|definitions|presets|seed|standard|organisation|archives)\.py$"
)
#: words for people and for programs outside, from which nothing follows in the product
WORDS = frozenset(
    {"guidance", "job_title", "hired_on", "office_phone", "emergency_contact", "emergency_phone"}
)


def _texts(skipped: re.Pattern[str]) -> str:
    return "\n".join(p.read_text() for p in sorted(ROOT.rglob("*.py")) if not skipped.search(p.as_posix()))


@pytest.fixture(scope="module")
def code() -> str:
    return _texts(DECLARING)


def _administration() -> list[ObjectSpec]:
    return [s for s in registry.objects.values() if "admin" in (s.module, s.area)]


def test_every_field_of_administration_is_read_or_not_in_effect(code: str) -> None:
    read = {word.split("__")[0] for word in re.findall(r"\w+", code)}
    unread = {
        f"{spec.name}.{item.name}"
        for spec in _administration()
        for item in spec.fields
        if item.in_effect
        and item.name not in WORDS
        and not {item.name, f"{item.name}_id"} & read
        and item.name != spec.parent
    }
    assert unread == set()


def test_every_option_of_administration_is_read_or_not_in_effect(code: str) -> None:
    quoted = set(re.findall(r"[\"']([a-z_]+)[\"']", code))
    offered = {
        (spec.name, item.name): {c.code for c in item.choices if c.in_effect}
        for spec in _administration()
        for item in spec.fields
        if item.choices and item.in_effect and item.name in ("assignment", "effect")
    }
    assert offered[("lead_pool", "assignment")] == offered[("account_pool", "assignment")] == {"fixed"}
    # The first one of each is what happens without any choice: nothing has to ask for it.
    assert {code for codes in offered.values() for code in codes} - quoted <= {"fixed", "warn"}


def test_every_setting_is_read() -> None:
    every = _texts(re.compile(r"/(tests|migrations)/"))
    constants = dict(re.findall(r'^([A-Z_]+) = setting\(\s*"([a-z_.]+)"', every, re.MULTILINE))
    named = {key: len(re.findall(rf"\b{constant}\b", every)) for constant, key in constants.items()}
    # The adapter of a kind is asked for by the kind: f"{kind}.adapter". So is what belongs to a robot, by its dialect.
    named_by_kind = {spec.key for spec in all_settings() if spec.section.name == "robots"}
    # What is said to customers is asked for by the kind of message: kind.key("channels"), kind.key("text").
    named_by_kind |= {
        kind.key(what) for kind in message_kinds() for what in ("channels", "subject", "text", "sms")
    }
    # The nightly job asks for the period of each kind that it removes.
    named_by_kind |= {kept.key for kept in all_kept() if kept.remove is not None}
    keys = [
        spec.key
        for spec in all_settings()
        if not spec.key.endswith(".adapter") and spec.key not in named_by_kind
    ]
    assert [key for key in keys if every.count(f'"{key}"') + named.get(key, 0) < 2] == []
