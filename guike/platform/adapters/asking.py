"""Asks a stranger's server a question that it answers in JSON: one page of an answer, and the refusals that a port may give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from guike.kernel.errors import FieldError, Refusal
from guike.kernel.text import T, Text
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.outbound import OutboundFailed, OutboundRefused, get, url_error


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
        try:
            answer = get(f"{self.url}{joint}{urlencode(question)}", headers)
        except OutboundRefused as error:
            raise self.refused(_words(error)) from error
        except OutboundFailed as error:
            raise self._unavailable(_words(error)) from error
        said = f"{answer.status} {answer.text[:200]}".strip()
        if answer.status >= 500 or answer.status == 429:
            raise self._unavailable(said)
        if answer.status in (401, 403):
            raise AdapterRefused("adapter.sign_in", service=self.label)
        if not answer.is_success:
            raise self.refused(said)
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

    def _unavailable(self, reason: Text | str) -> AdapterUnavailable:
        return AdapterUnavailable("adapter.unavailable", service=self.label, reason=reason)


def _words(refusal: Refusal) -> Text:
    return T(refusal.message("zh-CN"), refusal.message("en"))


def address_error(value: str) -> FieldError | None:
    """The check of a setting that holds an address; an empty one is none yet."""
    return url_error("", value) if value else None
