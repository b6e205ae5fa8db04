"""Requests that nobody sends by accident, made from a seed: every GET of the description with crooked parameters and
cursors, and bodies of query, aggregate, duplicates, create and change."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from guike.platform.metadata.catalogue import catalogue

DIGITS = (
    "²",
    "٣",
    "１２",
    "①",
    "Ⅷ",
    "৪",
    "1²",
    "+1",
    "1_0",
    " 1",
    "1 ",
    "1.0",
    "1e3",
    "0x10",
    "00001",
    "0" * 30 + "1",
    "9" * 5000,
)
NUMBERS = (
    *DIGITS,
    "0",
    "-1",
    "1",
    "2",
    "200",
    "201",
    "500",
    "501",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 40,
    "1e400",
    "NaN",
    "-0",
)
TEXTS = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\ufffd",
    "'; DROP TABLE lead; --",
    "%s %(x)s {} \\",
    "{0}",
    "𝕏" * 50,
    "a" * 3000,
    "\r\nX-Injected: 1",
    "null",
    "[]",
    "{}",
    "true",
    "*",
    "%",
    "_",
    "\\",
    "（）",
    "İ",
    "ß",
    "ﷺ",
    "e\u0301",
    "\u202e",
    "\u200b",
    "😀",
    "P&G",
    "C++",
    "wxm01",
    "138",
    "+86",
    "云",
)
DATES = (
    "2026-11-21",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "10000-01-01",
    "-0001-01-01",
    "2026-11-21T00:00:00Z",
    "2026-11-21T00:00:00+99:99",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "2026-11-21T24:00:00Z",
    "today",
    "today+99999999999",
    "today-1",
    "last_0_days",
    "last_999999999_days",
    "next_999999_days",
    "last_²_days",
    "this_year",
    "last_week",
)
JSONS: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**31,
    2**63,
    2**70,
    -(2**63) - 1,
    1.5,
    1e300,
    [],
    {},
    [[]],
    [None],
    [1, 2],
    ["a", 1],
    {"id": 1},
    {"id": 2**70},
    {"object": "lead", "id": 1},
    {"object": "no", "id": 1},
    {"lat": 91, "lng": 0, "km": 1},
    {"lat": 31, "lng": 121, "km": 1e300},
    {"lat": 31.2, "lng": 121.4, "km": 5},
    "1e400",
    "1280.00",
    "0.1",
    "-0.00",
    "999999999999999999999.99",
)
OPERATORS = (
    "eq",
    "ne",
    "gt",
    "gte",
    "lt",
    "lte",
    "between",
    "in",
    "not_in",
    "contains",
    "not_contains",
    "starts_with",
    "is_empty",
    "is_not_empty",
    "within",
    "under",
    "is_me",
    "in_my_departments",
    "has_any",
    "has_all",
    "near",
    "changed",
    "changed_from",
    "no_such",
)
AGGREGATES = ("count", "count_distinct", "sum", "avg", "min", "max", "median")
BUCKETS = ("day", "week", "month", "quarter", "year", "hour", "")


@dataclass
class Question:
    """One request. `body` None: it has none."""

    method: str
    path: str
    body: Any = None

    def __str__(self) -> str:
        body = "" if self.body is None else json.dumps(self.body)[:600]
        return f"{self.method} {self.path[:600]} {body}"


@dataclass
class Maker:
    """Questions from one seed about what is there: `ids` of records by object, `cursors` that answers gave."""

    seed: int
    routes: Sequence[tuple[str, Sequence[str]]]
    ids: Mapping[str, Sequence[int]]
    cursors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.objects = sorted(catalogue().objects)

    def next(self) -> Question:
        """The next one."""
        made = self.random.random()
        if made < 0.6:
            return self._get()
        if made < 0.75:
            return self._list_body()
        if made < 0.87:
            return self._aggregate()
        return self._write()

    def _one(self, *groups: Sequence[Any]) -> Any:
        return self.random.choice(self.random.choice(groups))

    def _object(self) -> str:
        return str(self._one(self.objects, self.objects, self.objects, [self._text()[:50].replace("/", "")]))

    def _text(self) -> str:
        text = str(self._one(TEXTS, NUMBERS, DATES))
        return text if self.random.random() < 0.9 else text + str(self._one(TEXTS, DIGITS))

    def _get(self) -> Question:
        path, params = self.random.choice(self.routes)
        name = self._object()
        parts = []
        for part in path.split("/"):
            inner = part[1:-1] if part.startswith("{") else ""
            parts.append(_quoted(self._place(inner, name)) if inner else part)
        chosen = [p for p in params if self.random.random() < min(1.0, 3 / len(params))] if params else []
        if self.random.random() < 0.03:
            chosen.append(self._text()[:20] or "x")
        query = "&".join(f"{_quoted(p)}={_quoted(self._param(p, name))}" for p in chosen)
        return Question("GET", "/".join(parts) + (f"?{query}" if query else ""))

    def _place(self, inner: str, name: str) -> str:
        if inner == "object":
            return name
        if inner == "relation":
            relations = [r.name for r in catalogue().relations.get(name, ())]
            return str(self._one(relations or ["activities"], ["no_such"]))
        if inner in ("id", "user") or inner.endswith("_id"):
            return str(
                self._one(
                    self.ids.get(name) or [1],
                    self.ids.get(name) or [1],
                    ("0", "999999", "9" * 18, "9" * 19, "9" * 40, "9" * 5000, "²", "-1"),
                )
            )
        return self._text() or "x"

    def _param(self, param: str, name: str) -> str:
        if self.random.random() < 0.15:
            return self._text()
        if param == "limit":
            return str(self._one(NUMBERS))
        if param == "cursor":
            return self._cursor()
        if param == "filter":
            return json.dumps(self._filter(name))
        if param in ("fields", "sort"):
            sign = self.random.choice(("", "-")) if param == "sort" else ""
            return ",".join(sign + self._path(name) for _n in range(self.random.randint(1, 4)))
        if param == "user":
            return str(self._one(self.ids.get("user") or [1], NUMBERS))
        if param == "object":
            return self._object()
        if param == "count":
            return str(self._one(("exact", "none", "capped", "all")))
        return self._text()

    def _cursor(self) -> str:
        known = self.random.choice(self.cursors) if self.cursors and self.random.random() < 0.6 else ""
        if known:
            return self._bent(known)
        parts = self.random.choice(
            (
                [self._one(JSONS)],
                [self._one(DATES), self._text()],
                [self._one(DATES, JSONS), self._one(JSONS)],
                self._one(JSONS),
                [str(self._one(NUMBERS))] * self.random.randint(0, 4),
            )
        )
        text = json.dumps(parts)
        if self.random.random() < 0.2:
            text = f"n{self._one(NUMBERS)}"
        return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")

    def _bent(self, cursor: str) -> str:
        place, letter = self.random.randrange(len(cursor)), self.random.choice("Aa0_-=²:")
        return self.random.choice(
            (
                cursor,
                cursor[:place],
                cursor[:place] + letter + cursor[place + 1 :],
                cursor + letter,
                cursor * 2,
            )
        )

    def _path(self, name: str) -> str:
        spec = catalogue().objects.get(name)
        names = [f.name for f in spec.fields] if spec else ["name"]
        path = str(self.random.choice(names))
        if spec is not None and self.random.random() < 0.3:
            item = spec.by_name.get(path)
            target = item.target_object if item and item.target_object else "user"
            path += "." + (self._path(target) if target in self.objects else "name")
        return (
            path
            if self.random.random() < 0.93
            else str(self._one(TEXTS, ("id", "number", "_version", "position", "..", "a.b.c.d.e.f.g")))
        )

    def _value(self) -> Any:
        made = self.random.random()
        if made < 0.3:
            return self._text()
        if made < 0.5:
            return self._one(DATES)
        if made < 0.6:
            return [self._value() for _n in range(self.random.randint(0, 3))]
        return self._one(JSONS)

    def _filter(self, name: str, depth: int = 0) -> Any:
        made = self.random.random()
        if depth < 3 and made < 0.25:
            word = self.random.choice(("all", "any"))
            return {word: [self._filter(name, depth + 1) for _n in range(self.random.randint(0, 3))]}
        if depth < 3 and made < 0.32:
            return {"not": self._filter(name, depth + 1)}
        if depth < 3 and made < 0.4:
            word = self.random.choice(("some", "none", "every"))
            relations = [r.name for r in catalogue().relations.get(name, ())]
            return {
                word: self._one(relations or ["contacts"], [self._path(name)]),
                "where": self._filter(self._object(), depth + 1),
            }
        if made < 0.43:
            return self._value()
        leaf = {"field": self._path(name), "op": self._one(OPERATORS)}
        if self.random.random() < 0.85:
            leaf["value"] = self._value()
        if self.random.random() < 0.08:
            leaf["other"] = self._path(name)
        return leaf

    def _list_body(self) -> Question:
        name = self._object()
        makers = {
            "filter": lambda: self._filter(name),
            "sort": lambda: [
                self.random.choice(("", "-")) + self._path(name) for _n in range(self.random.randint(0, 4))
            ],
            "fields": lambda: [self._path(name) for _n in range(self.random.randint(0, 5))],
            "q": self._text,
            "limit": lambda: self._one(JSONS, (1, 2, 50)),
            "cursor": self._cursor,
            "view": self._text,
            "count": lambda: self._one(("exact", "none", "capped"), JSONS),
        }
        body = {
            key: make() if self.random.random() < 0.9 else self._value()
            for key, make in makers.items()
            if self.random.random() < 0.35
        }
        return Question("POST", f"/records/{_quoted(name)}/query", body)

    def _aggregate(self) -> Question:
        name = self._object()
        groups = [self._group(name) for _n in range(self.random.randint(0, 3))]
        measures = [self._measure(name) for _n in range(self.random.randint(0, 4))]
        body: dict[str, Any] = {"groups": groups, "measures": measures}
        if self.random.random() < 0.5:
            body["filter"] = self._filter(name)
        if self.random.random() < 0.2:
            body["q"] = self._text()
        if self.random.random() < 0.05:
            body[self.random.choice(("groups", "measures", "view"))] = self._value()
        return Question("POST", f"/records/{_quoted(name)}/aggregate", body)

    def _group(self, name: str) -> Any:
        if self.random.random() < 0.5:
            return self._path(name)
        return {
            "field": self._path(name),
            "bucket": self._one(BUCKETS),
            **({"as": self._text()[:80]} if self.random.random() < 0.2 else {}),
        }

    def _measure(self, name: str) -> Any:
        if self.random.random() < 0.05:
            return self._value()
        return {
            "agg": self._one(AGGREGATES),
            "field": self._path(name),
            **({"as": self._text()[:80]} if self.random.random() < 0.2 else {}),
        }

    def _write(self) -> Question:
        name = self._object()
        spec = catalogue().objects.get(name)
        fields = [f.name for f in spec.fields] if spec else ["name"]
        values = {str(self.random.choice(fields)): self._value() for _n in range(self.random.randint(0, 6))}
        place = f"/records/{_quoted(name)}"
        known = self.ids.get(name)
        made = self.random.random()
        if made < 0.3:
            return Question("POST", f"{place}/duplicates", {"values": values})
        if made < 0.65 or not known:
            return Question("POST", place, values)
        return Question("PATCH", f"{place}/{self.random.choice(known)}", values)


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")
