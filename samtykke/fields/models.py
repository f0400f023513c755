"""Fields that the company adds to people and companies, the lists behind them, and what is written in them.

What a field about people is for, what kind of data it is, and whether it is sensitive or retired, is a
`purposes.FieldDecision` under the field's `known_key`, as for every other field (decision 0015). M9, REQ-20, REQ-21.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Self

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Left, Length, Lower, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from samtykke.contacts.models import Company, Person
from samtykke.core.fields import NextId
from samtykke.purposes.models import KEY_PATTERN, Vocabulary, in_language

LONGEST_KEY, LONGEST_TEXT, LONGEST_LINK, LONGEST_LONG_TEXT = 50, 500, 2000, 10_000
# As much of a text as an index holds.
INDEXED = 100
WHOLE_DIGITS, DECIMALS = 15, 4
# A day before or after these is a slip of the pen.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


class Subject(models.TextChoices):
    """Whom a field is about."""

    PERSON = "person", _("People")
    COMPANY = "company", _("Companies")


class FieldKind(models.TextChoices):
    """What can be written in a field."""

    TEXT = "text", _("Text")
    LONG_TEXT = "long_text", _("Long text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Amount of money")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of a list")
    CHOICES = "choices", _("Several of a list")
    LINK = "link", _("Address on the web")
    PERSON = "person", _("Person")
    COMPANY = "company", _("Company")


# In which column of a value what is written in a field of a kind stands.
COLUMN: Final[dict[str, str]] = {
    **dict.fromkeys((FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.LINK), "text"),
    **dict.fromkeys((FieldKind.NUMBER, FieldKind.MONEY), "number"),
    FieldKind.DATE: "day",
    FieldKind.YES_NO: "flag",
    **dict.fromkeys((FieldKind.CHOICE, FieldKind.CHOICES), "option_id"),
    **dict.fromkeys((FieldKind.PERSON, FieldKind.COMPANY), "ref_id"),
}
COLUMNS: Final = ("text", "number", "day", "flag", "option_id", "ref_id")
LISTED: Final = (FieldKind.CHOICE, FieldKind.CHOICES)
SEARCHED_TEXTS: Final = (FieldKind.TEXT, FieldKind.LINK)


class FieldGroup(Vocabulary):
    """A heading under which fields stand on a card."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("group of fields")
        verbose_name_plural = _("groups of fields")


class UserField(Vocabulary):
    """A field that the company added. Key, subject and kind stay once something is written in it.

    `unit` is what a number counts, or the currency of an amount. `descriptions` is the help beside the field.
    """

    is_standard = None  # type: ignore[assignment]
    is_active = None  # type: ignore[assignment]
    key = models.CharField(max_length=LONGEST_KEY, unique=True)
    subject = models.CharField(max_length=8, choices=Subject.choices)
    kind = models.CharField(max_length=10, choices=FieldKind.choices)
    unit = models.CharField(max_length=20, blank=True, default="")
    group = models.ForeignKey(FieldGroup, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("field of your own")
        verbose_name_plural = _("fields of your own")
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=KEY_PATTERN), name="fields_userfield_key"),
            models.CheckConstraint(condition=Q(subject__in=Subject.values), name="fields_userfield_subject"),
            models.CheckConstraint(condition=Q(kind__in=FieldKind.values), name="fields_userfield_kind"),
            models.CheckConstraint(
                condition=~Q(kind=FieldKind.MONEY) | Q(unit__regex=r"^[A-Z]{3}$"), name="fields_userfield_currency"
            ),
            # What a value refers to, so that PostgreSQL refuses one of another kind.
            models.UniqueConstraint(fields=["id", "kind"], name="fields_userfield_of_kind"),
            *(
                models.UniqueConstraint(
                    models.F("subject"),
                    Lower(KeyTextTransform(language, "names")),
                    condition=Q(deleted_at__isnull=True),
                    name=f"fields_userfield_name_{language}",
                )
                for language in ("nb", "en")
            ),
        ]

    @property
    def known_key(self) -> str:
        """What the data map, masking and the history call it."""
        return f"{self.subject}.{self.key}"

    @property
    def is_listed(self) -> bool:
        """Whether what may be written comes from a list."""
        return self.kind in LISTED

    @property
    def column(self) -> str:
        """The column of a value that holds what is written."""
        return COLUMN[self.kind]


class OptionQuerySet(models.QuerySet["FieldOption"]):
    def offered(self) -> Self:
        """Those that may be chosen anew, in the company's order."""
        return self.filter(retired_at__isnull=True).order_by("rank", "id")


