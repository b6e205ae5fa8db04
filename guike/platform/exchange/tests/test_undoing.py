"""Taking an import back."""

import pytest

from guike.entry.tests.people import person
from guike.platform.exchange.tests.conftest import EVERYTHING, Importer, counts, csv_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Role
from guike.platform.org.queries import bump
from guike.platform.records.reading import living

HEADER = "姓名,手机,公司,线索来源"
WHY = "a test looks at everything"


def leads():
    return living(catalogue().get("lead")).system(reason=WHY).order_by("id")


def without(right, username):
    """Take a right from a person's role."""
    role = Role.objects.system(reason=WHY).get(name=f"role of {username}")
    rights = {name: [r for r in rights if r != right] for name, rights in role.permissions.items()}
    Role.objects.system(reason=WHY).filter(pk=role.pk).update(permissions=rights)
    bump(permission=True)


def test_what_it_created_goes_to_the_recycle_bin(anna):
    status = anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,甲,展会", "李雷,13900139000,乙,展会"))
    assert (status["can_undo"], status["status"]) == (True, "done")
    assert anna.undo(status["id"]) == {"deleted": 2, "restored": 0, "kept": 0, "problems": []}
    after = anna.status(status["id"])
    assert (after["can_undo"], after["status"], leads().count()) == (False, "undone", 0)
    again = anna.post(f"/imports/{status['id']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "import.undone")
    assert counts(anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,甲,展会"))) == (1, 0, 0, 0)


def test_what_somebody_changed_since_stays_and_is_named(anna):
    status = anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,甲,展会", "李雷,13900139000,乙,展会"))
    changed = leads().first().pk
    assert anna.patch(f"/records/lead/{changed}", {"title": "总经理"}).status_code == 200
    assert anna.undo(status["id"]) == {
        "deleted": 1,
        "restored": 0,
        "kept": 1,
        "problems": [{"row": 2, "id": changed, "message": "“王小明” was changed after the import and stays"}],
    }
    assert list(leads().values_list("name", flat=True)) == ["王小明"]


def test_what_something_was_made_of_stays_and_says_so(admin):
    status = admin.take("a.csv", csv_of(HEADER, "王小明,13800138000,甲,展会", "李雷,13900139000,乙,展会"))
    converted, other = leads()
    answer = admin.post(f"/records/lead/{converted.pk}/actions/convert", {"account": {}, "contact": {}})
    assert answer.status_code == 200
    told = "“王小明” is “Converted” since the import; it stays, and so does what was made of it"
    assert admin.undo(status["id"]) == {
        "deleted": 1,
        "restored": 0,
        "kept": 1,
        "problems": [{"row": 2, "id": converted.pk, "message": told}],
    }
    assert [row.pk for row in leads()] == [converted.pk]
    assert living(catalogue().get("account")).system(reason=WHY).count() == 1
    assert not leads().filter(pk=other.pk).exists()


def test_what_it_updated_gets_its_old_values_again(admin):
    admin.post("/records/campaign", {"name": "秋季展会"})
    header = f"{HEADER},职务,地区,标签,下次联系时间,市场活动"
    admin.take("a.csv", csv_of(header, "王小明,13800138000,甲,展会,经理,杭州,A;B,2026-11-21 09:30,"))
    (before,) = admin.records()
    status = admin.take(
        "b.csv",
        csv_of(header, "王大明,13800138000,乙,网站,总监,330106,C,2026-12-01,秋季展会"),
        on_duplicate="update",
        identify_by=["mobile"],
    )
    (changed,) = admin.records()
    assert (changed["name"], changed["_version"]) == ("王大明", 2)
    assert admin.undo(status["id"]) == {"deleted": 0, "restored": 1, "kept": 0, "problems": []}
    (after,) = admin.records()
    moved = {"_version", "updated_at"}
    assert {k: v for k, v in after.items() if k not in moved} == {
        k: v for k, v in before.items() if k not in moved
    }


def test_several_rows_of_one_record_are_taken_back_one_after_the_other(anna):
    anna.take("a.csv", csv_of(f"{HEADER},职务", "王小明,13800138000,甲,展会,经理"))
    status = anna.take(
        "b.csv",
        csv_of(
            f"{HEADER},职务",
            "王小明,13800138000,甲,展会,总监",
            "王小明,13800138000,甲,展会,总裁",
            "李雷,13900139000,乙,展会,经理",
            "李雷,13900139000,乙,展会,主管",
        ),
        on_duplicate="update",
    )
    assert counts(status) == (1, 3, 0, 0)
    assert anna.undo(status["id"]) == {"deleted": 1, "restored": 3, "kept": 0, "problems": []}
    assert list(leads().values_list("name", "title")) == [("王小明", "经理")]


@pytest.mark.req("LD-18")
def test_what_went_into_a_pool_is_taken_back_by_who_put_it_there(anna, admin):
    pool = admin.post("/records/lead_pool", {"name": "池"}).json()["id"]
    admin.post("/records/lead_pool", {"name": "池二"})
    status = anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,甲,展会"), defaults={"pool": pool})
    assert (counts(status), anna.records()) == ((1, 0, 0, 0), [])
    without("delete", "anna")
    assert anna.undo(status["id"])["deleted"] == 1
    assert leads().count() == 0


def test_what_was_claimed_since_stays(anna, admin):
    pool = admin.post("/records/lead_pool", {"name": "池", "members": [anna.id]}).json()["id"]
    status = anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,甲,展会"), defaults={"pool": pool})
    assert (
        admin.post(f"/records/lead/{leads().get().pk}/actions/assign", {"owner": anna.id}).status_code == 200
    )
    assert anna.undo(status["id"])["kept"] == 1
    assert leads().get().owner_id == anna.id


def test_undoing_needs_the_right_to_import_and_something_to_undo(anna):
    empty = anna.take("a.csv", csv_of(HEADER, "王小明,1,甲,展会"))
    refused = anna.post(f"/imports/{empty['id']}/undo")
    assert (refused.status_code, refused.json()["code"]) == (409, "import.nothing_to_undo")
    status = anna.take("b.csv", csv_of(HEADER, "王小明,13800138000,甲,展会"))
    waiting = anna.send("/imports", "c.csv", csv_of(HEADER, "李雷,13900139000,乙,展会"), "lead").json()["id"]
    assert anna.post(f"/imports/{waiting}/undo").json()["code"] == "import.running"
    without("import", "anna")
    refused = anna.post(f"/imports/{status['id']}/undo")
    assert (refused.status_code, refused.json()["code"]) == (403, "access.no_permission")
    assert list(leads().values_list("name", flat=True)) == ["王小明"]


def test_a_parent_with_children_stays(admin):
    status = admin.take("a.csv", csv_of("客户名称", "云帆印务", "泠泽包装"), "account")
    account = admin.records("account")[0]["id"]
    admin.post("/records/contact", {"name": "王小明", "account": account, "mobile": "13800138000"})
    result = admin.undo(status["id"])
    assert (result["deleted"], result["kept"], result["problems"][0]["id"]) == (1, 1, account)
    assert "1 Contact" in result["problems"][0]["message"]


def test_another_person_may_not_undo(anna):
    status = anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,甲,展会"))
    other = Importer(person("ben", {"lead": EVERYTHING}))
    assert other.post(f"/imports/{status['id']}/undo").status_code == 404
    assert leads().count() == 1
