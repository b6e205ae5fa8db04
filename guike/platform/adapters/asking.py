"""Asks a stranger's server a question that it answers in JSON: one page of an answer, and the refusals that a port may give."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from guike.kernel.errors import FieldError, Refusal
from guike.kernel.text import T, Text
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.outbound import Answer, OutboundFailed, OutboundRefused, get, url_error


@dataclass(frozen=True)
class Asked:
    """Where a service is asked. `key` is given as a bearer token; `label` names the service to people."""

    label: Text
    url: str
    key: str = field(repr=False)

    def ask(self, question: Mapping[str, str], part: str) -> dict[str, Any]:
        """The answer, an object with a list under `part`; numbers in it are exact. AdapterUnavailable where asking again may help,
        AdapterRefused otherwise."""
        joint = "&" if urlsplit(self.url).query else "?"
        headers = {"Accept": "application/json"} | (
            {"Authorization": f"Bearer {self.key}"} if self.key else {}
        )
        answer = called(self.label, lambda: get(f"{self.url}{joint}{urlencode(question)}", headers))
        if answer.status in (401, 403):
            raise AdapterRefused("adapter.sign_in", service=self.label)
        if not answer.is_success:
            raise self.refused(said_by(answer))
        return self._parsed(answer.body, part)

    def _parsed(self, body: bytes, part: str) -> dict[str, Any]:
        try:
            page = json.loads(body, parse_float=Decimal)
        except (ValueError, RecursionError):
            page = None
        if not isinstance(page, dict) or not isinstance(page.get(part), list):
            raise self.refused(T("回答不是约定的 JSON", "its answer is not the JSON that was agreed"))
        return page

    def refused(self, reason: Text | str) -> AdapterRefused:
        """For good, with the reason."""
        return AdapterRefused("adapter.refused", service=self.label, reason=reason)


def called(label: Text, call: Callable[[], Answer]) -> Answer:
    """What a stranger's server answered, also that it refuses. `label` names its service to people. AdapterRefused for an address that is
    not called, AdapterUnavailable where there was no answer, or one that asks to come again."""
    try:
        answer = call()
    except OutboundRefused as error:
        raise AdapterRefused("adapter.refused", service=label, reason=_words(error)) from error
    except OutboundFailed as error:
        raise AdapterUnavailable("adapter.unavailable", service=label, reason=_words(error)) from error
    if answer.status >= 500 or answer.status == 429:
        raise AdapterUnavailable("adapter.unavailable", service=label, reason=said_by(answer))
    return answer


def said_by(answer: Answer) -> str:
    """An answer as people are told it."""
    return f"{answer.status} {answer.text[:200]}".strip()


def _words(refusal: Refusal) -> Text:
    return T(refusal.message("zh-CN"), refusal.message("en"))


def address_error(value: str) -> FieldError | None:
    """The check of a setting that holds an address; an empty one is none yet."""
    return url_error("", value) if value else None