class FieldOption(models.Model):
    """A value of a field's list. Renaming it keeps it; who has it keeps it when it is retired."""

    field = models.ForeignKey(UserField, on_delete=models.PROTECT, related_name="options")
    key = models.CharField(max_length=LONGEST_KEY)
    names = models.JSONField(default=dict)
    rank = models.IntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = OptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=KEY_PATTERN), name="fields_fieldoption_key"),
            models.UniqueConstraint(fields=["field", "key"], name="fields_option_key_once"),
            models.UniqueConstraint(fields=["field", "id"], name="fields_option_of_field"),
            *(
                models.UniqueConstraint(
                    models.F("field"),
                    Lower(KeyTextTransform(language, "names")),
                    name=f"fields_option_name_{language}",
                )
                for language in ("nb", "en")
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the reader's language, with fallback."""
        return in_language(self.names)


def _only(column: str) -> Q:
    """That a value holds this column, and no other."""
    return Q(**{f"{name}__isnull": name != column for name in COLUMNS})


def _right_column() -> Q:
    """That a value holds the column of its kind, and no other."""
    said = Q()
    for kind, column in COLUMN.items():
        said |= Q(kind=str(kind)) & _only(column)
    return said


def _longest() -> Q:
    """That a text is not empty, and no longer than its kind may be."""
    said = Q(text__isnull=True)
    for kind, length in (
        (FieldKind.TEXT, LONGEST_TEXT),
        (FieldKind.LINK, LONGEST_LINK),
        (FieldKind.LONG_TEXT, LONGEST_LONG_TEXT),
    ):
        said |= Q(kind=kind.value) & ~Q(text="") & Q(LessThanOrEqual(Length("text"), length))
    return said


def _constraints(owner: str, stem: str) -> list[Any]:
    several = Q(kind=FieldKind.CHOICES.value)
    return [
        models.CheckConstraint(condition=_right_column(), name=f"{stem}_right_column"),
        models.CheckConstraint(condition=_longest(), name=f"{stem}_length"),
        models.CheckConstraint(
            condition=Q(day__isnull=True) | Q(day__gte=FIRST_DAY, day__lte=LAST_DAY), name=f"{stem}_day"
        ),
        models.UniqueConstraint(fields=[owner, "field"], condition=~several, name=f"{stem}_once"),
        models.UniqueConstraint(fields=[owner, "field", "option"], condition=several, name=f"{stem}_each_once"),
    ]


def _indexes(owner: str, stem: str) -> list[models.Index]:
    """By field and value, so that a filter reads the rows it shows and no others."""
    plain = [
        models.Index(
            fields=["field", column, owner],
            condition=Q(**{f"{column}__isnull": False}),
            name=f"{stem}_{column}",
        )
        for column in ("number", "day", "flag", "option", "ref_id")
    ]
    text = models.Index(
        models.F("field"),
        Lower(Left("text", INDEXED)),
        models.F(owner),
        condition=Q(kind__in=[kind.value for kind in SEARCHED_TEXTS]),
        name=f"{stem}_text",
    )
    long = models.Index(fields=["field", owner], condition=Q(kind=FieldKind.LONG_TEXT.value), name=f"{stem}_long_text")
    return [*plain, text, long]


class Value(models.Model):
    """What is written in a field: in the one column of its kind, which PostgreSQL holds it to."""

    kind = models.CharField(max_length=10, choices=FieldKind.choices)
    text = models.TextField(null=True)  # noqa: DJ001 - NULL: the field is of another kind
    number = models.DecimalField(max_digits=WHOLE_DIGITS + DECIMALS, decimal_places=DECIMALS, null=True)
    day = models.DateField(null=True)
    flag = models.BooleanField(null=True)
    ref_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    @property
    def held(self) -> Any:
        """What is written, as the column holds it."""
        return getattr(self, COLUMN[self.kind])


class FieldValue(Value):
    """What is written in a field about a person."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="field_values"
    )
    id = models.BigIntegerField(db_default=NextId(sequence="fields_fieldvalue_id_seq"), editable=False)
    field = models.ForeignKey(
        UserField, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    option = models.ForeignKey(
        FieldOption, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    run_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        indexes = _indexes("person", "fields_value")
        constraints = _constraints("person", "fields_value")

    def __str__(self) -> str:
        return f"value:{self.person_id}/{self.id}"


class CompanyFieldValue(Value):
    """What is written in a field about a company, of its field's kind and list (0003_guards). One that names a person is
    that person's too.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, db_index=False, related_name="field_values")
    field = models.ForeignKey(
        UserField, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    option = models.ForeignKey(
        FieldOption, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )

    class Meta:
        indexes = _indexes("company", "fields_ofcompany")
        constraints = _constraints("company", "fields_ofcompany")

    def __str__(self) -> str:
        return f"company_value:{self.pk}"
