"""Abstract models of all record tables. This module has no tables of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from guike.kernel import clock
from guike.platform.database.guard import GuardedManager, GuardedModel
from guike.platform.database.ledger import AppendOnly

AMOUNT: dict[str, Any] = {"max_digits": 20, "decimal_places": 4}
PRICE: dict[str, Any] = {"max_digits": 20, "decimal_places": 6}
RATE: dict[str, Any] = {"max_digits": 9, "decimal_places": 6}
EXCHANGE_RATE: dict[str, Any] = {"max_digits": 18, "decimal_places": 8}


class Fold(Func):
    """lower(normalize(x, NFKC)): the SQL twin of `kernel.fold.fold`."""

    function = "LOWER"
    template = "LOWER(NORMALIZE(%(expressions)s, NFKC))"
    output_field = models.TextField()


if TYPE_CHECKING:
    _CharField = models.CharField[Any, Any]
else:
    _CharField = models.CharField  # takes no parameters at run time


class FoldedField(_CharField):
    """Text that is compared, sorted and searched folded.

    Adds a stored generated column `<name>_fold`: folding at query time costs 306 ms against
    36 ms per million rows.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if cls.__module__ == "__fake__" or cls._meta.abstract:
            return
        folded = models.GeneratedField(
            expression=Fold(F(name)), output_field=models.TextField(), db_persist=True, editable=False
        )
        folded.contribute_to_class(cls, f"{name}_fold")

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs


def text_column(max_length: int = 255, **options: Any) -> FoldedField:
    """A filterable text column, empty string when empty. `db_default` for one that is added to a table."""
    return FoldedField(max_length=max_length, blank=True, default="", **options)


def plain_column(max_length: int = 255) -> models.CharField[Any, Any]:
    """A short text column without folding: codes, choices."""
    return models.CharField(max_length=max_length, blank=True, default="")


def amount_column(**kwargs: Any) -> models.DecimalField[Any, Any]:
    """Money in the document's currency, numeric(20,4)."""
    return models.DecimalField(**AMOUNT, **{"null": True, "blank": True, **kwargs})


def reference(to: str, **kwargs: Any) -> models.ForeignKey[Any, Any]:
    """A foreign key to a record or archive table. The platform handles deletion (soft delete and a check of
    references), so the database only refuses it."""
    options = {"null": True, "blank": True, "db_index": False, **kwargs}
    return models.ForeignKey(to, on_delete=models.DO_NOTHING, related_name="+", **options)


class ShownModel(GuardedModel):
    """What every table shown as an object has: records, archives, administration and ledgers."""

    id = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = reference("org.User", editable=False)
    version = models.IntegerField(default=1)
    custom = models.JSONField(default=dict, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    #: the row's label, its sort key in pinyin, and its search grams
    label = models.CharField(max_length=300, blank=True, default="")
    label_sort = models.CharField(max_length=600, blank=True, default="")
    search_grams = ArrayField(models.TextField(), default=list, blank=True)
    #: the text that is searched, see `kernel.searching`; empty before the row was indexed
    search_text = models.TextField(blank=True, default="", db_default="")

    objects: ClassVar[GuardedManager[Self]] = GuardedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def __str__(self) -> str:
        return self.label or f"#{self.pk}"


class BaseModel(ShownModel):
    """A row that may be changed, deleted and brought along from elsewhere."""

    updated_at = models.DateTimeField(default=clock.now, editable=False)
    updated_by = reference("org.User", editable=False)
    external_id = models.CharField(max_length=128, null=True, blank=True)
    source_system = models.CharField(max_length=64, null=True, blank=True)
    deleted_by = reference("org.User", editable=False)

    class Meta(ShownModel.Meta):
        abstract = True


class EntryModel(AppendOnly, ShownModel):
    """A row of a ledger that is an object: listed, filtered, exported and reported like a record, and never changed."""

    class Meta(ShownModel.Meta):
        abstract = True
        indexes: ClassVar[tuple[models.Index, ...]] = (
            models.Index(F("created_at").desc(), F("id").desc(), name="%(class)s_time_ix"),
        )


class PostedModel(EntryModel):
    """An entry of an account. Subclasses add the account, the amount and the balance, and `posted_constraints` of them.
    `source`, `why`, `operation`: by what it came, which action caused it, and with what else it was done."""

    sequence = models.BigIntegerField()
    reverses = models.ForeignKey(
        "self", on_delete=models.DO_NOTHING, related_name="+", null=True, blank=True, db_index=False
    )
    operation = plain_column(64)
    source = plain_column(20)
    why = plain_column(130)

    class Meta(EntryModel.Meta):
        abstract = True


def posted_constraints(
    table: str, account: str, balance: str, *, floor: bool = False
) -> tuple[models.BaseConstraint, ...]:
    """What the database itself holds of entries: one entry for each number of an account, one reversal for each entry; with
    `floor` no balance below zero."""
    held: tuple[models.BaseConstraint, ...] = (
        models.UniqueConstraint(fields=[account, "sequence"], name=f"{table}_sequence_uq"),
        models.UniqueConstraint(fields=["reverses"], name=f"{table}_reverses_uq"),
        models.CheckConstraint(condition=Q(sequence__gte=1), name=f"{table}_sequence_ck"),
    )
    if not floor:
        return held
    return (*held, models.CheckConstraint(condition=Q(**{f"{balance}__gte": 0}), name=f"{table}_floor_ck"))


class RecordModel(BaseModel):
    """A business record: numbered, owned, of a department."""

    number = models.CharField(max_length=64, blank=True, default="")
    owner = reference("org.User")
    department = reference("org.Department")
    record_type = reference("metadata.RecordType")

    class Meta(BaseModel.Meta):
        abstract = True
        indexes: ClassVar[tuple[models.Index, ...]] = (
            models.Index(
                "owner",
                F("created_at").desc(),
                F("id").desc(),
                name="%(class)s_owner_ix",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                "department",
                F("created_at").desc(),
                F("id").desc(),
                name="%(class)s_dept_ix",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                F("created_at").desc(), F("id").desc(), name="%(class)s_time_ix", condition=Q(deleted_at=None)
            ),
            GinIndex(fields=["search_grams"], name="%(class)s_gram_ix"),
        )
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=["source_system", "external_id"],
                name="%(class)s_external_uq",
                condition=Q(external_id__isnull=False),
            ),
            models.UniqueConstraint(fields=["number"], name="%(class)s_number_uq", condition=~Q(number="")),
        )


class LineModel(BaseModel):
    """A line of a parent document. It has exactly its parent's scope and no owner. Subclasses add the parent."""

    position = models.IntegerField(default=0)

    class Meta(BaseModel.Meta):
        abstract = True


class MoneyModel(models.Model):
    """Currency and rate of a document, fixed at its date; base values are generated columns."""

    currency = models.CharField(max_length=3, default="CNY")
    exchange_rate = models.DecimalField(**EXCHANGE_RATE, default=1)

    class Meta:
        abstract = True


class AttributedModel(models.Model):
    """Whose performance the record is, from the day on which it began to count (`states.attribution`)."""

    attributed_owner = reference("org.User")
    attributed_department = reference("org.Department")
    attributed_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def base_column(amount: str) -> models.GeneratedField:
    """The amount in base currency: round(amount × exchange_rate, 2), half away from zero (PostgreSQL's
    round(numeric)). The database computes it, so it can never disagree with its parts."""
    return models.GeneratedField(
        expression=Func(F(amount) * F("exchange_rate"), 2, function="ROUND"),
        output_field=models.DecimalField(**AMOUNT),
        db_persist=True,
        editable=False,
    )
