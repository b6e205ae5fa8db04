"""What is measured of reading: lists, search, figures, one record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench import bare
from bench.caller import Person, sign_in
from bench.company import RARE
from guike.kernel.grams import query_grams
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions, directory

FIELDS = "name,company,mobile,status,source,campaign,pool,owner,last_follow_up_at,next_contact_at,created_at"


@dataclass(frozen=True)
class Measurement:
    """`work`: one call of the API; `bare`: the same by hand; `reference`: wall milliseconds of a comparable
    system on such a machine, None where there is none."""

    name: str
    work: Callable[[], Any]
    bare: Callable[[], Any] | None
    reference: float | None = None


def _bare(statements: Sequence[bare.Statement]) -> Callable[[], Any]:
    return lambda: bare.run(statements)


def page(person: Person, object_name: str = "lead", **query: Any) -> Callable[[], Any]:
    wanted = {"limit": 80, **({"fields": FIELDS} if object_name == "lead" else {}), **query}
    return lambda: person.get(f"/records/{object_name}", **wanted)


def readings() -> list[Measurement]:
    """All of them, for the people of `bench.company`."""
    begin_versions()
    logins = ("admin", "own5000", "old5000", "own30", "none", "head", "oldhead", "pooled")
    people = {login: sign_in(login) for login in logins}
    return [*_lists(people), *_searches(people), *_figures(people), *_records(people)]


def _lists(people: dict[str, Person]) -> list[Measurement]:
    found = [Measurement("list: administrator", page(people["admin"]), _bare(bare.count_and_page()), 38)]
    personal = {"own5000": 81, "old5000": 190, "own30": 81, "none": 81}
    names = {
        "own5000": "list: salesperson, 5,000 own",
        "old5000": "list: salesperson, 5,000 own, all old",
        "own30": "list: salesperson, 30 own, all old",
        "none": "list: salesperson, none",
    }
    for login, reference in personal.items():
        person = people[login]
        found.append(Measurement(names[login], page(person), _bare(bare.own(person.user_id)), reference))
    for login, name in (("head", "list: branch head"), ("oldhead", "list: branch head, all old")):
        units = sorted(directory().headed_by(people[login].user_id))
        found.append(Measurement(name, page(people[login]), _bare(bare.departments(units)), 65))
    found.append(Measurement("list: salesperson with a pool", page(people["pooled"]), None, None))
    return found


def _searches(people: dict[str, Person]) -> list[Measurement]:
    admin, seller = people["admin"], people["own5000"]
    found = []
    for name, word, reference in (
        ("search: 2 characters, rare", RARE[0], 20),
        ("search: 3 characters, rare", RARE[1], 20),
        ("search: 2 characters, frequent", "印务", 71),
        ("search: 3 characters, frequent", "会计师", 71),
        ("search: 2 characters, in every row", "有限", None),
    ):
        grams = query_grams(word)
        by_hand = bare.searched_few(grams) if word in RARE else bare.search(grams)
        found.append(Measurement(name, page(admin, q=word), _bare(by_hand), reference))
    condition = f"owner_id = %s OR {bare.TEAM}"
    by_hand = bare.search(query_grams("印务"), condition, [seller.user_id, seller.user_id])
    found.append(Measurement("search: frequent, as salesperson", page(seller, q="印务"), _bare(by_hand), 71))
    return found


def _figures(people: dict[str, Person]) -> list[Measurement]:
    admin, seller = people["admin"], people["own5000"]

    def grouped(
        person: Person, object_name: str, group: str, measures: list[dict[str, str]]
    ) -> Callable[[], Any]:
        body = {"groups": [group], "measures": [{"agg": "count", "as": "count"}, *measures]}
        return lambda: person.post(f"/records/{object_name}/aggregate", body)

    amount = [{"agg": "sum", "field": "amount", "as": "amount"}]
    stage = catalogue().get("opportunity")
    board = {"filter": '{"field":"status","op":"eq","value":"following"}'}
    by_hand = bare.count_and_page("status = 'following'")
    return [
        Measurement("board column: 80 leads of one state", page(admin, **board), _bare(by_hand), None),
        Measurement("leads by state, count", grouped(admin, "lead", "status", []), _bare(bare.group("lead", "status", "0")), 459),
        Measurement("leads by owner, count", grouped(admin, "lead", "owner", []), _bare(bare.group("lead", "owner_id", "0")), 1614),
        Measurement("leads by state, as salesperson", grouped(seller, "lead", "status", []), None, None),
        Measurement(
            "opportunities by stage, with sum", grouped(admin, stage.name, "stage", amount),
            _bare(bare.group("opportunity", "stage_id", "sum(base_amount)")), 459,
        ),
        Measurement(
            "opportunities by owner, with sum", grouped(admin, stage.name, "owner", amount),
            _bare(bare.group("opportunity", "owner_id", "sum(base_amount)")), 1614,
        ),
    ]  # fmt: skip


def _records(people: dict[str, Person]) -> list[Measurement]:
    admin, seller = people["admin"], people["own5000"]
    newest = seller.get("/records/lead", limit=1).json()["items"][0]["id"]
    by_hand = _bare(bare.one("lead", newest))
    return [
        Measurement("open a lead: administrator", lambda: admin.get(f"/records/lead/{newest}"), by_hand, 27),
        Measurement("open a lead: salesperson", lambda: seller.get(f"/records/lead/{newest}"), by_hand, 27),
    ]
