"""Running the measurements and printing what came out."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence

from bench import server
from bench.approving import approvings
from bench.automation import ruled_import, rules_cost
from bench.caller import from_afar
from bench.clocks import WARM, Cost, cost_of
from bench.goods import followed, moved
from bench.importing import IMPORTED, import_rate
from bench.load import mixed, served
from bench.pricing import priced
from bench.reading import Measurement, readings
from bench.reports import reported
from bench.sharing import ruled
from bench.stored import keep_orders
from bench.writing import writings

HEAD = f"{'':42}{'wall ms':>9}{'CPU ms':>9}{'python':>9}{'database':>9}{'bare CPU':>9}{'ratio':>7}{'ref. ms':>9}{'faster':>8}"


def measure(dsn: str, args: argparse.Namespace) -> None:
    """Everything that was asked for, line by line as it is ready."""
    out = sys.stdout
    out.write(f"{args.rows:,} leads, medians of {args.runs} runs, {time.strftime('%Y-%m-%d')}\n{HEAD}\n")
    _rows([*readings(), *writings(args.runs + WARM)], args)
    _in_companies(dsn, args)
    for name, told in _told(args):
        if args.only in name:
            for text in told:
                out.write(text + "\n")
                out.flush()
    if args.seconds and args.only in "mixed load":
        for told in mixed(dsn, args.data / "served", args.seconds):
            out.write(told + "\n")
            out.flush()
    server.say("done")


def _in_companies(dsn: str, args: argparse.Namespace) -> None:
    """What needs more to stand in the company while it is measured."""
    if "approv" in args.only or not args.only:
        with approvings(args.runs + WARM) as found:
            _rows(found, args)
    if "price" in args.only or not args.only:
        keep_orders(args.rows)
        with priced(2 * (args.runs + WARM)) as stand:
            _rows(stand.measured(stand.seller), args)
            with served(dsn, args.data / "served") as (port, _leader):
                _over_http(stand.measured(from_afar(stand.seller, port)), args.runs)
    if "goods" in args.only or not args.only:
        keep_orders(args.rows)
        _table(followed(), args)
        with moved(args.runs + WARM) as found:
            _table(found, args)
    if "dimension" in args.only or not args.only:
        with ruled() as found:
            _rows(found, args)
    if "report" in args.only or not args.only:
        with reported() as found:
            _rows(found, args)


def _told(args: argparse.Namespace) -> list[tuple[str, Iterator[str]]]:
    """What is measured in words of its own, by name; nothing is done before it is asked for."""
    imported = min(IMPORTED, args.rows)
    return [
        ("rules", rules_cost(args.runs)),
        ("import under a rule", ruled_import(imported)),
        ("import", import_rate(imported)),
    ]


def _table(measurements: Sequence[Measurement], args: argparse.Namespace) -> None:
    for one in measurements:
        sys.stdout.write(line(one, *_costs(one, args.runs)) + "\n")
        sys.stdout.flush()


def _rows(measurements: Sequence[Measurement], args: argparse.Namespace) -> None:
    _table([one for one in measurements if args.only in one.name], args)


def _over_http(measurements: Sequence[Measurement], runs: int) -> None:
    """Wall time alone: the processor works in other processes. Beside the wall time of the SQL by hand, a round trip for each statement."""
    for one in measurements:
        cost, bare = _costs(one, runs)
        by_hand = f"{bare.wall:9.1f}{cost.wall / bare.wall:7.1f}" if bare else f"{'':16}"
        faster = f"{one.reference:9.0f}{one.reference / cost.wall:7.1f}×" if one.reference else ""
        sys.stdout.write(f"{one.name + ', over HTTP':42}{cost.wall:9.1f}{'':27}{by_hand}{faster}\n")
        sys.stdout.flush()


def _costs(one: Measurement, runs: int) -> tuple[Cost, Cost | None]:
    return cost_of(one.work, runs), cost_of(one.bare, runs) if one.bare is not None else None


def line(one: Measurement, cost: Cost, bare: Cost | None) -> str:
    """One row of the table; `faster`: the reference's wall time over ours."""
    told = f"{one.name:42}{cost.wall:9.1f}{cost.cpu:9.1f}{cost.python:9.1f}{cost.database:9.1f}"
    told += f"{bare.cpu:9.1f}{cost.cpu / bare.cpu:7.1f}" if bare else f"{'':16}"
    return told + (f"{one.reference:9.0f}{one.reference / cost.wall:7.1f}×" if one.reference else "")
