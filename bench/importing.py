"""What is measured of importing: a list of leads with duplicate check, through the product and written by hand."""

from __future__ import annotations

import csv
import gc
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from random import Random
from typing import Any

import orjson
from django.db import connection, transaction

from bench.caller import sign_in
from bench.clocks import Cost, cost_of_once
from bench.copying import Values, defaults_of
from guike.domains.leads.models import Lead
from guike.entry.demo import words
from guike.entry.worker import calm_collector, share_interpreter
from guike.kernel import clock
from guike.kernel.fold import fold, normalize_company
from guike.kernel.phones import normalize_phone
from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.shapes import index_row

IMPORTED = 20_000
_CHUNK = 1_000
_HEADERS = "姓名,公司,手机,邮箱,职务,需求描述,线索来源"


def exhibition(rows: int) -> bytes:
    """A .csv of leads, one in fifty a duplicate of a standing one; another list each time it is asked for, since
    a list that was imported before is nothing but duplicates."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM lead")
        seed = cursor.fetchone()[0]
        cursor.execute("SELECT name, company, mobile FROM lead ORDER BY id LIMIT %s", [rows // 50])
        standing = cursor.fetchall()
    random, out = Random(seed), io.StringIO()
    out.write(f"{_HEADERS}\n")
    for n in range(rows):
        name, firm, mobile = words.person_name(random), words.company_name(random)[0], words.mobile(random)
        if n % 50 == 0 and standing:
            name, firm, mobile = standing[(n // 50) % len(standing)]
        out.write(
            f"{name},{firm},{mobile},e{seed}-{n}@example.com,{random.choice(words.TITLES)},{random.choice(words.NEEDS)},展会\n"
        )
    return out.getvalue().encode()


def imported(rows: int) -> tuple[Cost, dict[str, int]]:
    """Import a list of leads as administrator: what the job cost, and what became of the rows."""
    admin = sign_in("admin")
    answer = admin.upload(
        "/imports", "exhibition.csv", exhibition(rows), object="lead", defaults={"pool": _pool()}
    )
    with at_work():
        cost = cost_of_once(run_queued)
    state = admin.get(f"/imports/{answer.json()['id']}").json()
    return cost, {k: state[k] for k in ("created", "updated", "skipped", "failed")}


def _pool() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM lead_pool")
        return int(cursor.fetchone()[0])


@contextmanager
def at_work() -> Iterator[None]:
    """Within, the process is set as the worker sets itself when it starts."""
    usual, turn = gc.get_threshold(), sys.getswitchinterval()
    calm_collector()
    share_interpreter()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
        sys.setswitchinterval(turn)


def import_rate(rows: int) -> Iterator[str]:
    """Import a list of leads, and another one by hand; tell how fast that was."""
    cost, told = imported(rows)
    yield f"import of {rows:,} rows {told}: {speed(rows, cost)}; reference 163 and 165"
    content, pool = exhibition(rows), _pool()
    yield f"the same by hand: {speed(rows, cost_of_once(lambda: by_hand(content, pool)))}"


def speed(rows: int, cost: Cost) -> str:
    """How fast so many rows were, in words."""
    return (
        f"{rows / cost.wall * 1000:,.0f} rows/s, {rows / cost.cpu * 1000:,.0f} per CPU second"
        f" (python {cost.python / 1000:.1f} s, database {cost.database / 1000:.1f} s)"
    )


def by_hand(content: bytes, pool: int) -> None:
    """What a program for this one list would do: read, tidy, look up duplicates by mobile, e-mail and company with name,
    find grams and sounds, COPY into the same table and note what became of each row. No rights, rules, choices,
    custom fields, events, progress or numbers that others draw at the same time."""
    rows = enumerate(csv.reader(io.StringIO(content.decode())))
    next(rows)
    spec = catalogue().get("lead")
    base = {
        **defaults_of(Lead),
        "pool_id": pool,
        "created_by_id": 1,
        "updated_by_id": 1,
        "source": "exhibition",
    }
    columns = {f.attname: f.column for f in Lead._meta.concrete_fields if f.attname in base}
    while chunk := list(islice(rows, _CHUNK)):
        with transaction.atomic(), connection.cursor() as cursor:
            _write_by_hand(cursor, chunk, spec, base, columns)


def _write_by_hand(
    cursor: Any, chunk: list[tuple[int, list[str]]], spec: Any, base: Any, columns: Any
) -> None:
    phones = [normalize_phone(row[2]) or row[2] for _n, row in chunk]
    emails = [row[3].lower() for _n, row in chunk]
    keys = [(normalize_company(row[1])[:200], fold(row[0])) for _n, row in chunk]
    cursor.execute(
        "SELECT mobile, email, company_key, name_fold, id FROM lead WHERE mobile = ANY(%s) AND mobile <> '' UNION ALL"
        " SELECT mobile, email, company_key, name_fold, id FROM lead WHERE lower(normalize(email, NFKC)) = ANY(%s) AND email <> '' UNION ALL"
        " SELECT mobile, email, company_key, name_fold, id FROM lead"
        " WHERE (company_key, name_fold) IN (SELECT * FROM unnest(%s::text[], %s::text[])) AND company_key <> ''",
        [phones, emails, [k for k, _n in keys], [n for _k, n in keys]],
    )
    found: dict[Any, int] = {}
    for mobile, email, key, name, pk in cursor.fetchall():
        found[mobile] = found[email] = found[key, name] = pk
    cursor.execute(
        "INSERT INTO number_counter (key, value) VALUES ('hand', %s)"
        " ON CONFLICT (key) DO UPDATE SET value = number_counter.value + excluded.value RETURNING value",
        [len(chunk)],
    )
    number = cursor.fetchone()[0]
    cursor.execute("SELECT nextval('lead_id_seq') FROM generate_series(1, %s)", [len(chunk)])
    ids = [pk for (pk,) in cursor.fetchall()]
    now = str(clock.now())
    fresh, told = [], []
    for place, (line, row) in enumerate(chunk):
        hit = found.get(phones[place]) or found.get(emails[place]) or found.get(keys[place])
        told.append((line, "skipped" if hit else "created", hit or ids[place], row if hit else None))
        if not hit:
            found[phones[place]] = found[emails[place]] = found[keys[place]] = ids[place]
            one = Values(base)
            values = one.__dict__
            values.update(
                name=row[0], company=row[1], mobile=phones[place], email=row[3], title=row[4], description=row[5],
                company_key=keys[place][0], number=f"H{number + place}", created_at=now, updated_at=now, id=ids[place],
            )  # fmt: skip
            index_row(spec, one)
            values["search_grams"] = '{"' + '","'.join(values["search_grams"]) + '"}'
            fresh.append("\t".join([_text(values[name]) for name in ("id", *columns)]))
    with cursor.copy(f"COPY lead (id, {', '.join(columns.values())}) FROM STDIN") as copy:
        copy.write("\n".join(fresh) + "\n")
    with cursor.copy(
        "COPY import_row (import_id, number, outcome, record_id, cells, reasons, undone) FROM STDIN"
    ) as copy:
        copy.write(
            "".join(
                f"{-ids[0]}\t{line}\t{outcome}\t{pk}\t{orjson.dumps(cells or []).decode()}\t[]\t\n"
                for line, outcome, pk, cells in told
            )
        )


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    text = "{}" if value == [] or value == {} else str(value)
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\v", "\\v")
